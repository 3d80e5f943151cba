import { Type } from 'typebox'
import type { ErrorCode } from '../error-table.ts'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const Ids = Type.Record(Type.String(), Type.String())
const single = 'a single one as text'

/** Fields that all 2022+ send calls share; `to` differs in its limit (rest-messages-users.md §5.2, M4-M8). */
const sendFields = {
  from: Type.Optional(Type.String({ minLength: 1, ...faults({ else: 'send.from_empty' }) })),
  type: Type.String({ minLength: 1, ...faults({ required: 'send.type_empty', else: 'send.type_empty' }) }),
  body: Type.Record(Type.String(), Type.Unknown(), {
    ...faults({ required: 'send.body_empty', else: 'send.body_empty' }),
  }),
  ext: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { ...faults({ else: 'send.ext_illegal' }) })),
  sync_device: Type.Optional(
    Type.Union([Type.Boolean(), Type.String()], { alsoAccepts: 'the texts `true` and `false`' }),
  ),
  routetype: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  roam_ignore_users: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
  env: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9]{1,8}$' })),
}

/** Receivers; a single string counts as a list of one (§16 row 22). */
const receivers = (limit: number) =>
  Type.Union(
    [
      Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: limit }),
      Type.String({ minLength: 1 }),
    ],
    {
      limit,
      alsoAccepts: single,
      ...faults({ required: 'send.to_empty', maxItems: 'send.to_too_many', else: 'send.to_empty' }),
    },
  )

/** The only users of a channel to get a message. */
const DirectedUsers = Type.Union(
  [Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 20 }), Type.String({ minLength: 1 })],
  {
    limit: 20,
    alsoAccepts: single,
    ...faults({ required: 'send.users_empty', maxItems: 'send.users_too_many', else: 'send.users_empty' }),
  },
)

/** Under load, low is dropped first. */
const RoomLevel = Type.Union([Type.Literal('high'), Type.Literal('normal'), Type.Literal('low')])

const sendErrors = [
  'send.from_empty',
  'send.to_empty',
  'send.type_empty',
  'send.type_illegal',
  'send.body_empty',
  'send.field_missing',
  'send.field_illegal',
  'send.ext_illegal',
  'send.to_too_many',
  'send.too_large',
  'send.reach_limit',
  'request.body_invalid',
  'request.too_large',
] as const

export const sendToUsers = operation({
  id: 'messages.sendToUsers',
  method: 'POST',
  path: '/messages/users',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G2',
  summary: 'Send to up to 600 users; data maps each to its message id',
  source: 'seed 003 "发送单聊消息"; rest-messages-users.md §5 M4',
  body: Type.Object(
    { ...sendFields, to: receivers(600) },
    { examples: [{ from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'hello' } }] },
  ),
  bodyFault: 'request.body_invalid',
  reply: Ids,
  envelope: { path: '/messages/users' },
  errors: sendErrors,
  rate: { calls: 100, seconds: 1 },
})

export const send = operation({
  id: 'messages.send',
  method: 'POST',
  path: '/messages',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G1',
  summary:
    'Send to users, groups or rooms (2014 form); data maps each target to "success", or with ?useMsgId=true to its message id',
  source: 'seeds 000, 001 "发送消息"; rest-messages-users.md §5 M3',
  query: Type.Object({ useMsgId: Type.Optional(Type.String()) }),
  body: Type.Object(
    {
      target_type: Type.String({
        ...faults({ required: 'send.target_type_missing', else: 'send.target_type_illegal' }),
      }),
      target: Type.Union(
        [
          Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 600 }),
          Type.String({ minLength: 1 }),
        ],
        {
          limit: 600,
          alsoAccepts: single,
          ...faults({
            required: 'send.target_missing',
            maxItems: 'send.to_too_many',
            else: 'send.target_missing',
          }),
        },
      ),
      msg: Type.Record(Type.String(), Type.Unknown(), {
        ...faults({ required: 'send.msg_missing', else: 'send.msg_missing' }),
      }),
      from: Type.Optional(Type.String({ minLength: 1, ...faults({ else: 'send.from_empty_g1' }) })),
      ext: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), { ...faults({ else: 'send.ext_illegal_g1' }) }),
      ),
      sync_device: Type.Optional(
        Type.Union([Type.Boolean(), Type.String()], { alsoAccepts: 'the texts `true` and `false`' }),
      ),
      routetype: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    },
    {
      examples: [
        { target_type: 'users', target: ['bob'], msg: { type: 'txt', msg: 'hello' }, from: 'alice' },
      ],
    },
  ),
  bodyFault: 'request.body_invalid',
  reply: Ids,
  envelope: { uri: 'base', entities: true, params: 'empty' },
  errors: [
    'send.target_type_missing',
    'send.target_type_illegal',
    'send.target_missing',
    'send.msg_missing',
    'send.from_empty_g1',
    'send.ext_illegal_g1',
    'send.to_too_many',
    'send.type_empty',
    'send.type_illegal',
    'send.field_missing',
    'send.field_illegal',
    'send.too_large',
    'request.body_invalid',
    'request.too_large',
    'user.unknown',
    'channel.unknown',
    'channel.disabled',
  ],
  rate: { calls: 100, seconds: 1 },
})

