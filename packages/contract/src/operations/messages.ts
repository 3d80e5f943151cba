import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const Ids = Type.Record(Type.String(), Type.String())

/** Fields all 2022+ send calls share; `to` differs in its limit (rest-messages-users.md §5.2, M4-M8). */
const sendFields = {
  from: Type.Optional(Type.String({ minLength: 1, ...faults({ else: 'send.from_empty' }) })),
  type: Type.String({ minLength: 1, ...faults({ required: 'send.type_empty', else: 'send.type_empty' }) }),
  body: Type.Record(Type.String(), Type.Unknown(), {
    ...faults({ required: 'send.body_empty', else: 'send.body_empty' }),
  }),
  ext: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { ...faults({ else: 'send.ext_illegal' }) })),
  sync_device: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
  routetype: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  roam_ignore_users: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
}

/** Receivers; a bare string is taken as one (§16 row 22). */
const receivers = (limit: number) =>
  Type.Union(
    [
      Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: limit }),
      Type.String({ minLength: 1 }),
    ],
    {
      limit,
      ...faults({ required: 'send.to_empty', maxItems: 'send.to_too_many', else: 'send.to_empty' }),
    },
  )

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
  body: Type.Object({ ...sendFields, to: receivers(600) }),
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
    'Send to users, groups or rooms (2014 form); data maps each target to "success", with ?useMsgId=true to its id',
  source: 'seeds 000, 001 "发送消息"; rest-messages-users.md §5 M3',
  query: Type.Object({ useMsgId: Type.Optional(Type.String()) }),
  body: Type.Object({
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
    sync_device: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
    routetype: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
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
  ],
  rate: { calls: 100, seconds: 1 },
})

export const sendToUser = operation({
  id: 'messages.sendToUser',
  method: 'POST',
  path: '/users/:username/messages',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G0',
  summary: 'Send to one user (2013 form); data is a list with one result_code',
  source: 'seed 002 "给某个用户发送消息"; rest-messages-users.md §5 M1',
  body: Type.Object({
    msg: Type.Record(Type.String(), Type.Unknown(), {
      ...faults({ required: 'send.msg_missing', else: 'send.msg_missing' }),
    }),
    from: Type.Optional(Type.String({ minLength: 1, ...faults({ else: 'send.from_empty_g1' }) })),
    ext: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { ...faults({ else: 'send.ext_illegal_g1' }) }),
    ),
  }),
  bodyFault: 'request.body_invalid',
  reply: Type.Array(
    Type.Object({ result_code: Type.Number(), result_content: Type.Object({ result: Type.String() }) }),
  ),
  envelope: { uri: 'base', entities: true, params: 'empty' },
  errors: [
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
    'user.unknown',
  ],
  rate: { calls: 100, seconds: 1 },
})
