import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

/** All user calls share this pool (rest-messages-users.md §3, "one pool"). */
const pool = { calls: 100, seconds: 1, pool: 'users' }
const source = 'rest-messages-users.md §3 '

/** User entity; push preferences appear beside these once they are set. */
export const UserEntity = Type.Object(
  {
    uuid: Type.String(),
    type: Type.Literal('user'),
    created: Type.Number(),
    modified: Type.Number(),
    username: Type.String(),
    activated: Type.Boolean(),
    nickname: Type.Optional(Type.String()),
  },
  { title: 'User' },
)
const Entities = Type.Array(UserEntity)

const Registration = Type.Object(
  {
    username: Type.String(faults({ required: 'user.username_missing', else: 'user.username_missing' })),
    password: Type.Optional(Type.String(faults({ else: 'user.password_missing' }))),
    nickname: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  },
  { title: 'Registration' },
)

const registrationErrors = [
  'user.registration_closed',
  'user.username_missing',
  'user.username_illegal',
  'user.username_too_long',
  'user.password_missing',
  'user.password_too_long',
  'user.nickname_too_long',
  'user.exists',
  'user.batch_too_large',
  'user.batch_conflict',
] as const

export const registerUsers = operation({
  id: 'users.register',
  method: 'POST',
  path: '/users',
  auth: 'registration',
  generation: 'G1',
  summary: 'Register one user (object) or up to 60 (array); existing ones of an array are reported in data',
  source: `${source}U1-U3; sdk-rest-calls.md L3`,
  body: Type.Union([Registration, Type.Array(Registration)], {
    examples: [{ username: 'carol', password: 'secret' }],
  }),
  reply: Entities,
  replyIn: 'entities',
  envelope: { path: '/users' },
  errors: registrationErrors,
  rate: pool,
})

export const getUser = operation({
  id: 'users.get',
  method: 'GET',
  path: '/users/:username',
  auth: 'self',
  generation: 'G1',
  summary: 'One user, by name or UUID',
  source: `${source}U4`,
  reply: Entities,
  replyIn: 'entities',
  envelope: { path: '/users' },
  errors: ['user.unknown'],
  rate: pool,
})

const Page = Type.Object({
  ql: Type.Optional(Type.String()),
  limit: Type.Optional(Type.String()),
  cursor: Type.Optional(Type.String()),
})

export const listUsers = operation({
  id: 'users.list',
  method: 'GET',
  path: '/users',
  auth: 'app',
  generation: 'G1',
  summary:
    "Users, page by page (limit 1..100, default 10), in order of creation or as selected by ql: `select * where created>N and username contains 'x' order by username desc`, over username, created, modified and activated",
  source: `${source}U5; docs/decisions/0024-query-language.md`,
  query: Page,
  reply: Entities,
  replyIn: 'entities',
  envelope: { path: '/users', params: 'echo' },
  errors: ['query.illegal'],
  rate: pool,
})

export const deleteUser = operation({
  id: 'users.delete',
  method: 'DELETE',
  path: '/users/:username',
  auth: 'app',
  generation: 'G1',
  summary: 'Delete one user, by name or UUID',
  source: `${source}U6`,
  reply: Entities,
  replyIn: 'entities',
  envelope: { path: '/users' },
  errors: ['user.unknown'],
  rate: pool,
})

export const deleteUsers = operation({
  id: 'users.deleteBatch',
  method: 'DELETE',
  path: '/users',
  auth: 'app',
  generation: 'G1',
  summary:
    'Delete users, page by page (limit 1..100, default 10): those selected by ql as in users.list, else the oldest',
  source: `${source}U7; docs/decisions/0024-query-language.md`,
  query: Page,
  reply: Entities,
  replyIn: 'entities',
  envelope: { path: '/users', params: 'echo' },
  errors: ['query.illegal', 'request.limit_illegal'],
  rate: { calls: 30, seconds: 1 },
})

