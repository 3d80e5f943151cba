import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { type Actor, isAdmin } from '../actor.ts'
import type { Correspondence } from '../contacts/correspondence.ts'
import type { ConversationStore } from '../conversations/conversation-store.ts'
import type { Happening } from '../facts/fact.ts'
import { messageSent } from '../facts/message-fact.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { inboxLog, pairLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import type { App } from '../tenancy/app.ts'
import type { MessageCodec, Said } from './message-codec.ts'

/** A message on its way, whichever entry it came through. */
export interface Draft {
  /** Folded name of the sender. */
  from: string
  /** Resource it is sent from; null for the server API. */
  fromDevice: string | null
  contentType: number
  /** Bytes of body and attributes, for the size limit. */
  size: number
  /** False: only for receivers who are online now, never stored (`ROUTE_ONLINE`). */
  stored: boolean
  /** Also for the sender's other devices. */
  echo: boolean
  /** To rooms: goes out only while there is not much to do. */
  isLow?: boolean
  /** Attributes beside the payload, encoded. */
  attributes: Uint8Array | null
  /** Makes a repeat recognisable; only with a single receiver. */
  origin: string | null
  /** What it says; from a client, its bytes, with the sender and the one receiver in them. */
  said: Said | Uint8Array
}

export interface Receiver {
  /** Folded name. */
  user: string
  /** Only this resource; null = all devices. */
  device: string | null
}

export interface Sent {
  id: number
  /** ms since 1970. */
  time: number
}

/** A receipt or another short notice from one user to another about their conversation. */
export interface Receipt {
  from: string
  fromDevice: string
  to: string
  payload: Uint8Array
  origin: string
  /** Read receipts are told to the reader's other devices too, delivery receipts are not. */
  echo: boolean
  /** What the sender of the receipt has read: the log up to a message, or all of it (null). */
  reads?: { log: string; message: number | null }
  /** Of a delivery receipt: id of the message that has come. */
  delivers?: number
}

/** Sending to users: one use case behind every REST generation and the socket. */
export class Messages {
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #correspondence: Correspondence
  readonly #conversations: ConversationStore
  readonly #codec: MessageCodec

  constructor(
    journal: Journal,
    ids: IdGenerator,
    correspondence: Correspondence,
    conversations: ConversationStore,
    codec: MessageCodec,
  ) {
    this.#codec = codec
    this.#conversations = conversations
    this.#journal = journal
    this.#ids = ids
    this.#correspondence = correspondence
  }

  /**
   * Sends to users: one entry each. Resolves when all are durable; results stand in the order of the receivers.
   * Receivers are not checked for existence (rest-messages-users.md §5.2): a name registered later finds its messages. What the
   * app sends is not checked against block lists and contacts either (§17 "global mute and REST sends").
   * @throws ApiError `send.too_large`, `server.busy`; for users also `send.blocked`, `send.not_contact`.
   */
  async sendToUsers(app: App, actor: Actor, draft: Draft, receivers: readonly Receiver[]): Promise<Sent[]> {
    if (draft.size > app.settings.messageBytes) throw new ApiError('send.too_large')
    if (!isAdmin(actor)) {
      for (const { user } of receivers) {
        const admission = this.#correspondence.admit(app, draft.from, user)
        // Only when it has to: what need not wait is appended in the order of the calls.
        if (admission !== undefined) await admission
      }
    }
    const time = Date.now()
    const entries = receivers.map(({ user, device }) =>
      newEntry({
        app: app.id,
        log: pairLog(draft.from, user),
        id: this.#ids.next(time),
        time,
        kind: entryKind.message,
        contentType: draft.contentType,
        sender: draft.from,
        senderDevice: draft.fromDevice,
        receiver: user,
        receiverDevice: device,
        echo: draft.echo,
        origin: draft.origin,
        attributes: draft.attributes,
        payload: this.#codec.write(draft.said, { kind: 'user', from: draft.from, to: user }),
        followers: user === draft.from ? [user] : [draft.from, user],
      }),
    )
    const happeningOf = (entry: NewEntry) => ({ ...messageSent(entry, draft.stored), by: actor })
    return draft.stored
      ? this.#journal.append(entries, happeningOf)
      : this.#journal.push(entries, happeningOf)
  }

  /**
   * Stores a receipt for its receiver (and for the sender's other devices). Returns what acknowledges it.
   * @throws ApiError `send.too_large`, `server.busy`.
   */
  async sendReceipt(app: App, receipt: Receipt): Promise<Sent> {
    if (receipt.payload.length > app.settings.messageBytes) throw new ApiError('send.too_large')
    const time = Date.now()
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
      // On its own: lost, it leaves a number too great, until the next receipt.
      receipt.reads &&
        this.#conversations.markRead(app.id, receipt.from, receipt.reads.log, receipt.reads.message),
    ])
    return sent!
  }
}

function receiptTold({ from, fromDevice, to, reads, delivers = 0 }: Receipt): Happening {
  const by = { kind: 'user', name: from, device: fromDevice } as const
  if (reads !== undefined) return { kind: 'message.read', ...reads, by }
  return { kind: 'message.delivered', log: pairLog(from, to), message: delivers, by }
}
