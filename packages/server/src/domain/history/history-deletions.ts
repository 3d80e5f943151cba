import { type IdGenerator, idFloor } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { ConversationNotices } from '../conversations/conversation-notices.ts'
import { definitePeer, type LoosePeer, logOf, type Peer } from '../conversations/peer.ts'
import type { Journal } from '../log/journal.ts'
import type { Writes } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { RoamingStore } from './roaming-store.ts'

type Write = (roaming: Writes['roaming']) => Promise<void>

/** What users take out of their own history; the others keep it. */
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

  /** Ids that are no messages of the conversation are passed over. @param tell whether the user's other devices hear of it. */
  async deleteMessages(
    caller: Caller,
    user: string,
    target: LoosePeer,
    messages: readonly number[],
    { tell }: { tell: boolean },
  ): Promise<void> {
    const peer = await definitePeer(this.#cache, caller.app.id, target)
    const log = logOf(user, peer)
    await this.#commit(caller, user, peer, tell, (roaming) =>
      roaming.erase(caller.app.id, user, log, messages),
    )
  }

  /** Also what has not reached a device of the user by then never does. @param time ms since 1970, included. */
  async deleteUntil(
    caller: Caller,
    user: string,
    target: LoosePeer,
    time: number,
    { tell }: { tell: boolean },
  ): Promise<void> {
    const peer = await definitePeer(this.#cache, caller.app.id, target)
    const log = logOf(user, peer)
    // Not what comes from now on.
    const id = Math.min(idFloor(time + 1) - 1, this.#ids.next())
    const seq = await this.#store.positionBefore(caller.app.id, log, id + 1)
    await this.#commit(caller, user, peer, tell, (roaming) =>
      roaming.forget(caller.app.id, user, log, { id, seq }),
    )
  }

  /** Empties the history of all conversations and the list of them. No SDK has an event for it: devices are not told. */
  async deleteAll(app: App, user: string): Promise<void> {
    await this.#store.forgetAll(app.id, user, this.#ids.next())
  }

  async #commit(caller: Caller, user: string, peer: Peer, tell: boolean, write: Write): Promise<void> {
    if (!tell) return write(this.#store)
    const notice = this.#notices.toDevices(caller, user, peer, { what: 'history-deleted' })
    await this.#journal.commit(caller.app.id, [{ store: notice }], ({ roaming }) => [write(roaming)])
  }
}