export const setPassword = operation({
  id: 'users.setPassword',
  method: 'PUT',
  alsoMethods: ['POST'],
  path: '/users/:username/password',
  auth: 'self',
  generation: 'G1',
  summary: 'Set a new password; a user token must give oldpassword. Existing user tokens become invalid',
  source: `${source}U8`,
  body: Type.Object(
    {
      newpassword: Type.String({
        minLength: 1,
        ...faults({ required: 'user.newpassword_missing', else: 'user.newpassword_missing' }),
      }),
      oldpassword: Type.Optional(Type.String()),
    },
    { examples: [{ newpassword: 'better', oldpassword: 'secret' }] },
  ),
  envelope: { action: 'set user password', identity: false },
  errors: [
    'user.newpassword_missing',
    'user.oldpassword_wrong',
    'user.password_too_long',
    'user.unknown_entity',
  ],
  rate: pool,
})

export const updateUser = operation({
  id: 'users.update',
  method: 'PUT',
  path: '/users/:username',
  auth: 'self',
  generation: 'G1',
  summary:
    'Set nickname and push preferences; `device_id`, `device_token` and `notifier_name` bind a device for push, and the reply then has `pushInfo`',
  source: `${source}U9; rest-groups-rooms.md P3, P5, P6; sdk-rest-calls.md U3, G49, N9`,
  body: Type.Record(Type.String(), Type.Unknown(), { examples: [{ nickname: 'Alice' }] }),
  reply: Entities,
  replyIn: 'entities',
  envelope: { path: '/users' },
  errors: [
    'user.unknown',
    'user.nickname_too_long',
    'user.preference_illegal',
    'notification.parameter_illegal',
  ],
  rate: pool,
})

export const deactivateUser = operation({
  id: 'users.deactivate',
  method: 'POST',
  path: '/users/:username/deactivate',
  auth: 'app',
  generation: 'G1',
  summary: 'Ban a user, who is kicked at once and cannot log in',
  source: `${source}U10`,
  reply: Entities,
  replyIn: 'entities',
  envelope: { action: 'Deactivate user', identity: false },
  errors: ['user.unknown'],
  rate: pool,
})

export const activateUser = operation({
  id: 'users.activate',
  method: 'POST',
  path: '/users/:username/activate',
  auth: 'app',
  generation: 'G1',
  summary: 'Lift a ban',
  source: `${source}U11`,
  envelope: { action: 'activate user', identity: false },
  errors: ['user.unknown'],
  rate: pool,
})

const Result = Type.Object({ result: Type.Boolean() })

export const disconnectUser = operation({
  id: 'users.disconnect',
  method: 'GET',
  alsoMethods: ['POST'],
  path: '/users/:username/disconnect',
  auth: 'app',
  generation: 'G1',
  summary: 'Force every device of a user offline; the user’s tokens become invalid',
  source: `${source}U12; client-quirks.md "What these programs rely on" 3`,
  reply: Result,
  envelope: { action: 'Disconnect user' },
  errors: ['user.unknown'],
  rate: pool,
})

export const disconnectDevice = operation({
  id: 'users.disconnectDevice',
  method: 'DELETE',
  path: '/users/:username/disconnect/:resource',
  auth: 'self',
  generation: 'G2',
  summary: 'Force one device of a user offline',
  source: `${source}U13`,
  reply: Result,
  errors: ['user.unknown'],
  rate: pool,
})

export const listResources = operation({
  id: 'users.resources',
  method: 'GET',
  path: '/users/:username/resources',
  auth: 'self',
  generation: 'G2',
  summary: 'Online devices of a user',
  source: `${source}U14; sdk-rest-calls.md X4`,
  reply: Type.Array(
    Type.Object({ res: Type.String(), device_uuid: Type.String(), device_name: Type.String() }),
  ),
  errors: ['user.unknown'],
  rate: pool,
})

export const userStatus = operation({
  id: 'users.status',
  method: 'GET',
  path: '/users/:username/status',
  auth: 'app',
  generation: 'G1',
  summary:
    'Online status: {user: "online"|"offline"}; with the app setting statusShape=array, the result_code list of 2013',
  source: 'seeds 000, 001, 002 "查看用户在线状态"; rest-messages-users.md §3 U15, §15',
  reply: Type.Unknown(),
  envelope: { uri: 'base', entities: true, params: 'empty' },
  errors: ['user.unknown'],
  rate: pool,
})

