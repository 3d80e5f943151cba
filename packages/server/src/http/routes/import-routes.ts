import { type BodyOf, messages as operations } from '@ringpost/contract'
import type { Imports } from '../../domain/import/imports.ts'
import { type PastMessage, prepare } from '../../domain/import/past-message.ts'
import type { Retention } from '../../domain/retention/retention.ts'
import { type Binding, bind, type RequestContext } from '../request-context.ts'

type Body = BodyOf<typeof operations.importToUser>

export function importRoutes({ imports, retention }: { imports: Imports; retention: Retention }): Binding[] {
  async function take(
    {
      caller,
      body,
      origin,
      now,
    }: Pick<RequestContext<typeof operations.importToUser>, 'caller' | 'body' | 'origin' | 'now'>,
    chat: PastMessage['chat'],
  ) {
    const { app } = caller
    const fileBase = `${origin}/${app.org}/${app.name}/chatfiles/`
    const kept = retention.daysOf(app)
    const message = prepare(app, pastMessage(chat, body), fileBase, kept, now)
    const { id } = await imports.importOne(caller, message, body.need_download ? fileBase : undefined)
    return { reply: { msg_id: String(id) } }
  }

  return [
    bind(operations.importToUser, (context) => take(context, 'user')),
    bind(operations.importToGroup, (context) => take(context, 'group')),
  ]
}

function pastMessage(chat: PastMessage['chat'], body: Body): PastMessage {
  return {
    chat,
    from: body.from,
    to: body.target,
    type: body.type,
    body: body.body,
    ext: body.ext,
    time: body.msg_timestamp,
    read: body.is_ack_read ?? false,
    id: undefined,
  }
}