/** The 2013 forms keep the type among the fields of `msg` (§15 "Body wrapper"). */
const OldMessage = Type.Object(
  {
    msg: Type.Record(Type.String(), Type.Unknown(), {
      ...faults({ required: 'send.msg_missing', else: 'send.msg_missing' }),
    }),
    from: Type.Optional(Type.String({ minLength: 1, ...faults({ else: 'send.from_empty_g1' }) })),
    ext: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { ...faults({ else: 'send.ext_illegal_g1' }) }),
    ),
  },
  { examples: [{ msg: { type: 'txt', msg: 'hello' }, from: 'alice' }] },
)
const OldResult = Type.Array(
  Type.Object({ result_code: Type.Number(), result_content: Type.Object({ result: Type.String() }) }),
)
const oldSendErrors = [
  'send.msg_missing',
  'send.from_empty_g1',
  'send.ext_illegal_g1',
  'send.type_empty',
  'send.type_illegal',
  'send.field_missing',
  'send.field_illegal',
  'send.too_large',
  'request.body_invalid',
  'request.too_large',
] as const

export const sendToUser = operation({
  id: 'messages.sendToUser',
  method: 'POST',
  path: '/users/:username/messages',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G0',
  summary: 'Send to one user (2013 form); data is a list with one result_code',
  source: 'seed 002 "给某个用户发送消息"; rest-messages-users.md §5 M1',
  body: OldMessage,
  bodyFault: 'request.body_invalid',
  reply: OldResult,
  envelope: { uri: 'base', entities: true, params: 'empty' },
  errors: [...oldSendErrors, 'user.unknown'],
  rate: { calls: 100, seconds: 1 },
})

/** Applies to all calls below: only the app sends over REST, users send over the socket. */
const appOnly = { auth: 'app', tokenWording: 'expired' } as const
const rate = { calls: 100, seconds: 1 }

export const sendToGroup = operation({
  ...appOnly,
  id: 'messages.sendToGroup',
  method: 'POST',
  path: '/groups/:group/messages',
  generation: 'G0',
  summary: 'Send to one group (2013 form); data is a list with one result_code',
  source: 'seed 002 "给群组发送消息"; rest-messages-users.md §5 M2',
  body: OldMessage,
  bodyFault: 'request.body_invalid',
  reply: OldResult,
  errors: [...oldSendErrors, 'channel.unknown', 'channel.disabled'],
  envelope: { uri: 'base', entities: true, params: 'empty' },
  rate,
})

export const sendToGroups = operation({
  ...appOnly,
  id: 'messages.sendToGroups',
  method: 'POST',
  path: '/messages/chatgroups',
  generation: 'G2',
  summary: 'Send to up to 3 groups; data maps each to its message id',
  source: 'seed 003 "发送群聊消息"; rest-messages-users.md §5 M5',
  body: Type.Object(
    { ...sendFields, to: receivers(3), need_group_ack: Type.Optional(Type.Boolean()) },
    { examples: [{ from: 'alice', to: ['184524748161025'], type: 'txt', body: { msg: 'hello' } }] },
  ),
  bodyFault: 'request.body_invalid',
  reply: Ids,
  errors: [...sendErrors, 'channel.disabled'],
  envelope: { path: '/messages/chatgroups' },
  rate: { calls: 20, seconds: 1 },
})

