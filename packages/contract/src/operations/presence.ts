import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

/** Presence calls answer a bare `result` (rest-groups-rooms.md §0.1). */
const presence = {
  auth: 'self',
  generation: 'G2',
  replyIn: 'bare',
  rate: { calls: 50, seconds: 1 },
} as const

const Done = Type.Object({ result: Type.Literal('ok') })
const Expiry = Type.Number({
  description: 'When the subscription ends, in seconds since 1970; 0 = not subscribed',
})
const State = Type.Object(
  {
    uid: Type.String(),
    last_time: Type.Number({ description: 'Last change, in seconds since 1970' }),
    expiry: Expiry,
    ext: Type.String(),
    status: Type.Record(Type.String(), Type.String(), {
      description: 'By device: `0` offline, `1` online, other digits as published',
    }),
  },
  { title: 'Presence' },
)
const names = (maxItems: number, tooMany: 'presence.subscribes_too_many' | 'presence.gets_too_many') =>
  Type.Object(
    {
      usernames: Type.Array(Type.String(), {
        minItems: 1,
        maxItems,
        ...faults({ maxItems: tooMany, else: 'presence.names_empty' }),
      }),
    },
    { examples: [{ usernames: ['bob'] }] },
  )

export const publishPresence = operation({
  ...presence,
  id: 'presence.publish',
  method: 'POST',
  path: '/users/:username/presence/:resource/:status',
  summary: 'Set the presence of a device; an empty resource means the calling one (presence//1)',
  source: 'rest-groups-rooms.md N1; sdk-rest-calls.md P1; client-quirks.md Q27',
  body: Type.Object(
    {
      ext: Type.String({
        description: 'At most 1,024 bytes, for all devices',
        ...faults({ else: 'presence.ext_missing' }),
      }),
    },
    { examples: [{ ext: 'busy' }] },
  ),
  reply: Done,
  errors: ['presence.closed', 'presence.ext_too_big', 'presence.parameter_illegal', 'user.unknown'],
})

export const subscribePresence = operation({
  ...presence,
  id: 'presence.subscribe',
  method: 'POST',
  path: '/users/:username/presence/:expiry',
  summary: 'Subscribe to the presence of up to 100 users for some seconds, at most 30 days',
  source: 'rest-groups-rooms.md N2; sdk-rest-calls.md P2',
  body: names(100, 'presence.subscribes_too_many'),
  reply: Type.Object({ result: Type.Array(State) }),
  errors: ['presence.closed', 'presence.parameter_illegal', 'presence.subscribes_self'],
})

export const getPresence = operation({
  ...presence,
  id: 'presence.get',
  method: 'POST',
  path: '/users/:username/presence',
  summary: 'Presence of up to 100 users',
  source: 'rest-groups-rooms.md N3; sdk-rest-calls.md P3',
  body: names(100, 'presence.gets_too_many'),
  reply: Type.Object({ result: Type.Array(State) }),
  errors: ['presence.closed'],
})

export const unsubscribePresence = operation({
  ...presence,
  id: 'presence.unsubscribe',
  method: 'DELETE',
  path: '/users/:username/presence',
  summary: 'Unsubscribe from the presence of up to 100 users (the body is an array of names)',
  source: 'rest-groups-rooms.md N4, §12 row 15; sdk-rest-calls.md P4',
  body: Type.Union([Type.Array(Type.String()), Type.Object({ users: Type.Array(Type.String()) })], {
    examples: [['bob']],
  }),
  bodyFault: 'presence.names_missing',
  reply: Done,
  errors: ['presence.closed', 'presence.unsubscribes_too_many'],
})

export const presenceSubscriptions = operation({
  ...presence,
  id: 'presence.subscriptions',
  method: 'GET',
  path: '/users/:username/presence/sublist',
  summary: 'Users to whose presence a user is subscribed',
  source: 'rest-groups-rooms.md N5; sdk-rest-calls.md P5',
  query: Type.Object({
    pageNum: Type.Optional(Type.String({ description: 'From 1' })),
    pageSize: Type.Optional(Type.String({ description: '1 to 500; 1 if absent' })),
  }),
  reply: Type.Object({
    result: Type.Object({
      totalnum: Type.Number(),
      sublist: Type.Array(Type.Object({ uid: Type.String(), expiry: Expiry })),
    }),
  }),
  errors: ['presence.closed'],
})

export const groupOnlineCount = operation({
  ...presence,
  auth: 'app',
  generation: 'G3',
  id: 'presence.groupOnline',
  method: 'GET',
  path: '/presence/online/:group/type/:type',
  summary: 'Number of members of a group (type 1) who are online',
  source: 'rest-groups-rooms.md N6',
  reply: Type.Object({ result: Type.Number() }),
  errors: [
    'presence.count_closed',
    'presence.group_missing',
    'presence.type_missing',
    'presence.type_illegal',
    'channel.unknown',
  ],
  rate: { calls: 100, seconds: 1 },
})
