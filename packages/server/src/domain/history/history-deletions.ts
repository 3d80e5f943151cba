import { type IdGenerator, idFloor } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { ConversationNotices } from '../conversations/conversation-notices.ts'
import { definitePeer, type LoosePeer, logOf, type Peer } from '../conversations/peer.ts'
import type { ConversationEvent } from '../events/conversation-event.ts'
import type { Journal } from '../log/journal.ts'
import type { Writes } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { RoamingStore } from './roaming-store.ts'

type Write = (roaming: Writes['roaming']) => Promise<void>

/** Deletions from a user's own history; other users keep the messages. */
export class HistoryDeletions {
  readonly #store: RoamingStore
  readonly #journal: Journal
  readonly #cache: ChannelCache
  readonly #notices: ConversationNotices
  readonly #ids: IdGenerator

  constructor(parts: {
    store: RoamingStore
    journal: Journal
    cache: ChannelCache
    notices: ConversationNotices
    ids: IdGenerator
  }) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#cache = parts.cache
    this.#notices = parts.notices
    this.#ids = parts.ids
  }

  /** Ignores ids that are not messages of the conversation. @param tell whether to notify the user's other devices. */
  async deleteMessages(
    caller: Caller,
    user: string,
    target: LoosePeer,
    messages: readonly number[],
    { tell }: { tell: boolean },
  ): Promise<void> {
    const peer = await definitePeer(this.#cache, caller.app.id, target)
    const log = logOf(user, peer)
    const told = tell ? { messages } : undefined
    await this.#commit(caller, user, peer, told, (roaming) =>
      roaming.erase(caller.app.id, user, log, messages),
    )
  }

  /**
   * Messages up to `time` that have not reached a device of the user yet never will. @param time ms since 1970,
   * inclusive.
   */
  async deleteUntil(
    caller: Caller,
    user: string,
    target: LoosePeer,
    time: number,
    { tell }: { tell: boolean },
  ): Promise<void> {
    const peer = await definitePeer(this.#cache, caller.app.id, target)
    const log = logOf(user, peer)
    // Excludes messages sent from now on.
    const id = Math.min(idFloor(time + 1) - 1, this.#ids.next())
    const seq = await this.#store.positionBefore(caller.app.id, log, id + 1)
    const told = tell ? { until: time } : undefined
    await this.#commit(caller, user, peer, told, (roaming) =>
      roaming.forget(caller.app.id, user, log, { id, seq, now: this.#ids.clock.now() }),
    )
  }

  /**
   * Clears the history of all conversations and the conversation list. No SDK has an event for this, so devices are not
   * notified.
   */
  async deleteAll(app: App, user: string): Promise<void> {
    await this.#store.forgetAll(app.id, user, this.#ids.next())
  }

  /** @param erased what the user's other devices are told; undefined: nothing. */
  async #commit(
    caller: Caller,
    user: string,
    peer: Peer,
    erased: ConversationEvent['erased'],
    write: Write,
  ): Promise<void> {
    if (erased === undefined) return write(this.#store)
    const notice = this.#notices.toDevices(caller, user, peer, { what: 'history-deleted', erased })
    await this.#journal.commit(caller.app.id, [{ store: notice }], ({ roaming }) => [write(roaming)])
  }
}
