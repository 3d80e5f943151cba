import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const app = { auth: 'app', generation: 'G3', envelope: { identity: false, action: false } } as const
const slow = { calls: 10, seconds: 1 }

const malformed = faults({ else: 'push.bad_request' })
/** Java sends null for what is not set. */
const unset = <T extends Parameters<typeof Type.Optional>[0]>(type: T) =>
  Type.Optional(Type.Union([type, Type.Null()], malformed))
const message = {
  strategy: unset(
    Type.Union([Type.Number(), Type.String()], {
      alsoAccepts: 'the number as text',
      description:
        '2 (the default), 0 and 3: the push services. 1 and 4, over the connection of the SDK, are not supported',
    }),
  ),
  pushMessage: Type.Object(
    {},
    {
      description:
        '`title` (32), `subTitle` (10), `content` (100 characters, Chinese ones count two), `ext` (10 pairs, 1024 characters), `config`, and a block for each service: `apns`, `fcmV1`, `huawei`, `honor`, `xiaomi`, `oppo`, `vivo`, `meizu`, `harmonyOS`',
      ...malformed,
    },
  ),
}
const startDate = unset(
  Type.String({
    description: '`yyyy-MM-dd HH:mm:ss`, 1 hour to 30 days ahead, in the time zone of the server',
  }),
)
const example = { strategy: 2, pushMessage: { title: 'News', content: 'Good morning' } }
const targets = (description: string, most: number) =>
  Type.Array(Type.String(malformed), { minItems: 1, maxItems: most, description, ...malformed })
const messageErrors = ['push.bad_request', 'push.illegal'] as const
const taskErrors = [...messageErrors, 'push.limit'] as const
const Status = Type.Object(
  {
    pushStatus: Type.String({ description: '`SUCCESS`, `FAIL`, `ERROR` or `ASYNC_SUCCESS`' }),
    data: Type.Optional(Type.Unknown({ description: 'What the push service said' })),
    desc: Type.String(),
  },
  { title: 'PushResult' },
)
const TaskId = Type.Object({ taskId: Type.Number() }, { title: 'PushTask' })

export const pushNow = operation({
  ...app,
  id: 'push.sync',
  method: 'POST',
  path: '/push/sync/:username',
  summary: 'Send a notification to one user and wait for the result',
  source: 'rest-groups-rooms.md Q1',
  body: Type.Object(message, { examples: [example], ...malformed }),
  bodyFault: 'push.bad_request',
  reply: Type.Array(Status),
  errors: messageErrors,
  rate: { calls: 1, seconds: 1 },
})

export const pushLater = operation({
  ...app,
  id: 'push.async',
  method: 'POST',
  path: '/push/async/:username',
  summary: 'Send a notification to one user without waiting',
  source: 'rest-groups-rooms.md Q2',
  body: Type.Object(message, { examples: [example], ...malformed }),
  bodyFault: 'push.bad_request',
  reply: Type.Array(Status),
  errors: messageErrors,
  rate: { calls: 200, seconds: 1 },
})

export const pushToUsers = operation({
  ...app,
  id: 'push.users',
  method: 'POST',
  path: '/push/single',
  summary: 'Send a notification to up to 100 users',
  source: 'rest-groups-rooms.md Q3',
  body: Type.Object(
    { targets: targets('Names of users', 100), ...message },
    {
      examples: [{ targets: ['alice'], ...example }],
      ...malformed,
    },
  ),
  bodyFault: 'push.bad_request',
  reply: Type.Array(Type.Object({ id: Type.String(), pushStatus: Type.String(), desc: Type.String() })),
  errors: messageErrors,
  rate: slow,
})

export const pushToLabel = operation({
  ...app,
  id: 'push.label',
  method: 'POST',
  path: '/push/list/label',
  summary: 'Send a notification to everyone with a label',
  source: 'rest-groups-rooms.md Q4',
  body: Type.Object(
    { targets: targets('One label', 1), startDate, ...message },
    {
      examples: [{ targets: ['vip'], ...example }],
      ...malformed,
    },
  ),
  bodyFault: 'push.bad_request',
  reply: TaskId,
  errors: [...taskErrors, 'push.label_unknown'],
  rate: slow,
})

export const pushToList = operation({
  ...app,
  id: 'push.list',
  method: 'POST',
  path: '/push/list',
  summary: 'Send a notification to up to 1,000 users, now or later',
  source: 'push.md §7 (Java push SDK)',
  body: Type.Object(
    { targets: targets('Names of users', 1000), startDate, ...message },
    {
      examples: [{ targets: ['alice'], ...example }],
      ...malformed,
    },
  ),
  bodyFault: 'push.bad_request',
  reply: TaskId,
  errors: taskErrors,
  rate: slow,
})

