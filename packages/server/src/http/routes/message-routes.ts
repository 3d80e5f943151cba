import { messages as operations } from '@ringpost/contract'
import type { Messages } from '../../domain/messages/messages.ts'
import { sendToUsers } from '../outgoing-to-users.ts'
import { type Binding, bind } from '../request-context.ts'

export function messageRoutes({ messages }: { messages: Messages }): Binding[] {
  return [
    bind(operations.sendToUsers, async ({ app, body, origin }) => {
      const { from, type, ext, sync_device, routetype, to } = body
      const outgoing = { from, type, body: body.body, ext, syncDevice: sync_device, routeType: routetype }
      const sent = await sendToUsers(messages, app, origin, outgoing, typeof to === 'string' ? [to] : to)
      return { reply: Object.fromEntries([...sent].map(([target, { id }]) => [target, String(id)])) }
    }),
  ]
}
