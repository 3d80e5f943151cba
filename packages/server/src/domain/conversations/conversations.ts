import type { Actor } from '../actor.ts'
import type { Journal } from '../log/journal.ts'
import type { App } from '../tenancy/app.ts'
import type { ConversationNotices } from './conversation-notices.ts'
import type { ConversationStore } from './conversation-store.ts'
import { logOf, type Peer } from './peer.ts'

/** What users do with their conversations as a whole; the other side never notices. */
export class Conversations {
  readonly #store: ConversationStore
  readonly #journal: Journal
  readonly #notices: ConversationNotices

  constructor(parts: { store: ConversationStore; journal: Journal; notices: ConversationNotices }) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#notices = parts.notices
  }

  /**
   * Takes a conversation out of the user's list until there is something new in it, its pin and marks with it; one that is not
   * there is none already. The user's other devices are told when one of them did it.
   * @param clear also ends his history: what was said so far he neither gets nor finds any more. The others keep it.
   */
  async delete(app: App, actor: Actor, user: string, peer: Peer, clear: boolean): Promise<void> {
    const log = logOf(user, peer)
    if (actor.kind !== 'user') return this.#store.hide(app.id, user, log, clear)
    const notice = this.#notices.toDevices(app, actor, user, peer, { what: 'deleted' })
    await this.#journal.commit(app.id, [{ store: notice }], ({ conversations }) =>
      conversations.hide(app.id, user, log, clear),
    )
  }
}
