import { ApiError, reactions as operations } from '@ringpost/contract'
import { kindOf } from '../../domain/log/log-key.ts'
import type { Reaction } from '../../domain/reactions/reaction-store.ts'
import type { Reactions } from '../../domain/reactions/reactions.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Users } from '../../domain/users/users.ts'
import { idTime } from '../../kernel/id-generator.ts'
import { messageId } from '../message-id.ts'
import { type Binding, bind } from '../request-context.ts'

/** Messages per request (rest-groups-rooms.md E2). */
const MESSAGES = 20
/** Users per page of E4: documents allow up to 50, UI kits ask for 100 (presence-reactions-pins.md §2.2). */
const PAGE_LIMIT = 100
const DEFAULT_PAGE = '50'

/** Reactions to messages (rest-groups-rooms.md §5). */
export function reactionRoutes({ reactions, users }: { reactions: Reactions; users: Users }): Binding[] {
  const nameOf = async (app: App, username: string) => (await users.get(app, username)).name

  return [
    bind(operations.addReaction, async ({ app, caller, params, body, now }) => {
      const user = await nameOf(app, params.username)
      const { reaction, to } = await reactions.add(caller, user, idNamed(String(body.msgId)), body.message)
      const isPair = kindOf(to.log) === 'pair'
      const at = microseconds(idTime(reaction.changed))
      const data = {
        id: String(reaction.changed),
        msgId: String(to.id),
        msgType: isPair ? ('chat' as const) : ('groupchat' as const),
        groupId: isPair ? null : to.receiver,
        reaction: reaction.reaction,
        createdAt: at,
        updatedAt: at,
      }
      return { reply: { ...done(now), data } }
    }),

    bind(operations.removeReaction, async ({ app, caller, params, query, now }) => {
      const user = await nameOf(app, params.username)
      await reactions.remove(caller, user, idNamed(query.msgId), query.message ?? '')
      return { reply: done(now) }
    }),

    bind(operations.listReactions, async ({ app, params, query, now }) => {
      const user = await nameOf(app, params.username)
      const named = (query.msgIdList ?? '').split(',').filter((id) => id !== '')
      if (named.length > MESSAGES) throw new ApiError('reaction.messages_too_many')
      const messages = named.flatMap((id) => messageId(id) ?? [])
      const found = await reactions.list(app, user, groupOf(query), messages)
      const data = found.map(({ message, reactions }) => ({
        msgId: String(message),
        reactionList: reactions.map((each) => ({ ...counted(each), userList: each.users })),
      }))
      return { reply: { ...done(now), data } }
    }),

    bind(operations.reactionDetail, async ({ app, params, query, now }) => {
      const user = await nameOf(app, params.username)
      const [message, named] = [idNamed(query.msgId), query.message ?? '']
      const detail = await reactions.detail(app, user, message, named, pageOf(query))
      if (detail === undefined) return { reply: { ...done(now), data: nobody(named) } }
      const { reaction, reactors, isLast } = detail
      const data = {
        ...counted(reaction),
        userList: reactors.map((each) => each.user),
        reactionUserList: reactors.map(({ user: userId, place }) => ({
          userId,
          createdAt: String(idTime(place)),
        })),
        cursor: isLast ? '' : String(reactors.at(-1)!.place),
      }
      return { reply: { ...done(now), data } }
    }),
  ]
}

function done(timestamp: number) {
  return { requestStatusCode: 'ok' as const, timestamp }
}

/** @throws ApiError `reaction.illegal`. */
function idNamed(text: string | undefined): number {
  const id = messageId(text ?? '')
  if (id === undefined) throw new ApiError('reaction.illegal')
  return id
}

/** Null between users. SDK 5 says `group` (presence-reactions-pins.md §2.2). @throws ApiError `reaction.group_missing`. */
function groupOf({ msgType, groupId }: Readonly<Record<string, string>>): string | null {
  if (msgType !== 'groupchat' && msgType !== 'group') return null
  if (!groupId) throw new ApiError('reaction.group_missing')
  return groupId
}

/** @throws ApiError `reaction.limit_too_large` for a limit that is no number from 1 to 100, `request.cursor_illegal`. */
function pageOf(query: Readonly<Record<string, string>>): { after: number; limit: number } {
  const { limit, pageSize, cursor, currentPage } = query
  const size = limit ?? pageSize ?? DEFAULT_PAGE
  if (!/^[1-9]\d{0,2}$/.test(size) || Number(size) > PAGE_LIMIT)
    throw new ApiError('reaction.limit_too_large')
  const place = cursor || currentPage
  const after = place ? messageId(place) : 0
  if (after === undefined) throw new ApiError('request.cursor_illegal')
  return { after, limit: Number(size) }
}

function counted({ id, reaction, count, mine }: Reaction) {
  return { reactionId: String(id), reaction, count, userCount: count, state: mine }
}

/** SDKs need an answer for a reaction that has just been taken back. */
function nobody(reaction: string) {
  const counts = { count: 0, userCount: 0, state: false }
  return { reactionId: '', reaction, ...counts, userList: [], reactionUserList: [], cursor: '' }
}

/** ISO 8601 with six digits behind the second. */
function microseconds(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
