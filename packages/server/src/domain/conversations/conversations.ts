import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { isAdmin } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { Journal } from '../log/journal.ts'
import type { ShownMessages } from '../messages/shown-messages.ts'
import type { Writes } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { ConversationNotices } from './conversation-notices.ts'
import type { ConversationPage, ConversationQuery, ConversationStore } from './conversation-store.ts'
import { logOf, type Peer } from './peer.ts'

/** Limit on pinned conversations per user (rest-groups-rooms.md §9). */
const PINNED_LIMIT = 50

/**
 * A user's operations on whole conversations. The other side is not affected; the user's other devices are notified.
 */
export class Conversations {
  readonly #store: ConversationStore
  readonly #journal: Journal
  readonly #notices: ConversationNotices
  readonly #shown: ShownMessages
  readonly #clock: Clock

  constructor(parts: {
    store: ConversationStore
    journal: Journal
    notices: ConversationNotices
    shown: ShownMessages
    clock: Clock
  }) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#notices = parts.notices
    this.#shown = parts.shown
    this.#clock = parts.clock
  }

  async list(app: App, user: string, query: ConversationQuery): Promise<ConversationPage> {
    const { conversations, cursor } = await this.#store.list(app.id, user, query)
    const last = conversations.flatMap((each) => each.last ?? [])
    const shown = await this.#shown.shown(app.id, user, last)
    if (shown === last) return { conversations, cursor }
    const byId = new Map(shown.map((message) => [message.id, message]))
    return {
      conversations: conversations.map((each) => ({ ...each, last: each.last && byId.get(each.last.id)! })),
      cursor,
    }
  }

  /**
   * Removes a conversation from the user's list until it has something new, with its pin and marks; a no-op if it is
   * not in the list.
   * @param clear also ends the user's history: they no longer receive or find earlier messages. Other users keep them.
   */
  async delete(caller: Caller, user: string, peer: Peer, { clear }: { clear: boolean }): Promise<void> {
    const [log, at] = [logOf(user, peer), this.#clock.now()]
    await this.#change(caller, user, [{ peer, what: 'deleted' }], (store) =>
      clear ? store.clear(caller.app.id, user, log, at) : store.hide(caller.app.id, user, log, at),
    )
  }

  /**
   * Pins a conversation to the top of the user's list; if it is already pinned, renews the pin.
   * @returns the time of the pin, ms since 1970.
   * @throws ApiError `conversation.unknown`, `conversation.pins_too_many`.
   */
  async pin(caller: Caller, user: string, peer: Peer): Promise<number> {
    const log = logOf(user, peer)
    await this.#requireKnown(caller.app, user, log)
    const at = this.#clock.now()
    await this.#change(caller, user, [{ peer, what: 'pinned' }], (store) =>
      store.pin(caller.app.id, user, log, at, PINNED_LIMIT),
    )
    return at
  }

  /** @returns the current time, ms since 1970. @throws ApiError `conversation.unknown`. */
  async unpin(caller: Caller, user: string, peer: Peer): Promise<number> {
    const log = logOf(user, peer)
    await this.#requireKnown(caller.app, user, log)
    await this.#change(caller, user, [{ peer, what: 'unpinned' }], (store) =>
      store.unpin(caller.app.id, user, log),
    )
    return this.#clock.now()
  }

  /**
   * Sets a mark, 0..19, on conversations.
   * @returns conversations that the user does not have, and rooms, which cannot be marked.
   */
  mark(caller: Caller, user: string, peers: readonly Peer[], mark: number): Promise<Peer[]> {
    return this.#setMark(caller, user, peers, { what: 'marked', mark })
  }

  /** Removes a mark from conversations. @returns the same as `mark`. */
  unmark(caller: Caller, user: string, peers: readonly Peer[], mark: number): Promise<Peer[]> {
    return this.#setMark(caller, user, peers, { what: 'unmarked', mark })
  }

  async #setMark(
    caller: Caller,
    user: string,
    peers: readonly Peer[],
    { what, mark }: { what: 'marked' | 'unmarked'; mark: number },
  ): Promise<Peer[]> {
    const known = await this.#store.known(
      caller.app.id,
      user,
      peers.map((peer) => logOf(user, peer)),
    )
    const isKnown = (peer: Peer) => known.has(logOf(user, peer))
    const acts = peers.filter(isKnown).map((peer) => ({ peer, what, subject: mark }))
    if (acts.length > 0)
      await this.#change(caller, user, acts, (store) =>
        what === 'marked'
          ? store.mark(caller.app.id, user, [...known], mark)
          : store.unmark(caller.app.id, user, [...known], mark),
      )
    return peers.filter((peer) => !isKnown(peer))
  }

  async #requireKnown(app: App, user: string, log: string): Promise<void> {
    if ((await this.#store.known(app.id, user, [log])).size === 0) throw new ApiError('conversation.unknown')
  }

  /** Changes by the app are not announced to devices: the app notifies its users itself. */
  async #change(
    caller: Caller,
    user: string,
    acts: readonly ({ peer: Peer } & Parameters<ConversationNotices['toDevices']>[3])[],
    write: (store: Writes['conversations']) => Promise<void>,
  ): Promise<void> {
    const notices = isAdmin(caller.actor)
      ? []
      : acts.map(({ peer, ...act }) => ({
          store: this.#notices.toDevices(caller, user, peer, act),
        }))
    await this.#journal.commit(caller.app.id, notices, ({ conversations }) => [write(conversations)])
  }
}
