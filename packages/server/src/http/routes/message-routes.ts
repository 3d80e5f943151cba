import { messages as operations } from '@ringpost/contract'
import type { Sent } from '../../domain/messages/draft.ts'
import type { Sending } from '../../domain/messages/sending.ts'
import { keyed } from '../keyed.ts'
import type { Outgoing } from '../outgoing.ts'
import { sendToChannels } from '../outgoing-to-channels.ts'
import { sendToUsers } from '../outgoing-to-users.ts'
import { type Binding, bind } from '../request-context.ts'

export function messageRoutes({ sending }: { sending: Sending }): Binding[] {
  return [
    bind(operations.sendToUsers, async (context) => {
      const { body } = context
      const to = typeof body.to === 'string' ? [body.to] : body.to
      return { reply: idsOf(await sendToUsers(sending, context, outgoingOf(body), to)) }
    }),

    bind(operations.sendToGroups, async (context) => {
      const { body } = context
      const targets = { groups: body.to, needAck: body.need_group_ack }
      return { reply: idsOf(await sendToChannels(sending, context, outgoingOf(body), targets)) }
    }),

    bind(operations.sendToGroupMembers, async (context) => {
      const { body } = context
      const targets = { groups: body.to, users: body.users, needAck: body.need_group_ack }
      return { reply: idsOf(await sendToChannels(sending, context, outgoingOf(body), targets)) }
    }),

    bind(operations.sendToRooms, async (context) => {
      const { body } = context
      const targets = { rooms: body.to, level: body.chatroom_msg_level }
      return { reply: idsOf(await sendToChannels(sending, context, outgoingOf(body), targets)) }
    }),

    bind(operations.sendToRoomMembers, async (context) => {
      const { body } = context
      const targets = { rooms: body.to, users: body.users, level: body.chatroom_msg_level }
      return { reply: idsOf(await sendToChannels(sending, context, outgoingOf(body), targets)) }
    }),
  ]
}

interface Fields {
  from?: string
  type: string
  body: Readonly<Record<string, unknown>>
  ext?: Readonly<Record<string, unknown>>
  sync_device?: boolean | string
  routetype?: string | null
  roam_ignore_users?: readonly string[]
  env?: string
}

function outgoingOf(fields: Fields): Outgoing {
  const { from, type, body, ext, sync_device, routetype, roam_ignore_users, env } = fields
  return {
    ...{ from, type, body, ext, env },
    syncDevice: sync_device,
    routeType: routetype,
    hiddenFrom: roam_ignore_users,
  }
}

function idsOf(sent: ReadonlyMap<string, Sent>): Record<string, string> {
  return keyed([...sent].map(([target, { id }]) => [target, String(id)]))
}
