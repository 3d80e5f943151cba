import type { Caller } from '../caller.ts'
import { foldUserNames } from '../users/user-name.ts'
import { operatorOf, requireManagement, requireRankOver, requireRole } from './channel-access.ts'
import type { ChannelDraft } from './channel-draft.ts'
import type { ChannelListPage, PageStart } from './channel-store.ts'
import type { ChannelServices, Channels } from './channels.ts'
import { granted, type Outcome, outcomesFor } from './outcome.ts'

/** Users who have been removed from groups, or rooms, and may not come back (rest-groups-rooms.md §1.1, §2.1). */
export class Bans {
  readonly #services: ChannelServices
  readonly #channels: Channels

  constructor(services: ChannelServices, channels: Channels) {
    this.#services = services
    this.#channels = channels
  }

  /** Lists blocked users by name, for owner and administrators. @throws ApiError `channel.unknown`, `forbidden`. */
  async list(
    caller: Caller,
    id: string,
    { limit, start }: { limit: number; start: PageStart },
  ): Promise<ChannelListPage> {
    const channel = await this.#channels.look(caller, id, requireManagement)
    return this.#services.stores.channels.listed(channel, 'blocked', 0, limit, start)
  }

  /**
   * Removes members and keeps them out. The owner may block anybody else, administrators ordinary members.
   * @returns the outcome for each, in the order of the names.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`.
   */
  async block(caller: Caller, id: string, names: readonly string[]): Promise<Outcome[]> {
    return this.#change(caller, id, names, (draft, users) => {
      const outcomes = outcomesFor(draft, users)
      const blocked = granted(outcomes)
      requireRankOver(caller.actor, draft, blocked)
      draft.block(blocked, operatorOf(caller.actor, draft.channel.owner))
      return outcomes
    })
  }

  /**
   * Lets users come in again, without making them members.
   * @returns the outcome for each; a user who is not blocked counts as not on the list.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`.
   */
  async unblock(caller: Caller, id: string, names: readonly string[]): Promise<Outcome[]> {
    return this.#change(caller, id, names, (draft, users) => {
      requireRole(caller.actor, draft, 'owner', 'admin')
      const by = operatorOf(caller.actor, draft.channel.owner)
      return users.map((user) => {
        if (!draft.standing(user).blocked) return { user, refusal: 'not-member' }
        draft.changeStanding('unblocked', user, by)
        return { user, refusal: null }
      })
    })
  }

  #change(
    caller: Caller,
    id: string,
    names: readonly string[],
    decide: (draft: ChannelDraft, users: readonly string[]) => Outcome[],
  ): Promise<Outcome[]> {
    const users = foldUserNames(names)
    return this.#channels.change(caller, id, users, (draft) => decide(draft, users), { withAdmins: true })
  }
}
