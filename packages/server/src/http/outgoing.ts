import { ApiError } from '@ringpost/contract'
import { contentNumbers } from '@ringpost/protocol/body'
import { parseContent, saidBytes } from '../domain/messages/content.ts'
import type { Draft } from '../domain/messages/draft.ts'
import type { App } from '../domain/tenancy/app.ts'
import { foldUserName, foldUserNames, isLegalUserName } from '../domain/users/user-name.ts'

/** The common form of every generation of the send API. */
export interface Outgoing {
  from: string | undefined
  type: string
  body: Readonly<Record<string, unknown>>
  ext: Readonly<Record<string, unknown>> | undefined
  syncDevice: boolean | string | undefined
  routeType: string | null | undefined
  /** Users who do not find it in their history. */
  hiddenFrom?: readonly string[] | undefined
  /** Route to webhooks. */
  env?: string | undefined
}

/** Sender of messages that name none (rest-messages-users.md §5.2 "from"). */
export const DEFAULT_SENDER = 'admin'

/** Options that differ between messages to users, groups and rooms. */
export interface Form {
  /** Also send to the sender's devices, whatever the request says. */
  echo?: true
  /** The sender asks for group read receipts. */
  asksReaders?: boolean | undefined
  /** Stored beside the payload (Meta.ext, msync.md §5). */
  attributes?: Readonly<Record<string, unknown>>
}

/**
 * Builds the draft of a message.
 * @throws ApiError of the field that is missing or wrong.
 */
export function draftOf(app: App, origin: string, outgoing: Outgoing, form: Form = {}): Draft {
  const from = foldUserName(outgoing.from ?? DEFAULT_SENDER)
  const content = parseContent(outgoing.type, outgoing.body, `${origin}/${app.org}/${app.name}/chatfiles/`)
  const { ext } = outgoing
  const { attributes, asksReaders } = form
  return {
    from,
    fromDevice: null,
    contentType: contentNumbers[content.type],
    size: saidBytes(content, ext),
    stored: outgoing.routeType !== 'ROUTE_ONLINE',
    hiddenFrom: outgoing.hiddenFrom && usersIn(outgoing.hiddenFrom),
    echo: form.echo ?? (outgoing.syncDevice === true || outgoing.syncDevice === 'true'),
    attributes: attributes === undefined ? null : Buffer.from(JSON.stringify(attributes)),
    origin: null,
    env: outgoing.env,
    said: { content, ext, asksReaders },
  }
}

/** Those of the names that a user can have; undefined: none. */
function usersIn(names: readonly string[]): readonly string[] | undefined {
  const users = foldUserNames(names).filter(isLegalUserName)
  return users.length > 0 ? users : undefined
}

interface FlatMessage {
  msg: Readonly<Record<string, unknown>>
  from?: string
  ext?: Readonly<Record<string, unknown>>
  sync_device?: boolean | string
  routetype?: string | null
}

/** Converts requests that keep the type among the fields of `msg`: the calls of 2013 and 2014, and broadcasts. */
export function flatOutgoing({ msg, from, ext, sync_device, routetype }: FlatMessage): Outgoing {
  const { type, ...body } = msg
  if (typeof type !== 'string' || type === '') throw new ApiError('send.type_empty')
  return { from, type, body, ext, syncDevice: sync_device, routeType: routetype }
}
