import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

const illegal = faults({ required: 'thread.body_illegal', else: 'thread.body_illegal' })
const Id = Type.Union([Type.String({ pattern: '^[1-9][0-9]{0,19}$' }), Type.Integer({ minimum: 1 })], {
  alsoAccepts: 'a number',
  ...illegal,
  examples: ['276154131906561'],
})
const Name = Type.String({ minLength: 1, ...illegal })
/** rest-groups-rooms.md T8, T9 */
const Users = Type.Array(Type.String({ minLength: 1 }), {
  minItems: 1,
  maxItems: 10,
  ...faults({
    required: 'thread.body_illegal',
    maxItems: 'thread.body_too_large',
    else: 'thread.body_illegal',
  }),
})
const PageQuery = Type.Object({
  limit: Type.Optional(Type.String()),
  cursor: Type.Optional(Type.String()),
  sort: Type.Optional(Type.String()),
  _v: Type.Optional(Type.String()),
})
/** Cursor of the next page; empty on the last. */
const Further = Type.Object({ properties: Type.Object({ cursor: Type.String() }) })

const Thread = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    owner: Type.String(),
    msgId: Type.String(),
    groupId: Type.String(),
    created: Type.Number(),
  },
  { title: 'Thread' },
)
const Done = Type.Object({ status: Type.Literal('ok') })
const Removed = Type.Object({ result: Type.Boolean(), user: Type.String() })

const page = {
  query: PageQuery,
  further: Further,
  replyIn: 'entities',
  envelope: { entities: true },
  rate,
} as const

export const listThreads = operation({
  ...page,
  id: 'threads.list',
  method: 'GET',
  path: '/thread',
  auth: 'app',
  generation: 'G3',
  summary: 'Threads of the app by creation, newest first unless sort=asc, page by page',
  source: 'rest-groups-rooms.md T1',
  reply: Type.Array(Type.Object({ id: Type.String() })),
  errors: ['thread.page_illegal', 'thread.closed'],
})

export const createThread = operation({
  id: 'threads.create',
  method: 'POST',
  path: '/thread',
  auth: 'user',
  generation: 'G3',
  summary: 'Create a thread on a group message; its owner, a member of the group, is its first member',
  source: 'rest-groups-rooms.md T4; sdk-rest-calls.md T1',
  body: Type.Object({
    group_id: Id,
    name: Name,
    msg_id: Id,
    owner: Type.String({ minLength: 1, ...illegal }),
  }),
  bodyFault: 'thread.body_illegal',
  reply: Type.Object({ thread_id: Type.String() }),
  errors: [
    'thread.body_illegal',
    'thread.name_too_long',
    'thread.message_direct',
    'thread.message_elsewhere',
    'thread.nested',
    'thread.too_many',
    'thread.joined_too_many',
    'thread.exists',
    'thread.closed',
    'thread.not_in_group',
    'thread.message_unknown',
    'thread.group_unknown',
    'forbidden',
  ],
  rate,
})

export const getThread = operation({
  id: 'threads.get',
  method: 'GET',
  path: '/thread/:thread',
  auth: 'user',
  generation: 'client',
  summary: 'Details of a thread, for members of its group',
  source: 'sdk-rest-calls.md T6',
  reply: Type.Object({ ...Thread.properties, affiliations_count: Type.Number() }),
  errors: ['thread.unknown', 'thread.not_in_group', 'thread.closed'],
  rate,
})

export const renameThread = operation({
  id: 'threads.rename',
  method: 'PUT',
  path: '/thread/:thread',
  auth: 'user',
  generation: 'G3',
  summary: 'Rename a thread: by its creator, or by the owner or an administrator of the group',
  source: 'rest-groups-rooms.md T5, §11; sdk-rest-calls.md T5',
  body: Type.Object({ name: Name }),
  bodyFault: 'thread.body_illegal',
  reply: Type.Object({ name: Type.String() }),
  errors: ['thread.body_illegal', 'thread.name_too_long', 'thread.unknown', 'thread.closed', 'forbidden'],
  rate,
})

export const deleteThread = operation({
  id: 'threads.delete',
  method: 'DELETE',
  path: '/thread/:thread',
  auth: 'user',
  generation: 'G3',
  summary: 'Delete a thread: by the owner or an administrator of the group',
  source: 'rest-groups-rooms.md T6, §11; sdk-rest-calls.md T4',
  reply: Done,
  errors: ['thread.unknown', 'thread.closed', 'forbidden'],
  rate,
})

export const threadMembers = operation({
  id: 'threads.members',
  method: 'GET',
  path: '/thread/:thread/users',
  auth: 'user',
  generation: 'G3',
  summary: 'Members of a thread in order of joining, page by page, for members of its group',
  source: 'rest-groups-rooms.md T7; sdk-rest-calls.md T7',
  query: PageQuery,
  reply: Type.Object({ affiliations: Type.Array(Type.String()) }),
  further: Further,
  errors: ['thread.page_illegal', 'thread.unknown', 'thread.not_in_group', 'thread.closed'],
  rate,
})