export const sendToRooms = operation({
  ...appOnly,
  id: 'messages.sendToRooms',
  method: 'POST',
  path: '/messages/chatrooms',
  generation: 'G2',
  summary: 'Send to up to 10 rooms; data maps each to its message id',
  source: 'seed 003 "发送聊天室消息"; rest-messages-users.md §5 M6',
  body: Type.Object(
    { ...sendFields, to: receivers(10), chatroom_msg_level: Type.Optional(RoomLevel) },
    {
      examples: [
        {
          from: 'alice',
          to: ['185145305923585'],
          type: 'txt',
          body: { msg: 'hello' },
          chatroom_msg_level: 'high',
        },
      ],
    },
  ),
  bodyFault: 'request.body_invalid',
  reply: Ids,
  errors: [...sendErrors, 'channel.disabled'],
  envelope: { path: '/messages/chatrooms' },
  rate,
})

export const sendToGroupMembers = operation({
  ...appOnly,
  id: 'messages.sendToGroupMembers',
  method: 'POST',
  path: '/messages/chatgroups/users',
  generation: 'G3',
  summary: 'Send to up to 20 members of one group',
  source: 'rest-messages-users.md §5 M7',
  body: Type.Object(
    {
      ...sendFields,
      to: receivers(1),
      users: DirectedUsers,
      need_group_ack: Type.Optional(Type.Boolean()),
    },
    {
      examples: [
        { from: 'alice', to: ['184524748161025'], users: ['bob'], type: 'txt', body: { msg: 'hello' } },
      ],
    },
  ),
  bodyFault: 'request.body_invalid',
  reply: Ids,
  envelope: { path: '/messages/chatgroups' },
  errors: [...sendErrors, 'send.users_empty', 'send.users_too_many', 'channel.disabled'],
  rate,
})

export const sendToRoomMembers = operation({
  ...appOnly,
  id: 'messages.sendToRoomMembers',
  method: 'POST',
  path: '/messages/chatrooms/users',
  generation: 'G3',
  summary: 'Send to up to 20 members of one room',
  source: 'rest-messages-users.md §5 M8',
  body: Type.Object(
    {
      ...sendFields,
      to: receivers(1),
      users: DirectedUsers,
      chatroom_msg_level: Type.Optional(RoomLevel),
    },
    {
      examples: [
        { from: 'alice', to: ['185145305923585'], users: ['bob'], type: 'txt', body: { msg: 'hello' } },
      ],
    },
  ),
  bodyFault: 'request.body_invalid',
  reply: Ids,
  envelope: { path: '/messages/chatrooms' },
  errors: [...sendErrors, 'send.users_empty', 'send.users_too_many', 'channel.disabled'],
  rate,
})

/** A message as sent by broadcasts: the type is among the fields of `msg`. */
const broadcastFields = {
  from: Type.Optional(Type.String({ minLength: 1, ...faults({ else: 'send.from_empty_g1' }) })),
  msg: Type.Record(Type.String(), Type.Unknown(), {
    ...faults({ required: 'send.msg_missing', else: 'send.msg_missing' }),
  }),
  ext: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { ...faults({ else: 'send.ext_illegal_g1' }) }),
  ),
}
const BroadcastId = Type.Object({ id: Type.Number() })

export const broadcast = operation({
  ...appOnly,
  id: 'messages.broadcast',
  method: 'POST',
  path: '/messages/broadcast',
  generation: 'G3',
  summary:
    'Send to all users of the app, stored for those who are offline; replies once it is accepted. A repeat is sent once: the same body within a minute, or with the same Idempotency-Key (query or header) within a day',
  source: 'rest-messages-users.md §5 M9',
  query: Type.Object({ 'Idempotency-Key': Type.Optional(Type.String()) }),
  headerQuery: ['Idempotency-Key'],
  body: Type.Object(
    {
      target_type: Type.String(
        faults({ required: 'send.target_type_missing', else: 'send.broadcast_target_illegal' }),
      ),
      ...broadcastFields,
    },
    { examples: [{ target_type: 'users', msg: { type: 'txt', msg: 'hello' } }] },
  ),
  bodyFault: 'request.body_invalid',
  reply: BroadcastId,
  errors: [...oldSendErrors, 'send.target_type_missing', 'send.broadcast_target_illegal'],
  rate: { calls: 1, seconds: 1800 },
})

