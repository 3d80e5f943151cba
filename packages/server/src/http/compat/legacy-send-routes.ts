import { ApiError, messages as operations } from '@ringpost/contract'
import type { Channels } from '../../domain/channels/channels.ts'
import type { Sent } from '../../domain/messages/draft.ts'
import type { Sending } from '../../domain/messages/sending.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Users } from '../../domain/users/users.ts'
import { keyed } from '../keyed.ts'
import { flatOutgoing, type Outgoing } from '../outgoing.ts'
import { sendToChannels } from '../outgoing-to-channels.ts'
import { sendToUsers } from '../outgoing-to-users.ts'
import { type Binding, bind, type RequestContext } from '../request-context.ts'

interface Services {
  sending: Sending
  users: Users
  groups: { channels: Channels }
  rooms: { channels: Channels }
}

type Context = Pick<RequestContext<typeof operations.send>, 'caller' | 'origin'>

/** Sends to several targets of one type. */
type Send = (context: Context, outgoing: Outgoing, targets: readonly string[]) => Promise<Map<string, Sent>>

/** The send calls of 2013 and 2014 (rest-messages-users.md §15), on the same use cases as today's. */
export function legacySendRoutes({ sending, users, groups, rooms }: Services): Binding[] {
  /** The 2014 text promises 404 for unknown targets. Real servers do not check; an app's settings can ask for the check. */
  async function requireKnown(app: App, targets: readonly string[], find: (id: string) => Promise<unknown>) {
    if (!app.settings.strictTargets) return
    for (const target of targets) await find(target)
  }

  const senders: Readonly<Record<string, Send>> = {
    async users(context, outgoing, targets) {
      const { app } = context.caller
      await requireKnown(app, targets, (name) => users.get(app, name))
      return sendToUsers(sending, context, outgoing, targets)
    },
    async chatgroups(context, outgoing, targets) {
      await requireKnown(context.caller.app, targets, (id) => groups.channels.get(context.caller.app, id))
      return sendToChannels(sending, context, outgoing, { groups: targets })
    },
    async chatrooms(context, outgoing, targets) {
      await requireKnown(context.caller.app, targets, (id) => rooms.channels.get(context.caller.app, id))
      return sendToChannels(sending, context, outgoing, { rooms: targets })
    },
  }

  return [
    bind(operations.send, async ({ body, query, ...context }) => {
      const targets = typeof body.target === 'string' ? [body.target] : body.target
      const send = Object.hasOwn(senders, body.target_type) ? senders[body.target_type] : undefined
      if (send === undefined) throw new ApiError('send.target_type_illegal')
      const sent = await send(context, flatOutgoing(body), targets)
      const result = ({ id }: Sent) => (query.useMsgId === 'true' ? String(id) : 'success')
      return { reply: keyed([...sent].map(([target, each]) => [target, result(each)])) }
    }),

    bind(operations.sendToUser, async ({ body, params, ...context }) => {
      await senders.users!(context, flatOutgoing(body), [params.username])
      return { reply: ok }
    }),

    bind(operations.sendToGroup, async ({ body, params, ...context }) => {
      await senders.chatgroups!(context, flatOutgoing(body), [params.group])
      return { reply: ok }
    }),
  ]
}

const ok = [{ result_code: 200, result_content: { result: 'ok' } }]
