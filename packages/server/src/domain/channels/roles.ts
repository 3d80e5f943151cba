import { ApiError } from '@ringpost/contract/errors'
import type { Caller } from '../caller.ts'
import { foldUserName } from '../users/user-name.ts'
import { operatorOf, requireRole, requireSight } from './channel-access.ts'
import { ADMINS, type ChannelRules } from './channel-rules.ts'
import type { ChannelServices, Channels } from './channels.ts'
import { Quotas } from './quotas.ts'

/** Administrators of groups, or of rooms: members appointed by the owner. */
export class Roles {
  readonly #services: ChannelServices
  readonly #channels: Channels
  readonly #quotas: Quotas

  constructor(rules: ChannelRules, services: ChannelServices, channels: Channels) {
    this.#services = services
    this.#channels = channels
    this.#quotas = new Quotas(rules, services.stores)
  }

  /** By name. @throws ApiError `channel.unknown`, `forbidden` for users who may not see the channel. */
  async admins(caller: Caller, id: string): Promise<string[]> {
    const channel = await this.#channels.look(caller, id, requireSight)
    const { users } = await this.#services.stores.channels.listed(channel, 'admins', 0, ADMINS, {})
    return users.map(({ user }) => user)
  }

  /**
   * Appoints an administrator; no-op for one who already is.
   * @returns the user that the name resolves to.
   * @throws ApiError `channel.unknown`, `channel.user_unknown`, `channel.disabled`, `forbidden`, `channel.not_in`,
   *   `channel.owner_stays`, `channel.admins_too_many`.
   */
  async appoint(caller: Caller, id: string, name: string): Promise<string> {
    const user = foldUserName(name)
    await this.#channels.get(caller.app, id)
    await this.#quotas.requireKnown(caller.app, [user])
    return this.#channels.change(
      caller,
      id,
      [user],
      (draft) => {
        requireRole(caller.actor, draft, 'owner')
        const role = draft.role(user)
        if (role === 'owner') throw new ApiError('channel.owner_stays')
        if (role === null) throw new ApiError('channel.not_in', { username: user, id })
        if (role === 'admin') return user
        if (draft.admins.size >= ADMINS) throw new ApiError('channel.admins_too_many', { limit: ADMINS })
        draft.changeStanding('appointed', user, operatorOf(caller.actor, draft.channel.owner))
        return user
      },
      { withAdmins: true },
    )
  }

  /**
   * @returns the user that the name resolves to.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`, `channel.not_admin`.
   */
  async dismiss(caller: Caller, id: string, name: string): Promise<string> {
    const user = foldUserName(name)
    return this.#channels.change(
      caller,
      id,
      [user],
      (draft) => {
        requireRole(caller.actor, draft, 'owner')
        if (draft.role(user) !== 'admin') throw new ApiError('channel.not_admin', { username: user, id })
        draft.changeStanding('dismissed', user, operatorOf(caller.actor, draft.channel.owner))
        return user
      },
      { withAdmins: true },
    )
  }
}