export const addThreadMembers = operation({
  id: 'threads.addMembers',
  method: 'POST',
  path: '/thread/:thread/users',
  auth: 'app',
  generation: 'G3',
  summary: 'Add up to 10 members of the group to a thread',
  source: 'rest-groups-rooms.md T8',
  body: Type.Object({ usernames: Users }),
  bodyFault: 'thread.body_illegal',
  reply: Done,
  errors: [
    'thread.body_illegal',
    'thread.body_too_large',
    'thread.joined_too_many',
    'thread.unknown',
    'thread.not_in_group',
    'thread.closed',
  ],
  rate,
})

export const removeThreadMembers = operation({
  id: 'threads.removeMembers',
  method: 'DELETE',
  path: '/thread/:thread/users',
  alsoPaths: ['/threads/:thread/users'],
  auth: 'app',
  generation: 'G3',
  summary: 'Remove up to 10 users from a thread (JSON body)',
  source: 'rest-groups-rooms.md T9, §12 row 14',
  body: Type.Object({ usernames: Users }),
  bodyFault: 'thread.body_illegal',
  reply: Type.Array(Removed),
  replyIn: 'entities',
  errors: ['thread.body_illegal', 'thread.body_too_large', 'thread.unknown', 'thread.closed'],
  rate,
})

export const removeThreadMember = operation({
  id: 'threads.removeMember',
  method: 'DELETE',
  path: '/thread/:thread/users/:username',
  auth: 'user',
  generation: 'client',
  summary: 'Remove one user from a thread: by the owner or an administrator of the group',
  source: 'sdk-rest-calls.md T8; rest-groups-rooms.md §11',
  reply: Removed,
  errors: ['thread.unknown', 'thread.closed', 'forbidden'],
  rate,
})

export const joinThread = operation({
  id: 'threads.join',
  method: 'POST',
  path: '/thread/:thread/user/:username/join',
  auth: 'self',
  generation: 'client',
  summary: 'Join a thread of one of the user’s groups; an existing member stays',
  source: 'sdk-rest-calls.md T2',
  reply: Type.Object({ status: Type.Literal('ok'), detail: Thread }),
  errors: ['thread.unknown', 'thread.not_in_group', 'thread.joined_too_many', 'thread.closed'],
  rate,
})

export const leaveThread = operation({
  id: 'threads.leave',
  method: 'DELETE',
  path: '/thread/:thread/user/:username/quit',
  auth: 'self',
  generation: 'client',
  summary: 'Leave a thread',
  source: 'sdk-rest-calls.md T3',
  reply: Done,
  errors: ['thread.unknown', 'thread.closed'],
  rate,
})

export const joinedThreads = operation({
  ...page,
  id: 'threads.joined',
  method: 'GET',
  path: '/threads/user/:username',
  auth: 'self',
  generation: 'G3',
  summary: 'Threads a user is in by time of joining, latest first unless sort=asc, page by page',
  source: 'rest-groups-rooms.md T2; sdk-rest-calls.md T10',
  reply: Type.Array(Thread),
  errors: ['thread.page_illegal', 'thread.closed'],
})

export const joinedThreadsOfGroup = operation({
  ...page,
  id: 'threads.joinedOfGroup',
  method: 'GET',
  path: '/threads/chatgroups/:group/user/:username',
  auth: 'self',
  generation: 'G3',
  summary: 'Threads of a group that a user is in, page by page',
  source: 'rest-groups-rooms.md T3; sdk-rest-calls.md T9',
  reply: Type.Array(Thread),
  errors: ['thread.page_illegal', 'thread.closed', 'thread.group_unknown'],
})

export const threadsOfGroup = operation({
  ...page,
  id: 'threads.ofGroup',
  method: 'GET',
  path: '/threads/chatgroups/:group',
  auth: 'user',
  generation: 'client',
  summary: 'Threads of a group by creation, page by page, for its members',
  source: 'sdk-rest-calls.md T11',
  reply: Type.Array(Thread),
  errors: ['thread.page_illegal', 'thread.closed', 'thread.group_unknown', 'thread.not_in_group'],
})

export const lastThreadMessages = operation({
  id: 'threads.lastMessages',
  method: 'POST',
  path: '/thread/message',
  auth: 'user',
  generation: 'client',
  summary:
    'Last messages of up to 20 threads; threads without one, unknown threads and those in groups the user is not in are left out',
  source: 'sdk-rest-calls.md T12',
  body: Type.Object({
    threadIds: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 20,
      ...faults({
        required: 'thread.body_illegal',
        maxItems: 'thread.body_too_large',
        else: 'thread.body_illegal',
      }),
    }),
  }),
  bodyFault: 'thread.body_illegal',
  reply: Type.Array(Type.Object({ thread_id: Type.String(), last_message: Type.Unknown() })),
  replyIn: 'entities',
  envelope: { entities: true },
  errors: ['thread.body_illegal', 'thread.body_too_large', 'thread.closed'],
  rate,
})
