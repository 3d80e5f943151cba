import { ApiError, messages as operations } from '@ringpost/contract'
import type { Messages } from '../../domain/messages/messages.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Users } from '../../domain/users/users.ts'
import type { Outgoing } from '../outgoing.ts'
import { sendToUsers } from '../outgoing-to-users.ts'
import { type Binding, bind } from '../request-context.ts'

/** The send calls of 2013 and 2014 (rest-messages-users.md §15), on the same use case as today's. */
export function legacySendRoutes({ messages, users }: { messages: Messages; users: Users }): Binding[] {
  /** The 2014 text promises 404 for unknown users; real servers do not check, apps may ask for it. */
  async function requireKnown(app: App, targets: readonly string[]): Promise<void> {
    if (!app.settings.strictTargets) return
    for (const target of targets) await users.get(app, target)
  }

  return [
    bind(operations.send, async ({ app, body, query, origin }) => {
      const targets = typeof body.target === 'string' ? [body.target] : body.target
      if (!['users', 'chatgroups', 'chatrooms'].includes(body.target_type)) {
        throw new ApiError('send.target_type_illegal')
      }
      if (body.target_type !== 'users') {
        throw new ApiError('route.not_built', { operation: `sending to ${body.target_type}` })
      }
      await requireKnown(app, targets)
      const sent = await sendToUsers(messages, app, origin, flat(body), targets)
      const result = ({ id }: { id: number }) => (query.useMsgId === 'true' ? String(id) : 'success')
      return { reply: Object.fromEntries([...sent].map(([target, each]) => [target, result(each)])) }
    }),

    bind(operations.sendToUser, async ({ app, body, params, origin }) => {
      const targets = [params.username!]
      await requireKnown(app, targets)
      await sendToUsers(messages, app, origin, flat(body), targets)
      return { reply: [{ result_code: 200, result_content: { result: 'ok' } }] }
    }),
  ]
}

interface FlatMessage {
  msg: Readonly<Record<string, unknown>>
  from?: string
  ext?: Readonly<Record<string, unknown>>
  sync_device?: boolean | string
  routetype?: string | null
}

/** These forms keep the type among the fields of `msg` (§15 "Body wrapper"). */
function flat({ msg, from, ext, sync_device, routetype }: FlatMessage): Outgoing {
  const { type, ...body } = msg
  if (typeof type !== 'string' || type === '') throw new ApiError('send.type_empty')
  return { from, type, body, ext, syncDevice: sync_device, routeType: routetype }
}
