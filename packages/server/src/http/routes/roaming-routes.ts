import { ApiError, history as operations } from '@ringpost/contract'
import { contentNumbers } from '@ringpost/protocol/body'
import type { LoosePeer } from '../../domain/conversations/peer.ts'
import type { HistoryDeletions } from '../../domain/history/history-deletions.ts'
import type { Roaming } from '../../domain/history/roaming.ts'
import type { MessageCodec } from '../../domain/messages/message-codec.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { foldUserName, foldUserNames } from '../../domain/users/user-name.ts'
import type { Users } from '../../domain/users/users.ts'
import { messageId } from '../message-id.ts'
import { type Binding, bind } from '../request-context.ts'

const DEFAULT_PAGE = 20
const PAGE_LIMIT = 50
/** Largest number of ids in one deletion (rest-messages-users.md §7 R8; the SDKs stop at 20). */
const IDS_LIMIT = 50
const TIME = /^\d{1,13}$/
/** Combined messages have a type of their own only if old clients need not display them (msync.md §6.2). */
const types: Readonly<Record<string, number>> = { ...contentNumbers, combine: 8 }

interface Services {
  roaming: Roaming
  historyDeletions: HistoryDeletions
  users: Users
  codec: MessageCodec
}

export function roamingRoutes({ roaming, historyDeletions, users, codec }: Services): Binding[] {
  return [
    bind(operations.roamHistory, async ({ app, caller, params, body }) => {
      const user = await users.get(app, params.username)
      const { messages, next, isLast } = await roaming.page(caller, user.name, {
        peer: parseQueue(app, body.queue),
        start: startOf(body.start),
        descending: body.is_positive !== true,
        limit: Math.min(Math.max(body.pull_number ?? DEFAULT_PAGE, 1), PAGE_LIMIT),
        contentTypes: typeNumbers(body.msgType),
        senders: sendersOf(body),
        from: time(body.startTime),
        until: time(body.endTime),
      })
      return {
        reply: {
          msgs: messages.map((entry) => ({
            msg: Buffer.from(codec.withMeta(app, entry)).toString('base64'),
          })),
          next_key: next === null ? '' : String(next),
          is_last: isLast,
        },
      }
    }),

    bind(operations.deleteHistoryMessages, async ({ app, caller, params, query, now }) => {
      const { peer, tell } = targetOf(params, query)
      const named = (query.msgIdList ?? '').split(',').filter((id) => id !== '')
      if (named.length > IDS_LIMIT) throw new ApiError('history.ids_too_many', { limit: IDS_LIMIT })
      const ids = named.flatMap((id) => messageId(id) ?? [])
      if (ids.length === 0 || ids.length < named.length) throw new ApiError('history.ids_illegal')
      const user = await users.get(app, params.username)
      await historyDeletions.deleteMessages(caller, user.name, peer, ids, { tell })
      return { reply: done(now) }
    }),

    bind(operations.deleteHistoryUntil, async ({ app, caller, params, query, now }) => {
      const { peer, tell } = targetOf(params, query)
      if (!TIME.test(query.delTime ?? '')) throw new ApiError('history.deltime_illegal')
      const user = await users.get(app, params.username)
      await historyDeletions.deleteUntil(caller, user.name, peer, Number(query.delTime), { tell })
      return { reply: done(now) }
    }),

    bind(operations.deleteAllHistory, async ({ app, params, now }) => {
      const user = await users.get(app, params.username)
      await historyDeletions.deleteAll(app, user.name)
      return { reply: done(now) }
    }),
  ]
}

function done(timestamp: number) {
  return { requestStatusCode: 'ok' as const, timestamp }
}

/** The SDKs name conversations by JIDs in the vendor's domains, whatever the server (sdk-rest-calls.md §9 trap 11). */
function parseQueue(app: App, queue: string): LoosePeer {
  const at = queue.lastIndexOf('@')
  const name = queue.slice(0, Math.max(at, 0))
  const id = name.startsWith(`${app.key}_`) ? name.slice(app.key.length + 1) : name
  if (id === '') throw new ApiError('history.queue_illegal', { queue })
  return queue.slice(at + 1).startsWith('conference.')
    ? { kind: 'conference', id }
    : { kind: 'user', id: foldUserName(id) }
}

/** Start values that mean "from the beginning" to SDKs and others (sdk-rest-calls.md V11). */
const BEGINNINGS: readonly string[] = ['', '-1', '0']

/** @throws ApiError `request.cursor_illegal`: a caller who got the first page again would never reach the end. */
function startOf(start: string | number | null | undefined): number | null {
  const text = String(start ?? '')
  if (BEGINNINGS.includes(text)) return null
  const id = messageId(text)
  if (id === undefined) throw new ApiError('request.cursor_illegal')
  return id
}

function targetOf(
  { kind }: Readonly<Record<string, string>>,
  { userId, groupId, isNotify }: Readonly<Record<string, string>>,
): { peer: LoosePeer; tell: boolean } {
  const tell = isNotify !== 'false'
  if (kind === 'chat' && userId) return { peer: { kind: 'user', id: foldUserName(userId) }, tell }
  if (kind === 'group' && groupId) return { peer: { kind: 'conference', id: groupId }, tell }
  throw new ApiError('history.target_missing')
}

/** Null for all senders. */
function sendersOf(body: { userId?: string | null; userIds?: readonly string[] | null }): string[] | null {
  if (body.userIds?.length) return foldUserNames(body.userIds)
  return body.userId ? [foldUserName(body.userId)] : null
}

/** Null for all types; an unknown name matches nothing. */
function typeNumbers(names: string | null | undefined): number[] | null {
  if (!names) return null
  return names.split(',').map((name) => (Object.hasOwn(types, name) ? types[name]! : -1))
}

function time(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined || ms < 0 ? null : Math.min(Math.floor(ms), LATEST)
}

/** In the year 2109: ids hold 42 bits of milliseconds. */
const LATEST = 2 ** 42 - 2
