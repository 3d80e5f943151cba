import type { Caller } from '../caller.ts'
import { foldUserName, foldUserNames } from '../users/user-name.ts'
import {
  actingUser,
  operatorOf,
  requireManagement,
  requireRankOver,
  requireRole,
  requireSight,
} from './channel-access.ts'
import type { ChannelDraft } from './channel-draft.ts'
import type { ChannelRules } from './channel-rules.ts'
import type { ChannelListPage, PageStart } from './channel-store.ts'
import type { ChannelServices, Channels } from './channels.ts'
import { granted, type Outcome, outcomesFor, refusalOf } from './outcome.ts'

/** End of a permanent mute: 2117-01-01, as clients know it. In ms since 1970. */
export const FOREVER = 4_638_873_600_000

/** Result of muting users. */
export interface Silence {
  outcomes: Outcome[]
  /** ms since 1970. */
  until: number
}

/**
 * Who may speak in groups, or in rooms: the mute list, the allow list, and whether all are muted. Owner and
 * administrators decide; about administrators, only the owner (rest-groups-rooms.md §1.1). Users who leave stay on
 * their lists.
 */
export class Voices {
  readonly #rules: ChannelRules
  readonly #services: ChannelServices
  readonly #channels: Channels

  constructor(rules: ChannelRules, services: ChannelServices, channels: Channels) {
    this.#rules = rules
    this.#services = services
    this.#channels = channels
  }

  /** @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`. */
  muteAll(caller: Caller, id: string): Promise<void> {
    return this.#rule('muted', caller, id)
  }

  /** @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`. */
  unmuteAll(caller: Caller, id: string): Promise<void> {
    return this.#rule('unmuted', caller, id)
  }

  async #rule(rule: 'muted' | 'unmuted', caller: Caller, id: string): Promise<void> {
    await this.#change(caller, id, [], (draft) => {
      requireRole(caller.actor, draft, 'owner', 'admin')
      draft.rule(rule, operatorOf(caller.actor, draft.channel.owner))
    })
  }

  /**
   * @param duration in ms from now; -1 = for ever, 0 = the users may speak again.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`; if nobody can be muted `channel.owner_stays`,
   *   `group.not_members` or `room.not_members`.
   */
  async mute(caller: Caller, id: string, names: readonly string[], duration: number): Promise<Silence> {
    const users = foldUserNames(names)
    return this.#change(caller, id, users, (draft) => {
      const outcomes = outcomesFor(draft, users)
      const silenced = granted(outcomes)
      requireRankOver(caller.actor, draft, silenced)
      if (silenced.length === 0) throw refusalOf(this.#rules, outcomes)
      const until = duration === -1 ? FOREVER : Math.min(this.#services.ids.clock.now() + duration, FOREVER)
      const by = operatorOf(caller.actor, draft.channel.owner)
      for (const user of silenced)
        if (duration !== 0) draft.mute(user, until, by)
        else if (draft.standing(user).mutedUntil !== 0) draft.mute(user, 0, by)
      return { outcomes, until }
    })
  }

  /**
   * Also unmutes users who are no longer in the channel.
   * @returns the users that the names resolve to.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`.
   */
  async unmute(caller: Caller, id: string, names: readonly string[]): Promise<string[]> {
    const users = foldUserNames(names)
    return this.#change(caller, id, users, (draft) => {
      requireRankOver(caller.actor, draft, users)
      const by = operatorOf(caller.actor, draft.channel.owner)
      for (const user of users) if (draft.standing(user).mutedUntil !== 0) draft.mute(user, 0, by)
      return users
    })
  }

  /** @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`. */
  async allow(caller: Caller, id: string, names: readonly string[]): Promise<Outcome[]> {
    const users = foldUserNames(names)
    return this.#change(caller, id, users, (draft) => {
      requireRole(caller.actor, draft, 'owner', 'admin')
      const by = operatorOf(caller.actor, draft.channel.owner)
      return users.map((user) => {
        const { role, allowed } = draft.standing(user)
        if (role === null) return { user, refusal: 'not-member' }
        if (!allowed) draft.changeStanding('allowed', user, by)
        return { user, refusal: null }
      })
    })
  }

  /**
   * @returns the users that the names resolve to.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`.
   */
  async disallow(caller: Caller, id: string, names: readonly string[]): Promise<string[]> {
    const users = foldUserNames(names)
    return this.#change(caller, id, users, (draft) => {
      requireRole(caller.actor, draft, 'owner', 'admin')
      const by = operatorOf(caller.actor, draft.channel.owner)
      for (const user of users) if (draft.standing(user).allowed) draft.changeStanding('disallowed', user, by)
      return users
    })
  }

  /** For owner and administrators. @throws ApiError `channel.unknown`, `forbidden`. */
  async list(
    caller: Caller,
    id: string,
    list: 'muted' | 'allowed',
    { limit, start }: { limit: number; start: PageStart },
  ): Promise<ChannelListPage> {
    const channel = await this.#channels.look(caller, id, requireManagement)
    return this.#services.stores.channels.listed(channel, list, this.#services.ids.clock.now(), limit, start)
  }

  /** Users who see the channel may ask about themselves. @throws ApiError `channel.unknown`, `forbidden`. */
  async isMuted(caller: Caller, id: string, name: string): Promise<boolean> {
    const user = foldUserName(name)
    const check = actingUser(caller.actor) === user ? requireSight : requireManagement
    const channel = await this.#channels.look(caller, id, check)
    return (await this.#services.cache.standing(channel, user)).mutedUntil > this.#services.ids.clock.now()
  }

  /** True for owner and administrators even if not listed. For who may ask, see {@link isMuted}. */
  async isAllowed(caller: Caller, id: string, name: string): Promise<boolean> {
    const user = foldUserName(name)
    const check = actingUser(caller.actor) === user ? requireSight : requireManagement
    const channel = await this.#channels.look(caller, id, check)
    const { allowed, role } = await this.#services.cache.standing(channel, user)
    return allowed || role === 'owner' || role === 'admin'
  }

  #change<T>(
    caller: Caller,
    id: string,
    users: readonly string[],
    decide: (draft: ChannelDraft) => T,
  ): Promise<T> {
    return this.#channels.change(caller, id, users, decide, { withAdmins: true })
  }
}
