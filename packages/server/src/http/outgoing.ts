import { BodyType, encodeMessageBody } from '@ringpost/protocol'
import { contentNumbers, parseContent } from '../domain/messages/content.ts'
import type { Draft } from '../domain/messages/messages.ts'
import type { App } from '../domain/tenancy/app.ts'
import { foldUserName } from '../domain/users/user-name.ts'

/** What every generation of the send API boils down to. */
export interface Outgoing {
  from: string | undefined
  type: string
  body: Readonly<Record<string, unknown>>
  ext: Readonly<Record<string, unknown>> | undefined
  syncDevice: boolean | string | undefined
  routeType: string | null | undefined
}

/** Sender of messages that name none (rest-messages-users.md §5.2 "from"). */
const DEFAULT_SENDER = 'admin'

/**
 * The draft of a message for users.
 * @throws ApiError of the field that is missing or wrong.
 */
export function userDraft(app: App, origin: string, outgoing: Outgoing): Draft {
  const from = foldUserName(outgoing.from ?? DEFAULT_SENDER)
  const content = parseContent(outgoing.type, outgoing.body, `${origin}/${app.org}/${app.name}/chatfiles/`)
  const ext = outgoing.ext
  return {
    from,
    fromDevice: null,
    contentType: contentNumbers[content.type],
    size:
      Buffer.byteLength(JSON.stringify(content)) +
      (ext === undefined ? 0 : Buffer.byteLength(JSON.stringify(ext))),
    stored: outgoing.routeType !== 'ROUTE_ONLINE',
    echo: outgoing.syncDevice === true || outgoing.syncDevice === 'true',
    attributes: null,
    origin: null,
    payload: (to) => encodeMessageBody({ type: BodyType.CHAT, from, to, content, ext }),
  }
}
