import { ApiError } from '@ringpost/contract'
import {
  conferenceJid,
  decodeMucBody,
  encodeMeta,
  encodeMucBody,
  type MucBody,
  MucOperation,
  Namespace,
  type SendFrame,
  userJid,
} from '@ringpost/protocol'
import type { Person } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Groups } from '../../domain/groups/groups.ts'
import type { Sent } from '../../domain/messages/draft.ts'
import type { Entrance, Rooms } from '../../domain/rooms/rooms.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Accepted } from './accepted.ts'
import { actOnGroup } from './group-acts.ts'
import { requireOwnApp } from './own-app.ts'
import type { SessionFacts } from './session-facts.ts'

export interface ChannelActServices {
  readonly groups: Groups
  readonly rooms: Rooms
  readonly ids: IdGenerator
}

/** Acts of a device in groups and rooms. */
export class ChannelActs {
  readonly #facts: SessionFacts
  readonly #caller: Caller<Person>
  readonly #services: ChannelActServices

  constructor(facts: SessionFacts, caller: Caller<Person>, services: ChannelActServices) {
    this.#facts = facts
    this.#caller = caller
    this.#services = services
  }

  /** Joins, leaves and other acts on groups and rooms: web SDKs only enter and leave rooms this way (msync.md §7.3). */
  async act(frame: SendFrame): Promise<Accepted> {
    const { app } = this.#facts
    const body = decodeMucBody(frame.payload)
    requireOwnApp(app, [body.muc, body.from, body.parent, ...body.to])
    const done = { id: this.#services.ids.next(), time: this.#services.ids.clock.now() }
    if (body.isChatroom === true) return this.#visit(body, done)
    await actOnGroup(this.#services.groups, this.#caller, body)
    return done
  }

  async #visit(body: MucBody, done: Sent): Promise<Accepted> {
    const { muc, operation, ext, leaveOtherRooms } = body
    const id = muc?.name ?? ''
    if (operation !== MucOperation.JOIN && operation !== MucOperation.LEAVE)
      throw new ApiError('route.not_built', { operation: 'this act over the socket' })
    if (operation === MucOperation.LEAVE) {
      await this.#services.rooms.leave(this.#caller, id)
      return done
    }
    const visit = { note: ext || undefined, leavesOthers: leaveOtherRooms === true }
    const entrance = await this.#services.rooms.enter(this.#caller, id, visit)
    return { ...done, metas: [this.#welcome(entrance, done)] }
  }

  /** What the SDK shows about the room that the user has entered. */
  #welcome({ room, standing }: Entrance, { id, time }: Sent): Uint8Array {
    const { app, user } = this.#facts
    const info = {
      is_all_mute: room.muted,
      create_timestamp: room.createdAt,
      is_in_white_list: standing.allowed || standing.role !== 'member',
      member_count: room.memberCount,
      mute_duration: standing.mutedUntil > time ? standing.mutedUntil : -1,
    }
    const muc = conferenceJid(app.key, room.id)
    return encodeMeta({
      id,
      from: muc,
      to: userJid(app.key, user),
      timestamp: time,
      namespace: Namespace.MUC,
      payload: encodeMucBody({
        muc,
        operation: MucOperation.JOIN,
        from: userJid(app.key, user),
        isChatroom: true,
        status: { code: 0, chatroomInfo: JSON.stringify({ [user]: info }) },
      }),
    })
  }
}
