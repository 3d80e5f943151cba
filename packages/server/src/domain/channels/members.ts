import { ApiError } from '@ringpost/contract/errors'
import { isAdmin } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName, foldUserNames } from '../users/user-name.ts'
import {
  actingUser,
  concerned,
  operatorOf,
  requireEnabled,
  requireMembership,
  requireRankOver,
  requireRole,
} from './channel-access.ts'
import type { ChannelDraft } from './channel-draft.ts'
import type { ChannelRules } from './channel-rules.ts'
import type { MemberPage, Membership, MemberView, PageStart } from './channel-store.ts'
import type { ChannelServices, Channels } from './channels.ts'
import { granted, type Outcome, outcomesFor, refusalOf } from './outcome.ts'
import { Quotas } from './quotas.ts'

/** Membership of groups, or of rooms. */
export class Members {
  readonly #rules: ChannelRules
  readonly #services: ChannelServices
  readonly #channels: Channels
  readonly #quotas: Quotas

  constructor(rules: ChannelRules, services: ChannelServices, channels: Channels) {
    this.#rules = rules
    this.#services = services
    this.#channels = channels
    this.#quotas = new Quotas(rules, services.stores)
  }

  /**
   * In order of joining.
   * @throws ApiError `channel.not_found`, `forbidden` for users who are not in it.
   */
  async list(
    caller: Caller,
    id: string,
    limit: number,
    start: PageStart,
    view: MemberView = {},
  ): Promise<MemberPage> {
    const channel = await this.#channels.look(caller, id, requireMembership, 'channel.not_found')
    return this.#services.stores.channels.members(channel, limit, start, view)
  }

  /** @throws ApiError `channel.unknown`. */
  async has(app: App, id: string, user: string): Promise<boolean> {
    const channel = await this.#channels.get(app, id)
    return (await this.#services.cache.standing(channel, foldUserName(user))).role !== null
  }

  /** Returns channels the user is in, latest joined first. */
  joined(app: App, user: string, page: { limit: number; offset: number }): Promise<Membership[]> {
    return this.#services.stores.channels.ofUser(app.id, foldUserName(user), this.#rules.kind, page)
  }

  async countJoined(app: App, user: string): Promise<number> {
    const name = foldUserName(user)
    const counts = await this.#services.stores.channels.countOfUsers(app.id, [name], this.#rules.kind)
    return counts.get(name) ?? 0
  }

  /**
   * Adds users at once, whatever the channel says about consent; the app can also add users who are blocked in a
   * group.
   * @param quiet users already in the channel are not informed.
   * @returns those who were not in it before.
   * @throws ApiError `channel.unknown`, `channel.user_unknown`, `channel.full`, `channel.blocked`, `channel.disabled`,
   *   `forbidden`, of a limit, and where adding again is refused if all were in it.
   */
  async add(
    { app, actor }: Caller,
    id: string,
    names: readonly string[],
    { quiet = false }: { quiet?: boolean } = {},
  ): Promise<string[]> {
    const users = foldUserNames(names)
    await this.#channels.get(app, id)
    await this.#quotas.requireKnown(app, users)
    await this.#quotas.requireFree(app, users)
    // A user whom the app adds to a group is no longer blocked there.
    const mayUnblock = isAdmin(actor) && this.#rules.kind === 'group'
    const decide = (draft: ChannelDraft): string[] => {
      requireRole(actor, draft, 'owner', 'admin')
      const fresh = newcomers(draft, users, { blocked: mayUnblock ? 'admit' : 'refuse' })
      if (fresh.length === 0 && this.#rules.readding === 'refuse')
        throw new ApiError('group.member_exists', alreadyMembers(id, users))
      const by = operatorOf(actor, draft.channel.owner)
      for (const user of fresh) if (draft.standing(user).blocked) draft.changeStanding('unblocked', user, by)
      draft.join(fresh, by, { now: this.#services.ids.clock.now(), quiet })
      return fresh
    }
    return this.#services.writer.change(app, this.#rules.kind, id, concerned(actor, users), decide, {
      withAdmins: mayUnblock,
    })
  }

  /**
   * Removes users. The owner may remove anybody else, administrators ordinary members, members themselves.
   * @returns the outcome for each, in the order of the names.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`; if nobody can be removed
   *   `channel.owner_stays`, `group.not_members` or `room.not_members`.
   */
  async remove(
    caller: Caller,
    id: string,
    names: readonly string[],
    { quiet = false }: { quiet?: boolean } = {},
  ): Promise<Outcome[]> {
    const users = foldUserNames(names)
    const self = actingUser(caller.actor)
    return this.#channels.change(caller, id, users, (draft) => {
      const removals = outcomesFor(draft, users)
      const removed = granted(removals)
      const leaves = users.length === 1 && users[0] === self
      if (leaves) requireRole(caller.actor, draft, 'owner', 'admin', 'member')
      else requireRankOver(caller.actor, draft, removed)
      if (removed.length === 0) throw refusalOf(this.#rules, removals)
      const by = operatorOf(caller.actor, draft.channel.owner)
      draft.leave(removed, by, { kicked: !leaves, quiet })
      // For the user's other devices (rest-groups-rooms.md §11 "Multi-device"); rooms send them nothing.
      if (leaves && draft.channel.kind === 'group')
        draft.tell(by.user, { what: 'left', users: removed, memberCount: draft.channel.memberCount }, by)
      return removals
    })
  }
}

/**
 * Returns those of the users who are not in the channel yet.
 * @throws ApiError `channel.disabled`, `channel.blocked`, `channel.full` if they may not come in.
 */
export function newcomers(
  draft: ChannelDraft,
  users: readonly string[],
  options: { blocked: 'admit' | 'refuse' } = { blocked: 'refuse' },
): string[] {
  requireEnabled(draft.channel)
  const blocked = options.blocked === 'admit' ? undefined : users.find((user) => draft.standing(user).blocked)
  if (blocked !== undefined) throw new ApiError('channel.blocked', { username: blocked })
  const fresh = users.filter((user) => draft.standing(user).role === null)
  const { memberCount, maxUsers } = draft.channel
  if (fresh.length > 0 && memberCount + fresh.length > maxUsers) throw new ApiError('channel.full')
  return fresh
}

/** Returns the part of a refusal that names users who are already in the group. */
export function alreadyMembers(id: string, users: readonly string[]): { reasons: string } {
  return { reasons: users.map((user) => `user: ${user} already in group: ${id}\n`).join('') }
}
