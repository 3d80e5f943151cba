import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Actor } from '../actor.ts'
import type { ConversationEvent } from '../events/conversation-event.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { groupLog, inboxLog, pairLog, roomLog } from '../log/log-key.ts'
import type { App } from '../tenancy/app.ts'
import type { ConversationStore } from './conversation-store.ts'

/** The other side of a conversation. */
export interface Peer {
  kind: 'user' | 'group' | 'room'
  /** Folded name of the user, or the id of the group or room. */
  id: string
}

/** What users do with their conversations as a whole; the other side never notices. */
export class Conversations {
  readonly #store: ConversationStore
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #encoder: EventEncoder

  constructor(parts: {
    store: ConversationStore
    journal: Journal
    ids: IdGenerator
    encoder: EventEncoder
  }) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#ids = parts.ids
    this.#encoder = parts.encoder
  }

  /**
   * Takes a conversation out of the user's list until there is something new in it; one that is not there is none already.
   * The user's other devices are told when one of them did it.
   * @param clear also ends his history: what was said so far he neither gets nor finds any more. The others keep it.
   */
  async delete(app: App, actor: Actor, user: string, peer: Peer, clear: boolean): Promise<void> {
    const log = logOf(user, peer)
    if (actor.kind !== 'user') return this.#store.hide(app.id, user, log, clear)
    const notice = this.#notice(app, user, peer, actor.device)
    await this.#journal.commit(app.id, [{ store: notice }], ({ conversations }) =>
      conversations.hide(app.id, user, log, clear),
    )
  }

  #notice(app: App, user: string, conversation: Peer, device: string | null): NewEntry {
    const at = Date.now()
    const event: ConversationEvent = { conversation, what: 'deleted', by: user, device, at }
    return {
      app: app.id,
      log: inboxLog(user),
      id: this.#ids.next(at),
      time: at,
      kind: entryKind.notice,
      contentType: 0,
      sender: user,
      senderDevice: device,
      receiver: user,
      receiverDevice: null,
      echo: true,
      audience: null,
      origin: null,
      attributes: null,
      payload: this.#encoder.encode(app, event),
      followers: [user],
    }
  }
}

function logOf(user: string, { kind, id }: Peer): string {
  if (kind === 'user') return pairLog(user, id)
  return kind === 'group' ? groupLog(id) : roomLog(id)
}
