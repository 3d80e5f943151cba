import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { Channel } from '../channels/channel.ts'
import { operatorOf } from '../channels/channel-access.ts'
import type { MemberPage } from '../channels/channel-store.ts'
import type { ChannelWriter } from '../channels/channel-writer.ts'
import type { Stores } from '../stores.ts'
import { foldUserNames } from '../users/user-name.ts'
import type { ThreadAccess } from './thread-access.ts'

/** Lets members of a group join and leave its threads. Every method rejects as those of `Threads`. */
export class ThreadMembers {
  readonly #stores: Stores
  readonly #writer: ChannelWriter
  readonly #ids: IdGenerator
  readonly #access: ThreadAccess

  constructor(parts: { stores: Stores; writer: ChannelWriter; ids: IdGenerator; access: ThreadAccess }) {
    this.#stores = parts.stores
    this.#writer = parts.writer
    this.#ids = parts.ids
    this.#access = parts.access
  }

  /** In order of joining. @throws ApiError `thread.unknown`, `thread.not_in_group`. */
  async list(caller: Caller, id: string, limit: number, cursor: string | undefined): Promise<MemberPage> {
    const thread = await this.#access.find(caller.app, id)
    await this.#access.requireSight(caller, thread.thread.group)
    return this.#stores.channels.members(thread, limit, { cursor })
  }

  /**
   * Adds users; a no-op for those who are already in.
   * @throws ApiError `thread.unknown`, `thread.not_in_group` if any of them is not in the group,
   * `thread.joined_too_many`.
   */
  async join(caller: Caller, id: string, names: readonly string[]): Promise<Channel> {
    const users = foldUserNames(names)
    const thread = await this.#access.find(caller.app, id)
    for (const user of users) await this.#access.requireInGroup(caller.app, thread.thread.group, user)
    await this.#access.requireFree(caller.app, users)
    await this.#writer.change(caller.app, 'thread', id, users, (draft) => {
      const fresh = users.filter((user) => draft.standing(user).role === null)
      draft.join(fresh, operatorOf(caller.actor, draft.channel.owner), { now: this.#ids.clock.now() })
    })
    for (const user of users)
      await this.#access.requireStillIn(caller.app, thread.thread.group, user, () =>
        this.leave(caller, id, [user]),
      )
    return thread
  }

  /** Removes users. @returns for each user whether they were in the thread. @throws ApiError `thread.unknown`. */
  async leave(caller: Caller, id: string, names: readonly string[]): Promise<Map<string, boolean>> {
    await this.#access.find(caller.app, id)
    return this.#remove(caller, id, names)
  }

  /** Removes users on behalf of a manager of the group. @throws ApiError `thread.unknown`, `forbidden`. */
  async remove(caller: Caller, id: string, names: readonly string[]): Promise<Map<string, boolean>> {
    await this.#access.requireManagement(caller, await this.#access.find(caller.app, id))
    return this.#remove(caller, id, names)
  }

  async #remove({ app, actor }: Caller, id: string, names: readonly string[]): Promise<Map<string, boolean>> {
    const users = foldUserNames(names)
    return this.#writer.change(app, 'thread', id, users, (draft) => {
      const left = users.filter((user) => draft.standing(user).role !== null)
      const by = operatorOf(actor, draft.channel.owner)
      const isSelf = users.length === 1 && users[0] === by.user
      draft.leave(left, by, { kicked: !isSelf })
      return new Map(users.map((user) => [user, left.includes(user)]))
    })
  }
}
