import { ApiError, conversations as operations } from '@ringpost/contract'
import type { Conversations } from '../../domain/conversations/conversations.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Users } from '../../domain/users/users.ts'
import { conversationJson, oldConversationJson } from '../conversation-json.ts'
import { conversationNamed, parsePeer } from '../conversation-name.ts'
import { camelPage, cursorPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

/** sdk-rest-calls.md V1, V4, V10. */
const PAGE = { fallback: 20, most: 50 }
const OLD_PAGE = { fallback: 20, most: 20 }
const MARKED_PAGE = { fallback: 10, most: 10 }
/** Conversations returned to callers who do not ask for a page (rest-groups-rooms.md §9 "100 conversations per user"). */
const ALL = 100
const MARK = /^mark_(\d|1\d)$/

export function conversationRoutes({
  conversations,
  users,
}: {
  conversations: Conversations
  users: Users
}): Binding[] {
  const nameOf = async (app: App, username: string) => (await users.get(app, username)).name

  return [
    bind(operations.listConversations, async ({ app, params, query }) => {
      const user = await nameOf(app, params.username)
      const only = query.is_top === 'true' ? 'pinned' : 'all'
      const empty = query.needEmptySession === 'true'
      const page = await conversations.list(app, user, { only, empty, ...cursorPage(query, PAGE) })
      const infos = page.conversations.map((each) => conversationJson(user, each))
      return { reply: { channel_infos: infos, cursor: page.cursor ?? '' } }
    }),

    bind(operations.findMarkedConversations, async ({ app, params, query }) => {
      const only = parseMark(query.mark ?? '')
      const user = await nameOf(app, params.username)
      const page = await conversations.list(app, user, {
        only,
        empty: true,
        ...cursorPage(query, MARKED_PAGE),
      })
      const infos = page.conversations.map((each) => conversationJson(user, each))
      return { reply: { channel_infos: infos, cursor: page.cursor ?? '' } }
    }),

    bind(operations.allConversations, async ({ app, params }) => {
      const user = await nameOf(app, params.username)
      const page = { only: 'all', empty: false, limit: ALL, start: { offset: 0 } } as const
      const all = await conversations.list(app, user, page)
      return {
        reply: { channel_infos: all.conversations.map((each) => oldConversationJson(app, user, each)) },
      }
    }),

    bind(operations.pageOfConversations, async ({ app, params, query }) => {
      const user = await nameOf(app, params.username)
      const { limit, offset } = camelPage(query, OLD_PAGE)
      const page = await conversations.list(app, user, {
        only: 'all',
        empty: false,
        limit,
        start: { offset },
      })
      return {
        reply: { channel_infos: page.conversations.map((each) => oldConversationJson(app, user, each)) },
      }
    }),

    bind(operations.deleteConversation, async ({ app, caller, params, body }) => {
      const { channel, type, delete_roam: clear } = body
      const peer = conversationNamed(type, channel)
      if (peer === undefined) throw new ApiError('request.body_invalid')
      await conversations.delete(caller, await nameOf(app, params.username), peer, { clear })
      return { reply: { result: 'ok' as const } }
    }),

    bind(operations.pinConversation, async ({ app, caller, params, body }) => {
      const peer = parsePeer(body)
      const at = await conversations.pin(caller, await nameOf(app, params.username), peer)
      return { reply: { is_top: true, update_top_status_time: at } }
    }),

    bind(operations.unpinConversation, async ({ app, caller, params, query }) => {
      const peer = parsePeer(query)
      const at = await conversations.unpin(caller, await nameOf(app, params.username), peer)
      return { reply: { is_top: false, update_top_status_time: at } }
    }),

    ...(['mark', 'unmark'] as const).map((act) =>
      bind(operations[`${act}Conversations`], async ({ app, caller, params, body }) => {
        const mark = parseMark(body.mark)
        const peers = body.targets.map(parsePeer)
        const user = await nameOf(app, params.username)
        const ignored = await conversations[act](caller, user, peers, mark)
        return { reply: { ignore: body.targets.filter((_, i) => ignored.includes(peers[i]!)) } }
      }),
    ),
  ]
}

/** @throws ApiError `conversation.mark_missing`, `conversation.mark_illegal`. */
function parseMark(text: string): number {
  if (text === '') throw new ApiError('conversation.mark_missing')
  const [, number] = MARK.exec(text) ?? []
  if (number === undefined) throw new ApiError('conversation.mark_illegal')
  return Number(number)
}
