import { ApiError, type ErrorCode } from '@ringpost/contract/errors'
import type { Actor } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName } from '../users/user-name.ts'
import { type Channel, type ChannelSettings, type Member, type Standing, stranger } from './channel.ts'
import {
  actingUser,
  concerned,
  operatorOf,
  requireEnabled,
  requireRole,
  requireSight,
} from './channel-access.ts'
import type { ChannelCache } from './channel-cache.ts'
import type { ChannelDraft } from './channel-draft.ts'
import { ChannelFounder, type FounderServices, type NewChannel } from './channel-founder.ts'
import type { ChannelRules } from './channel-rules.ts'
import { checkSettings } from './channel-settings.ts'
import type { ChannelPage, PageStart } from './channel-store.ts'
import type { Besides } from './open-draft.ts'

/** Limit on members listed in details (rest-groups-rooms.md §1.2 G4). */
const LISTED_MEMBERS = 10_000

export interface ChannelServices extends FounderServices {
  cache: ChannelCache
}

export interface ChannelDetails {
  channel: Channel
  members: Member[]
  /** Standing of the acting user. */
  standing: Standing
}

/** Life cycle of groups, or of rooms. */
export class Channels {
  readonly #rules: ChannelRules
  readonly #services: ChannelServices
  readonly #founder: ChannelFounder

  constructor(rules: ChannelRules, services: ChannelServices) {
    this.#rules = rules
    this.#services = services
    this.#founder = new ChannelFounder(rules, services)
  }

  /** @throws ApiError `missing`. */
  async get(app: App, id: string, missing: ErrorCode = 'channel.unknown'): Promise<Channel> {
    const channel = await this.#services.cache.channel(app.id, id)
    if (channel?.kind !== this.#rules.kind) throw new ApiError(missing, { id })
    return channel
  }

  /**
   * Returns the channel if `check` lets the caller see it.
   * @throws ApiError `missing`, or what `check` throws.
   */
  async look(
    { app, actor }: Caller,
    id: string,
    check: (actor: Actor, channel: Channel, standing: Standing) => void,
    missing?: ErrorCode,
  ): Promise<Channel> {
    const channel = await this.get(app, id, missing)
    const user = actingUser(actor)
    check(actor, channel, user === undefined ? stranger : await this.#services.cache.standing(channel, user))
    return channel
  }

  /**
   * Changes the channel, unless it is disabled.
   * @param users whose standings `decide` looks at, besides those of the owner and the actor.
   * @param decide as for {@link ChannelWriter.change}; it must check what the actor may do.
   * @throws ApiError `channel.unknown`, `channel.disabled`, or what `decide` throws.
   */
  change<T>(
    { app, actor }: Caller,
    id: string,
    users: readonly string[],
    decide: (draft: ChannelDraft) => T,
    besides?: Besides,
  ): Promise<T> {
    const change = (draft: ChannelDraft) => {
      requireEnabled(draft.channel)
      return decide(draft)
    }
    return this.#services.writer.change(app, this.#rules.kind, id, concerned(actor, users), change, besides)
  }

  /** Newest first. */
  list(app: App, limit: number, start: PageStart): Promise<ChannelPage> {
    return this.#services.stores.channels.list(app.id, this.#rules.kind, limit, start)
  }

  /** Those that anyone may find, newest first. */
  listPublic(app: App, limit: number, start: PageStart): Promise<ChannelPage> {
    return this.#services.stores.channels.list(app.id, this.#rules.kind, limit, start, { publicOnly: true })
  }

  /**
   * Returns details of those that exist and that the actor may see.
   * @throws ApiError `forbidden` if that leaves none.
   */
  async details({ app, actor }: Caller, ids: readonly string[]): Promise<ChannelDetails[]> {
    const { stores, cache } = this.#services
    const found = await stores.channels.getMany(app.id, this.#rules.kind, ids)
    const user = actingUser(actor)
    const details: ChannelDetails[] = []
    let refusal: unknown
    for (const channel of found) {
      let standing: Standing
      try {
        standing = user === undefined ? stranger : await cache.standing(channel, user)
        requireSight(actor, channel, standing)
      } catch (error) {
        refusal = error
        continue
      }
      const { members } = await stores.channels.members(channel, LISTED_MEMBERS, { offset: 0 })
      details.push({ channel, members, standing })
    }
    if (details.length === 0 && refusal !== undefined) throw refusal
    return details
  }

  /** Creates a channel. @throws ApiError as {@link ChannelFounder.found} does. */
  create(caller: Caller, request: NewChannel): Promise<Channel> {
    return this.#founder.found(caller, request)
  }

  /**
   * Changes settings. Administrators may change name, description, avatar and custom text, the owner everything.
   * @returns names of the settings that took effect: a capacity below the number of members does not.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`, or of the setting.
   */
  async update(
    caller: Caller,
    id: string,
    changes: Partial<ChannelSettings>,
  ): Promise<Set<keyof ChannelSettings>> {
    checkSettings(this.#rules, caller.app, changes)
    const { name, description, avatar, custom, ...reserved } = changes
    const roles = Object.keys(reserved).length === 0 ? (['owner', 'admin'] as const) : (['owner'] as const)
    return this.change(caller, id, [], (draft) => {
      requireRole(caller.actor, draft, ...roles)
      const { maxUsers, ...others } = changes
      const fits = maxUsers === undefined || maxUsers >= draft.channel.memberCount
      const effective = fits ? changes : others
      if (Object.keys(effective).length > 0)
        draft.update(effective, operatorOf(caller.actor, draft.channel.owner), this.#services.ids.clock.now())
      return new Set(Object.keys(effective) as (keyof ChannelSettings)[])
    })
  }

  /** @throws ApiError `channel.same_owner`, `group.not_in` or `channel.not_in`, and those of `update`. */
  async handOver(caller: Caller, id: string, to: string): Promise<void> {
    const user = foldUserName(to)
    await this.change(caller, id, [user], (draft) => {
      requireRole(caller.actor, draft, 'owner')
      if (user === draft.channel.owner) throw new ApiError('channel.same_owner')
      if (draft.standing(user).role === null)
        throw new ApiError(this.#rules.errors.notIn, { username: user, id })
      draft.handOver(user, operatorOf(caller.actor, draft.channel.owner))
    })
  }

  /**
   * Stops all sending in a channel and all changes to it until it is enabled again. For the app.
   * @throws ApiError `channel.unknown`.
   */
  disable(caller: Caller, id: string): Promise<void> {
    return this.#rule('disabled', caller, id)
  }

  /** @throws ApiError `channel.unknown`. */
  enable(caller: Caller, id: string): Promise<void> {
    return this.#rule('enabled', caller, id)
  }

  async #rule(rule: 'disabled' | 'enabled', { app, actor }: Caller, id: string): Promise<void> {
    await this.#services.writer.change(app, this.#rules.kind, id, [], (draft) => {
      draft.rule(rule, operatorOf(actor, draft.channel.owner))
    })
  }

  /** @throws ApiError `channel.unknown`, `forbidden`. */
  async destroy({ app, actor }: Caller, id: string): Promise<void> {
    await this.#services.writer.change(app, this.#rules.kind, id, concerned(actor), (draft) => {
      requireRole(actor, draft, 'owner')
      draft.destroy(operatorOf(actor, draft.channel.owner))
    })
  }
}
