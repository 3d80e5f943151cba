import { ApiError, threads as operations } from '@ringpost/contract'
import { messageJson } from '@ringpost/protocol'
import type { Channel } from '../../domain/channels/channel.ts'
import type { ThreadMembers } from '../../domain/threads/thread-members.ts'
import type { ThreadPage, ThreadPageRequest } from '../../domain/threads/thread-store.ts'
import type { Threads } from '../../domain/threads/threads.ts'
import { messageId } from '../message-id.ts'
import { type Binding, bind } from '../request-context.ts'

/** rest-groups-rooms.md T1-T3, T7 */
const MOST = 50

export function threadRoutes({
  threads,
  threadMembers: members,
}: {
  threads: Threads
  threadMembers: ThreadMembers
}): Binding[] {
  return [
    bind(operations.listThreads, async ({ caller, query }) => {
      const page = await threads.list(caller, null, pageOf(query))
      return { reply: page.threads.map(({ id }) => ({ id })), further: furtherOf(page) }
    }),

    bind(operations.createThread, async ({ caller, body }) => {
      const { group_id, msg_id, name, owner } = body
      const thread = { group: String(group_id), message: messageId(String(msg_id)) ?? 0, name, owner }
      return { reply: { thread_id: (await threads.create(caller, thread)).id } }
    }),

    bind(operations.getThread, async ({ caller, params }) => {
      const thread = await threads.get(caller, params.thread)
      return { reply: { ...threadJson(thread), affiliations_count: thread.memberCount } }
    }),

    bind(operations.renameThread, async ({ caller, params, body: { name } }) => {
      await threads.rename(caller, params.thread, name)
      return { reply: { name } }
    }),

    bind(operations.deleteThread, async ({ caller, params }) => {
      await threads.destroy(caller, params.thread)
      return { reply: { status: 'ok' as const } }
    }),

    bind(operations.threadMembers, async ({ caller, params, query }) => {
      const { limit, cursor } = pageOf(query)
      const page = await members.list(caller, params.thread, limit, cursor)
      return { reply: { affiliations: page.members.map(({ user }) => user) }, further: furtherOf(page) }
    }),

    bind(operations.addThreadMembers, async ({ caller, params, body }) => {
      await members.join(caller, params.thread, body.usernames)
      return { reply: { status: 'ok' as const } }
    }),

    bind(operations.removeThreadMembers, async ({ caller, params, body }) => {
      const removed = await members.remove(caller, params.thread, body.usernames)
      return { reply: Array.from(removed, ([user, result]) => ({ result, user })) }
    }),

    bind(operations.removeThreadMember, async ({ caller, params }) => {
      const removed = await members.remove(caller, params.thread, [params.username])
      const [[user, result]] = [...removed] as [[string, boolean]]
      return { reply: { result, user } }
    }),

    bind(operations.joinThread, async ({ caller, params }) => {
      const thread = await members.join(caller, params.thread, [params.username])
      return { reply: { status: 'ok' as const, detail: threadJson(thread) } }
    }),

    bind(operations.leaveThread, async ({ caller, params }) => {
      await members.leave(caller, params.thread, [params.username])
      return { reply: { status: 'ok' as const } }
    }),

    bind(operations.joinedThreads, async ({ app, params, query }) => {
      const page = await threads.joined(app, params.username, null, pageOf(query))
      return { reply: page.threads.map(threadJson), further: furtherOf(page) }
    }),

    bind(operations.joinedThreadsOfGroup, async ({ app, params, query }) => {
      const page = await threads.joined(app, params.username, params.group, pageOf(query))
      return { reply: page.threads.map(threadJson), further: furtherOf(page) }
    }),

    bind(operations.threadsOfGroup, async ({ caller, params, query }) => {
      const page = await threads.list(caller, params.group, pageOf(query))
      return { reply: page.threads.map(threadJson), further: furtherOf(page) }
    }),

    bind(operations.lastThreadMessages, async ({ caller, body }) => {
      const last = await threads.lastMessages(caller, body.threadIds)
      const reply = Array.from(last, ([id, message]) => ({
        thread_id: id,
        last_message: messageJson(message) as unknown,
      }))
      return { reply }
    }),
  ]
}

/** @throws ApiError `thread.page_illegal`. */
function pageOf({ limit = String(MOST), cursor, sort }: Readonly<Record<string, string>>): ThreadPageRequest {
  const size = /^\d{1,3}$/.test(limit) ? Number(limit) : 0
  if (size < 1 || size > MOST) throw new ApiError('thread.page_illegal')
  return { limit: size, cursor: cursor || undefined, oldestFirst: sort === 'asc' }
}

function furtherOf({ cursor = '' }: Pick<ThreadPage, 'cursor'>) {
  return { properties: { cursor } }
}

function threadJson({ id, name, owner, createdAt, thread }: Channel) {
  const { group, message } = thread!
  return { id, name, owner, msgId: String(message), groupId: group, created: createdAt }
}