export const broadcastToOnline = operation({
  ...appOnly,
  id: 'messages.broadcastToOnline',
  method: 'POST',
  path: '/messages/users/broadcast',
  generation: 'G3',
  summary: 'Send to all users who are online',
  source: 'rest-messages-users.md §5 M10',
  body: Type.Object(broadcastFields, { examples: [{ msg: { type: 'txt', msg: 'hello' } }] }),
  bodyFault: 'request.body_invalid',
  reply: BroadcastId,
  errors: oldSendErrors,
  rate: { calls: 1, seconds: 60 },
})

export const broadcastToRooms = operation({
  ...appOnly,
  id: 'messages.broadcastToRooms',
  method: 'POST',
  path: '/messages/chatrooms/broadcast',
  generation: 'G3',
  summary: 'Send to all rooms that have members',
  source: 'rest-messages-users.md §5 M11',
  body: Type.Object(
    { ...broadcastFields, chatroom_msg_level: Type.Optional(RoomLevel) },
    { examples: [{ msg: { type: 'txt', msg: 'hello' }, chatroom_msg_level: 'high' }] },
  ),
  bodyFault: 'request.body_invalid',
  reply: BroadcastId,
  errors: oldSendErrors,
  rate: { calls: 10, seconds: 60 },
})

const StreamPiece = Type.Object(
  {
    msgId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    msg: Type.String({ ...faults({ required: 'send.body_empty', else: 'send.body_empty' }) }),
    seq: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      ...faults({ required: 'stream.seq_illegal', else: 'stream.seq_illegal' }),
    }),
    finish: Type.Optional(Type.Boolean()),
    finishReason: Type.Optional(Type.Integer({ minimum: -(2 ** 31), maximum: 2 ** 31 - 1 })),
    type: Type.Optional(Type.Union([Type.Literal('text'), Type.Literal('markdown')])),
  },
  { title: 'StreamPiece', ...faults({ required: 'send.body_empty', else: 'send.body_empty' }) },
)

const streamFields = {
  from: Type.Optional(Type.String({ minLength: 1, ...faults({ else: 'send.from_empty' }) })),
  to: Type.String({ minLength: 1, ...faults({ required: 'send.to_empty', else: 'send.to_empty' }) }),
  body: StreamPiece,
  ext: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { ...faults({ else: 'send.ext_illegal' }) })),
}

/** Only in the answer to the first piece. */
const StreamId = Type.Object({ msgId: Type.Optional(Type.String()) })

const streamErrors = [
  'send.from_empty',
  'send.to_empty',
  'send.body_empty',
  'send.ext_illegal',
  'send.too_large',
  'send.reach_limit',
  'stream.seq_illegal',
  'stream.unknown',
  'stream.too_long',
  'stream.paused',
  'stream.too_slow',
  'stream.finished',
  'stream.from_mismatch',
  'stream.seq_too_small',
  'request.body_invalid',
] as const

const firstPiece = { msg: 'Once', seq: 0 }

export const streamToUser = operation({
  ...appOnly,
  id: 'messages.streamToUser',
  method: 'POST',
  path: '/stream_message/user',
  generation: 'G3',
  summary:
    'Send a message to a user piece by piece: the answer to the first piece has the id that the others name; `finish` ends it',
  source: 'rest-messages-users.md §5 M12, §5.3; search-streams-translation.md §2.1',
  body: Type.Object(streamFields, { examples: [{ from: 'bot', to: 'alice', body: firstPiece }] }),
  bodyFault: 'request.body_invalid',
  reply: StreamId,
  envelope: { path: '/stream_message/users' },
  errors: [...streamErrors, 'stream.to_mismatch'],
  rate,
})