export const userStatusBatch = operation({
  id: 'users.statusBatch',
  method: 'POST',
  path: '/users/batch/status',
  auth: 'app',
  generation: 'G2',
  summary: 'Online status of up to 100 users, one object each; unknown users are offline',
  source: `${source}U16; client-quirks.md row 14`,
  body: Type.Object(
    {
      usernames: Type.Union([Type.Array(Type.String()), Type.String()], {
        alsoAccepts: 'a single one as text',
      }),
    },
    { examples: [{ usernames: ['alice', 'bob'] }] },
  ),
  bodyFault: 'request.body_invalid',
  reply: Type.Array(Type.Record(Type.String(), Type.String())),
  envelope: { action: 'get batch user status' },
  errors: ['user.status_batch_too_large', 'request.body_invalid'],
  rate: { calls: 50, seconds: 1 },
})

export const offlineCount = operation({
  id: 'users.offlineCount',
  method: 'GET',
  path: '/users/:username/offline_msg_count',
  auth: 'app',
  generation: 'G1',
  summary: 'Number of messages waiting for an offline user',
  source: `${source}U17`,
  reply: Type.Record(Type.String(), Type.Number()),
  envelope: { entities: true },
  errors: ['user.unknown'],
  rate: pool,
})

export const offlineStatus = operation({
  id: 'users.offlineStatus',
  method: 'GET',
  path: '/users/:username/offline_msg_status/:msg_id',
  auth: 'app',
  generation: 'G1',
  summary: 'Whether a message has reached the user: delivered or undelivered',
  source: `${source}U18`,
  reply: Type.Record(Type.String(), Type.String()),
  envelope: { entities: true },
  errors: ['user.unknown'],
  rate: pool,
})

const mutes = { calls: 100, seconds: 1 }

/** Seconds: -1 until lifted, 0 lifts. Absent and null: as it is. */
const Seconds = Type.Optional(
  Type.Union(
    [Type.Integer({ minimum: -1, maximum: 2_147_483_647 }), Type.Null()],
    faults({ else: 'user.mute_illegal' }),
  ),
)
const Left = Type.Integer({ description: 'Seconds left; -1 until lifted, 0 not muted' })

export const muteUser = operation({
  id: 'users.mute',
  method: 'POST',
  path: '/mutes',
  auth: 'app',
  generation: 'G2',
  summary: 'Mute a user in chats, groups or rooms for a number of seconds',
  source: `${source}U19; rest-groups-rooms.md §8.2`,
  body: Type.Object(
    {
      username: Type.String(faults({ required: 'user.property_missing', else: 'user.property_missing' })),
      chat: Seconds,
      groupchat: Seconds,
      chatroom: Seconds,
    },
    { examples: [{ username: 'bob', chat: 100, groupchat: -1 }] },
  ),
  reply: Type.Object({ result: Type.Literal('ok') }),
  envelope: { path: '/mutes' },
  errors: ['user.property_missing', 'user.mute_illegal', 'user.unknown'],
  rate: mutes,
})

export const mutedUser = operation({
  id: 'users.muted',
  method: 'GET',
  path: '/mutes/:username',
  auth: 'app',
  generation: 'G2',
  summary: 'How long a user stays muted',
  source: `${source}U20; rest-groups-rooms.md §8.2`,
  reply: Type.Object({
    userid: Type.String({ description: '`{org}#{app}_{user}`' }),
    chat: Left,
    groupchat: Left,
    chatroom: Left,
    unixtime: Type.Integer({ description: 's since 1970' }),
  }),
  envelope: { path: '/mutes' },
  errors: ['user.unknown'],
  rate: mutes,
})

export const mutedUsers = operation({
  id: 'users.mutedList',
  method: 'GET',
  path: '/mutes',
  auth: 'app',
  generation: 'G2',
  summary: 'Muted users, page by page, a row for each kind of conversation; with those whose mute is over',
  source: `${source}U21; rest-groups-rooms.md §8.2`,
  query: Type.Object({ pageNum: Type.Optional(Type.String()), pageSize: Type.Optional(Type.String()) }),
  reply: Type.Object({
    data: Type.Array(
      Type.Object({
        username: Type.String(),
        chat: Type.Optional(Left),
        groupchat: Type.Optional(Left),
        chatroom: Type.Optional(Left),
      }),
    ),
    unixtime: Type.Integer({ description: 's since 1970' }),
  }),
  envelope: { path: '/mutes' },
  rate: mutes,
})
