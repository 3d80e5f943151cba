import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { ConversationStore } from '../conversations/conversation-store.ts'
import type { Happening } from '../facts/fact.ts'
import { entryKind } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { inboxLog, pairLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import { requireSize, type Sent } from '../messages/draft.ts'
import type { App } from '../tenancy/app.ts'

/** A receipt or another short notice from one user to another about their conversation. */
export interface Receipt {
  from: string
  fromDevice: string
  to: string
  payload: Uint8Array
  origin: string
  /** Read receipts also go to the reader's other devices; delivery receipts do not. */
  echo: boolean
  /** What the sender of the receipt has read: the log (null: every log) up to a message, or all of it (null). */
  reads?: { log: string | null; message: number | null }
  /** For a delivery receipt: id of the delivered message. */
  delivers?: number
}

/** Delivery and read receipts. */
export class Receipts {
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #conversations: ConversationStore

  constructor(journal: Journal, ids: IdGenerator, conversations: ConversationStore) {
    this.#journal = journal
    this.#ids = ids
    this.#conversations = conversations
  }

  /**
   * Stores a receipt for its receiver (and for the sender's other devices). Returns the acknowledgement.
   * @throws ApiError `send.too_large`, `server.busy`.
   */
  async send(app: App, receipt: Receipt): Promise<Sent> {
    requireSize(app, receipt.payload.length)
    const time = this.#ids.clock.now()
    const entry = (inbox: string) =>
      newEntry({
        app: app.id,
        log: inboxLog(inbox),
        id: this.#ids.next(time),
        time,
        kind: entryKind.receipt,
        sender: receipt.from,
        senderDevice: receipt.fromDevice,
        receiver: receipt.to,
        echo: receipt.echo,
        origin: `${receipt.origin}/${inbox}`,
        payload: receipt.payload,
      })
    const inboxes = receipt.echo && receipt.to !== receipt.from ? [receipt.to, receipt.from] : [receipt.to]
    const [[sent]] = await Promise.all([
      this.#journal.append(inboxes.map(entry), ({ log }) =>
        log === inboxLog(receipt.to) ? receiptTold(receipt) : undefined,
      ),
      // A separate write: if it is lost, the unread count is too high until the next receipt.
      receipt.reads &&
        this.#conversations.markRead(app.id, receipt.from, receipt.reads.log, receipt.reads.message),
    ])
    return sent!
  }
}

function receiptTold({ from, fromDevice, to, reads, delivers = 0 }: Receipt): Happening | undefined {
  const by = { kind: 'user', name: from, device: fromDevice } as const
  if (reads !== undefined) {
    const { log, message } = reads
    return log === null ? undefined : { kind: 'message.read', log, message, by }
  }
  return { kind: 'message.delivered', log: pairLog(from, to), message: delivers, by }
}