export const streamToGroup = operation({
  ...appOnly,
  id: 'messages.streamToGroup',
  method: 'POST',
  path: '/stream_message/chatgroup',
  generation: 'G3',
  summary: 'Send a message to a group piece by piece, in the same way',
  source: 'rest-messages-users.md §5 M13, §5.3; search-streams-translation.md §2.1',
  body: Type.Object(streamFields, { examples: [{ from: 'bot', to: '1', body: firstPiece }] }),
  bodyFault: 'request.body_invalid',
  reply: StreamId,
  envelope: { path: '/stream_message/chatgroup' },
  errors: [...streamErrors, 'stream.group_mismatch', 'channel.disabled'],
  rate,
})

const required = (code: ErrorCode) =>
  Type.String({ minLength: 1, ...faults({ required: code, minLength: code }) })

/** A message to recall (rest-messages-users.md §7 R1). `force` defaults to false (§16 row 40). */
const Recall = Type.Object(
  {
    msg_id: required('recall.msg_id_empty'),
    to: required('recall.to_empty'),
    chat_type: required('recall.chat_type_empty'),
    from: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    force: Type.Optional(Type.Boolean(faults({ else: 'recall.force_empty' }))),
    sync_device: Type.Optional(Type.Boolean()),
    recallMessageExtensionInfo: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  },
  { title: 'RecallRequest' },
)

const Recalls = Type.Object({
  msgs: Type.Array(Recall, {
    minItems: 1,
    maxItems: 30,
    limit: 30,
    ...faults({
      required: 'recall.msgs_empty',
      minItems: 'recall.msgs_empty',
      maxItems: 'recall.msgs_too_many',
    }),
  }),
})

/** `recalled` is "yes" or the reason why not; the rest repeats the request. */
const Recalled = Type.Object(
  {
    msg_id: Type.String(),
    recalled: Type.String(),
    from: Type.String(),
    to: Type.String(),
    chattype: Type.String(),
  },
  { title: 'RecallOutcome' },
)

const recallErrors = [
  'recall.msg_id_empty',
  'recall.to_empty',
  'recall.chat_type_empty',
  'recall.chat_type_illegal',
  'recall.force_empty',
  'recall.msgs_empty',
  'recall.msgs_too_many',
  'recall.target_wrong',
  'recall.too_late',
  'recall.unknown',
  'recall.disabled',
  'send.too_large',
  'request.body_invalid',
] as const

export const recall = operation({
  id: 'messages.recall',
  method: 'POST',
  path: '/messages/msg_recall',
  alsoPaths: ['/messages/recall'],
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G2',
  summary:
    'Recall a message. A refusal is an error, but with force an unknown message counts as recalled. A body {msgs: […]}, as sent by the Java SDK, works like messages.recallMany',
  source: 'seed 003 "服务端消息撤回"; rest-messages-users.md §7 R1, §7.1, §17',
  body: Type.Union([Recall, Recalls]),
  bodyFault: 'request.body_invalid',
  reply: Type.Union([Recalled, Type.Array(Recalled)]),
  envelope: { path: '/messages/msg_recall' },
  errors: recallErrors,
  rate,
})

export const recallMany = operation({
  id: 'messages.recallMany',
  method: 'POST',
  path: '/messages/batch_recall',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G3',
  summary:
    'Recall up to 30 messages; results are in the order of the request, with refusals as text in `recalled`',
  source: 'rest-messages-users.md §7 R2, §7.1',
  body: Recalls,
  bodyFault: 'request.body_invalid',
  reply: Type.Array(Recalled),
  envelope: { path: '/messages/batch_recall' },
  errors: recallErrors,
  rate,
})

export const edit = operation({
  ...appOnly,
  id: 'messages.edit',
  method: 'PUT',
  path: '/messages/rewrite/:message',
  generation: 'G3',
  summary:
    'Edit a sent message, up to 10 times: text and custom messages entirely, others only in their attributes, commands not at all',
  source: 'rest-messages-users.md §7 R3, §7.1',
  body: Type.Object({
    user: Type.Optional(Type.String()),
    new_msg: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), faults({ else: 'edit.new_msg_missing' })),
    ),
    new_ext: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    is_combine_ext: Type.Optional(Type.Boolean()),
  }),
  bodyFault: 'request.body_invalid',
  reply: Type.Literal('success'),
  further: Type.Object({ path: Type.String() }),
  errors: [
    'edit.id_illegal',
    'edit.new_msg_missing',
    'edit.unsupported',
    'edit.limit',
    'edit.disabled',
    'edit.unknown',
    'edit.concurrent',
    'send.field_missing',
    'send.field_illegal',
    'send.too_large',
    'request.body_invalid',
  ],
  rate,
})

