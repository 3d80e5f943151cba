import { ApiError, messages as operations } from '@ringpost/contract'
import type { Broadcasts } from '../../domain/messages/broadcasts.ts'
import { draftOf, flatOutgoing } from '../outgoing.ts'
import { roomLevels } from '../outgoing-to-channels.ts'
import { type Binding, bind } from '../request-context.ts'

export function broadcastRoutes({ broadcasts }: { broadcasts: Broadcasts }): Binding[] {
  return [
    bind(operations.broadcast, async ({ app, caller, query, body, origin }) => {
      if (body.target_type !== 'users') throw new ApiError('send.broadcast_target_illegal')
      const draft = draftOf(app, origin, flatOutgoing(body))
      return { reply: { id: await broadcasts.toEveryone(caller, draft, query['Idempotency-Key']) } }
    }),

    bind(operations.broadcastToOnline, async ({ app, caller, body, origin }) => {
      const draft = draftOf(app, origin, flatOutgoing(body))
      return { reply: { id: await broadcasts.toOnlineUsers(caller, draft) } }
    }),

    bind(operations.broadcastToRooms, async ({ app, caller, body, origin }) => {
      const { chatroom_msg_level: level } = body
      const attributes = { is_broadcast: true, ...(level && { chatroom_msg_tag: roomLevels[level] }) }
      const draft = draftOf(app, origin, flatOutgoing(body), { attributes })
      return { reply: { id: await broadcasts.toRooms(caller, draft) } }
    }),
  ]
}
