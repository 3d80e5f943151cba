import type { Person } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { Channel, Standing } from '../channels/channel.ts'
import { inNameOf, requireShort } from '../channels/channel-access.ts'
import type { ChannelServices, Channels } from '../channels/channels.ts'
import { type Governance, governanceOf } from '../channels/governance.ts'
import { type Members, newcomers } from '../channels/members.ts'
import { Quotas } from '../channels/quotas.ts'
import type { Journal } from '../log/journal.ts'
import { RoomAttributes } from './room-attributes.ts'
import { roomRules } from './room-rules.ts'
import { RoomTags } from './room-tags.ts'
import { SuperAdmins } from './super-admins.ts'

const { kind } = roomRules
const JOINED_LIMIT = 1000

/** What a user who enters a room needs to know about it. */
export interface Entrance {
  room: Channel
  standing: Standing
}

export interface Visit {
  /** Text shown to the others. */
  note?: string | undefined
  /** Leaves all other rooms first. */
  leavesOthers?: boolean
}

/** Rooms, which users enter and leave on their own. */
export class Rooms {
  readonly channels: Channels
  readonly members: Members
  readonly attributes: RoomAttributes
  readonly tags: RoomTags
  readonly governance: Governance
  readonly superAdmins: SuperAdmins
  readonly #services: ChannelServices
  readonly #quotas: Quotas

  constructor(parts: { channels: Channels; members: Members; services: ChannelServices; journal: Journal }) {
    const { channels, members, services, journal } = parts
    this.channels = channels
    this.members = members
    this.attributes = new RoomAttributes(services, channels)
    this.tags = new RoomTags(services, channels)
    this.governance = governanceOf(roomRules, services, channels)
    this.superAdmins = new SuperAdmins(services.stores, journal)
    this.#services = services
    this.#quotas = new Quotas(roomRules, services.stores)
  }

  /**
   * Enters a room; a no-op for users who are already in it.
   * @throws ApiError `channel.unknown`, `channel.full`, `channel.blocked`, `channel.disabled`,
   * `channel.reason_too_long`, `room.joined_too_many`.
   */
  async enter(
    { app, actor }: Caller<Person>,
    id: string,
    { note, leavesOthers = false }: Visit = {},
  ): Promise<Entrance> {
    const { name } = actor
    if (note !== undefined) requireShort(app, note)
    if (leavesOthers) await this.#leaveOthers({ app, actor }, id)
    await this.channels.get(app, id)
    await this.#quotas.requireFree(app, [name])
    return this.#services.writer.change(app, kind, id, [name], (draft) => {
      const fresh = newcomers(draft, [name])
      draft.join(fresh, inNameOf(name, actor), { now: this.#services.ids.clock.now(), note: note ?? null })
      return { room: draft.channel, standing: draft.standing(name) }
    })
  }

  /** Leaves a room; a no-op for users who are not in it. @throws ApiError `channel.unknown`. */
  async leave({ app, actor }: Caller<Person>, id: string): Promise<void> {
    const { name } = actor
    await this.#services.writer.change(app, kind, id, [name], (draft) => {
      if (draft.standing(name).role !== null) draft.leave([name], inNameOf(name, actor))
    })
  }

  async #leaveOthers(caller: Caller<Person>, id: string): Promise<void> {
    const joined = await this.members.joined(caller.app, caller.actor.name, {
      limit: JOINED_LIMIT,
      offset: 0,
    })
    for (const { channel } of joined) if (channel.id !== id) await this.leave(caller, channel.id)
  }
}
