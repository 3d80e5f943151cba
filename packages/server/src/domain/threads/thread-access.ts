import { ApiError } from '@ringpost/contract/errors'
import type { Caller } from '../caller.ts'
import { type Channel, type Standing, stranger } from '../channels/channel.ts'
import { actingUser, requireManagement } from '../channels/channel-access.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'

/** A channel that is a thread. */
type Thread = Channel & Required<Pick<Channel, 'thread'>>

/** Finds threads and the groups that they belong to, and decides who may do what with them. */
export class ThreadAccess {
  readonly #stores: Stores
  readonly #cache: ChannelCache

  constructor(stores: Stores, cache: ChannelCache) {
    this.#stores = stores
    this.#cache = cache
  }

  /** @throws ApiError `thread.closed`, `thread.unknown`. */
  async find(app: App, id: string): Promise<Thread> {
    requireOpen(app)
    const channel = await this.#cache.channel(app.id, id)
    if (channel?.thread === undefined) throw new ApiError('thread.unknown')
    return { ...channel, thread: channel.thread }
  }

  /**
   * Finds a group, and what a user is in it.
   * @param user folded; absent: a stranger.
   * @throws ApiError `thread.group_unknown`.
   */
  async parent(app: App, group: string, user?: string): Promise<{ channel: Channel; members: Standing }> {
    const channel = await this.#cache.channel(app.id, group)
    if (channel?.kind !== 'group') throw new ApiError('thread.group_unknown')
    return { channel, members: user === undefined ? stranger : await this.#cache.standing(channel, user) }
  }

  /** @throws ApiError `thread.not_in_group`. */
  async requireInGroup(app: App, group: string, user: string): Promise<void> {
    if ((await this.parent(app, group, user)).members.role === null) throw new ApiError('thread.not_in_group')
  }

  /**
   * A user who left the group concurrently was not in the thread yet when it was cleaned up. Reads from the store,
   * because the cache learns of a commit only after that cleanup.
   * @param undo takes the user out of the thread.
   * @throws ApiError `thread.not_in_group`.
   */
  async requireStillIn(app: App, group: string, user: string, undo: () => Promise<unknown>): Promise<void> {
    const standings = await this.#stores.channels.standings(app.id, group, [user])
    if ((standings.get(user) ?? stranger).role !== null) return
    await undo()
    throw new ApiError('thread.not_in_group')
  }

  /** Members of the group may see its threads, and the app. @throws ApiError `thread.not_in_group`. */
  async requireSight({ app, actor }: Caller, group: string): Promise<void> {
    const user = actingUser(actor)
    if (user === undefined) await this.parent(app, group)
    else await this.requireInGroup(app, group, user)
  }

  /** @throws ApiError `forbidden` unless the caller manages the group. */
  async requireManagement({ app, actor }: Caller, { thread }: { thread: { group: string } }): Promise<void> {
    const { channel, members } = await this.parent(app, thread.group, actingUser(actor))
    requireManagement(actor, channel, members)
  }

  /** @throws ApiError `thread.joined_too_many`. */
  async requireFree(app: App, users: readonly string[]): Promise<void> {
    const counts = await this.#stores.channels.countOfUsers(app.id, users, 'thread')
    if (users.some((user) => (counts.get(user) ?? 0) >= app.settings.threadsPerUser))
      throw new ApiError('thread.joined_too_many')
  }
}

/** @throws ApiError `thread.closed` if threads are disabled for the app. */
export function requireOpen(app: App): void {
  if (!app.settings.threads) throw new ApiError('thread.closed')
}
