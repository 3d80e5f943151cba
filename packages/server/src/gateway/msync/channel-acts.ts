import { ApiError } from '@ringpost/contract'
import {
  BodyType,
  conferenceJid,
  decodeMessageBody,
  decodeMucBody,
  encodeMessageBody,
  encodeMeta,
  encodeMucBody,
  type MessageBodyPeek,
  type MucBody,
  MucOperation,
  Namespace,
  Route,
  readClientMeta,
  type SendFrame,
  userJid,
} from '@ringpost/protocol'
import type { Person } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { ChannelKind } from '../../domain/channels/channel.ts'
import type { Groups } from '../../domain/groups/groups.ts'
import { groupLog } from '../../domain/log/log-key.ts'
import type { Sent } from '../../domain/messages/draft.ts'
import type { Sending } from '../../domain/messages/sending.ts'
import type { GroupReceipt, GroupReceipts } from '../../domain/receipts/group-receipts.ts'
import type { Receipts } from '../../domain/receipts/receipts.ts'
import type { Entrance, Rooms } from '../../domain/rooms/rooms.ts'
import { foldUserNames } from '../../domain/users/user-name.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { encodeAttributes } from './attributes.ts'
import { actOnGroup } from './group-acts.ts'
import { addressed } from './message-payload.ts'
import { requireOwnApp } from './own-app.ts'
import type { Untold } from './roster-acts.ts'
import type { SessionFacts } from './session-facts.ts'

export interface ChannelActServices {
  readonly sending: Sending
  readonly receipts: Receipts
  readonly groups: Groups
  readonly groupReceipts: GroupReceipts
  readonly rooms: Rooms
  readonly ids: IdGenerator
}

/** Acknowledgement of a frame: some acts include a result (msync.md §7.3). */
export interface Accepted extends Sent {
  metas?: readonly Uint8Array[]
  /** What the device does not learn otherwise. */
  untold?: Untold
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

  /** Sends a message to everybody in a group or room, or to some of them (msync.md §5 "directedUsers"). */
  async send(
    kind: ChannelKind,
    id: string,
    frame: SendFrame,
    body: MessageBodyPeek,
    origin: string,
  ): Promise<Sent> {
    const { user, resource } = this.#facts
    const payload = addressed(frame, body, user, id)
    const attributes = encodeAttributes(frame.ext)
    const users = frame.route === Route.DIRECT ? foldUserNames(frame.directedUsers) : null
    const draft = {
      from: user,
      fromDevice: resource,
      contentType: body.contentType ?? 0,
      size: payload.length + (attributes?.length ?? 0) + (users?.join().length ?? 0),
      stored: frame.route !== Route.ONLINE,
      echo: true,
      isLow: kind === 'room' && isLow(frame),
      attributes,
      origin,
      said: payload,
    }
    const [sent] = await this.#services.sending.toChannels(this.#caller, draft, {
      kind: kind === 'group' && readClientMeta(body.meta).isForThread ? 'thread' : kind,
      ids: [id],
      users,
    })
    return sent!
  }

  /** Records that a message in a group has been read: its sender learns how many have read it (msync.md §6.4). */
  acknowledge(group: string, frame: SendFrame, message: number, origin: string): Promise<Sent> {
    const { ackContent } = decodeMessageBody(frame.payload)
    const { app, user, resource } = this.#facts
    const receipt: GroupReceipt = {
      group,
      message,
      from: user,
      fromDevice: resource,
      origin,
      echo: true,
      reads: { log: groupLog(group), message },
      note: ackContent,
    }
    return this.#services.groupReceipts.acknowledge(app, receipt)
  }

  /** Marks a whole group or room as read, and informs the user's other devices. */
  async markRead(id: string, origin: string): Promise<Sent> {
    const { app, user, resource } = this.#facts
    const payload = encodeMessageBody({ type: BodyType.CHANNEL_ACK, from: user, to: id })
    const reads = { log: groupLog(id), message: null }
    const receipt = { from: user, fromDevice: resource, to: user, payload, origin, echo: true, reads }
    return this.#services.receipts.send(app, receipt)
  }

  /** Joins, leaves and other acts on groups and rooms: web SDKs only enter and leave rooms this way (msync.md §7.3). */
  async act(frame: SendFrame): Promise<Accepted> {
    const { app } = this.#facts
    const body = decodeMucBody(frame.payload)
    requireOwnApp(app, [body.muc, body.from, body.parent, ...body.to])
    const done = { id: this.#services.ids.next(), time: Date.now() }
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

/** Priority of a message to a room (msync.md §5): 0 high, 1 normal, 2 low. */
function isLow({ ext }: SendFrame): boolean {
  return ext.some(({ key, varintValue }) => key === 'chatroom_msg_tag' && varintValue === 2)
}