export const pushToAll = operation({
  ...app,
  id: 'push.all',
  method: 'POST',
  path: '/push/task',
  alsoPaths: ['/push/tasks'],
  summary: 'Send a notification to all users of the app',
  source: 'rest-groups-rooms.md Q5; client-quirks.md §5 (Java push SDK)',
  body: Type.Object({ startDate, ...message }, { examples: [example], ...malformed }),
  bodyFault: 'push.bad_request',
  reply: Type.Number({ description: 'Id of the task' }),
  errors: taskErrors,
  rate: { calls: 1, seconds: 1 },
})

const label = {
  name: Type.String(),
  description: Type.String(),
  createdAt: Type.Number({ description: 'ms since 1970' }),
}
const Label = Type.Object(label, { title: 'PushLabel' })
const CountedLabel = Type.Object(
  { ...label, count: Type.Number({ description: 'Users who have it' }) },
  { title: 'CountedPushLabel' },
)
const page = Type.Object({
  limit: Type.Optional(Type.String({ description: '1 to 100, default 100' })),
  cursor: Type.Optional(Type.String()),
})
const Members = Type.Object(
  { usernames: targets('Names of users', 100) },
  { examples: [{ usernames: ['alice'] }], ...malformed },
)
const Changed = Type.Object({
  success: Type.Array(Type.String()),
  fail: Type.Record(Type.String(), Type.String({ description: 'Why' })),
})
const Member = Type.Object(
  {
    username: Type.String(),
    created: Type.Number({ description: 'ms since 1970' }),
  },
  { title: 'LabelledUser' },
)

export const createPushLabel = operation({
  ...app,
  id: 'push.createLabel',
  method: 'POST',
  path: '/push/label',
  summary: 'Create a label',
  source: 'rest-groups-rooms.md L1',
  body: Type.Object(
    {
      name: Type.String({ description: '1 to 64 of A-Z a-z 0-9 _ . -', ...malformed }),
      description: unset(Type.String({ description: 'At most 255 characters' })),
    },
    { examples: [{ name: 'vip', description: 'Very important' }], ...malformed },
  ),
  bodyFault: 'push.bad_request',
  reply: Label,
  errors: ['push.bad_request', 'push.illegal', 'push.label_exists', 'push.limit'],
  rate: slow,
})

export const listPushLabels = operation({
  ...app,
  id: 'push.labels',
  method: 'GET',
  path: '/push/label',
  summary: 'Labels of the app, page by page',
  source: 'rest-groups-rooms.md L3',
  query: page,
  reply: Type.Array(CountedLabel),
  errors: ['request.cursor_illegal'],
  rate: slow,
})

export const getPushLabel = operation({
  ...app,
  id: 'push.getLabel',
  method: 'GET',
  path: '/push/label/:label',
  summary: 'A label and the number of users who have it',
  source: 'rest-groups-rooms.md L2',
  reply: CountedLabel,
  errors: ['push.label_unknown'],
  rate: slow,
})

export const deletePushLabel = operation({
  ...app,
  id: 'push.deleteLabel',
  method: 'DELETE',
  path: '/push/label/:label',
  summary: 'Delete a label',
  source: 'rest-groups-rooms.md L4',
  reply: Type.Literal('success'),
  errors: ['push.label_unknown'],
  rate: slow,
})

const members = { calls: 30, seconds: 1 }

export const labelUsers = operation({
  ...app,
  id: 'push.labelUsers',
  method: 'POST',
  path: '/push/label/:label/user',
  summary: 'Give a label to up to 100 users',
  source: 'rest-groups-rooms.md L5',
  body: Members,
  bodyFault: 'push.bad_request',
  reply: Changed,
  errors: ['push.bad_request', 'push.label_unknown', 'push.limit'],
  rate: members,
})

export const usersOfLabel = operation({
  ...app,
  id: 'push.usersOfLabel',
  method: 'GET',
  path: '/push/label/:label/user',
  summary: 'Users with a label, page by page',
  source: 'rest-groups-rooms.md L7',
  query: page,
  reply: Type.Array(Member),
  errors: ['push.label_unknown', 'request.cursor_illegal'],
  rate: members,
})

export const userOfLabel = operation({
  ...app,
  id: 'push.userOfLabel',
  method: 'GET',
  path: '/push/label/:label/user/:username',
  summary: 'Whether a user has a label, and since when',
  source: 'rest-groups-rooms.md L6',
  reply: Type.Optional(Member),
  errors: ['push.label_unknown'],
  rate: members,
})

export const unlabelUsers = operation({
  ...app,
  id: 'push.unlabelUsers',
  method: 'DELETE',
  path: '/push/label/:label/user',
  summary: 'Remove a label from up to 100 users (JSON body)',
  source: 'rest-groups-rooms.md L8',
  body: Members,
  bodyFault: 'push.bad_request',
  reply: Changed,
  errors: ['push.bad_request', 'push.label_unknown'],
  rate: members,
})