/** A message from another system (rest-messages-users.md §7 R4, R5). */
const pastMessage = {
  from: required('import.from_missing'),
  target: required('import.target_missing'),
  type: required('import.type_missing'),
  body: Type.Record(Type.String(), Type.Unknown(), faults({ required: 'import.body_missing' })),
  ext: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  is_ack_read: Type.Optional(Type.Boolean()),
  msg_timestamp: Type.Optional(Type.Number()),
  need_download: Type.Optional(Type.Boolean()),
}

const importErrors = [
  'import.from_missing',
  'import.target_missing',
  'import.type_missing',
  'import.body_missing',
  'import.time_illegal',
  'import.download_failed',
  'send.type_illegal',
  'send.field_missing',
  'send.field_illegal',
  'send.too_large',
  'file.too_large',
  'request.body_invalid',
] as const

const imported = {
  method: 'POST',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G2',
  bodyFault: 'request.body_invalid',
  reply: Type.Object({ msg_id: Type.String() }),
  rate,
} as const

export const importToUser = operation({
  ...imported,
  id: 'messages.importToUser',
  path: '/messages/users/import',
  summary:
    'Import a message of another system into the history of two users, without notice; the same message gets the same id again',
  source: 'seed 003 "导入单聊消息"; rest-messages-users.md §7 R4',
  envelope: { path: '/messages/users/import', entities: true },
  body: Type.Object(pastMessage, {
    examples: [
      { from: 'alice', target: 'bob', type: 'txt', body: { msg: 'hello' }, msg_timestamp: 1656906628428 },
    ],
  }),
  errors: importErrors,
})

export const importToGroup = operation({
  ...imported,
  id: 'messages.importToGroup',
  path: '/messages/chatgroups/import',
  summary:
    'Import a message of another system into the history of a group; it must be younger than the group',
  source: 'seed 003 "导入群聊消息"; rest-messages-users.md §7 R5, §16 row 41',
  envelope: { path: '/messages/chatgroups/import', entities: true },
  body: Type.Object(pastMessage),
  errors: [...importErrors, 'channel.unknown'],
})

export const groupReaders = operation({
  id: 'messages.groupReaders',
  method: 'GET',
  path: '/chatgroups/:group/acks/:message',
  auth: 'user',
  generation: 'client',
  summary:
    'Users who have read a group message that requests receipts: with `_v`, which web SDKs before 5 send, their names',
  source: 'sdk-rest-calls.md G44; sdk5.md §10',
  query: Type.Object({
    limit: Type.Optional(Type.String()),
    key: Type.Optional(Type.String()),
    _v: Type.Optional(Type.String()),
  }),
  reply: Type.Object({
    ackmid: Type.String(),
    is_last: Type.Boolean(),
    next_key: Type.String(),
    timestamp: Type.Number(),
    total: Type.Number(),
    userlist: Type.Union([
      Type.Array(Type.String()),
      Type.Array(Type.Object({ username: Type.String(), timestamp: Type.Number() })),
    ]),
  }),
  errors: ['channel.unknown', 'forbidden'],
  rate,
})

export const groupReaderCounts = operation({
  id: 'messages.groupReaderCounts',
  method: 'POST',
  path: '/chatgroups/:group/acks/batch',
  auth: 'user',
  generation: 'client',
  summary: 'How many have read each of up to 50 group messages; 0 for those that do not request receipts',
  source: 'sdk5.md §10',
  body: Type.Object({
    messageIds: Type.Array(Type.String(), { maxItems: 50 }),
  }),
  reply: Type.Array(Type.Object({ ackmid: Type.String(), total: Type.Number() })),
  errors: ['channel.unknown', 'forbidden'],
  rate,
})
