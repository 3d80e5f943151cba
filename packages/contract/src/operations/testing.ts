import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

/** Errors of every operation of the emulator: who may not call it. */
const access = ['testing.off', 'testing.foreign', 'testing.token_wrong'] as const

const common = {
  scope: 'root',
  auth: 'tester',
  generation: 'ringpost',
  source: 'Ringpost; docs/decisions/0052-emulator.md',
  replyIn: 'bare',
} as const

const OF_APP = '/ringpost/test/apps/:org/:app'

const wrong = faults({ required: 'testing.field_illegal', else: 'testing.field_illegal' })
const unusable = faults({ required: 'testing.seed_illegal', else: 'testing.seed_illegal' })
const text = (description: string) => Type.String({ description, minLength: 1, maxLength: 1024, ...wrong })
const part = (description: string) => Type.String({ description, minLength: 1, maxLength: 1024, ...unusable })
const parts = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 1024, ...unusable }), {
    description,
    maxItems: 10_000,
    ...unusable,
  })

const ofSeeds = {
  users: Type.Optional(
    Type.Array(
      Type.Union([
        Type.String({ description: 'Name' }),
        Type.Object({
          username: Type.String(),
          password: Type.Optional(Type.String({ description: 'The name if absent' })),
          nickname: Type.Optional(Type.String()),
        }),
      ]),
      { description: 'Users to register; those who exist stay as they are', maxItems: 10_000, ...unusable },
    ),
  ),
  contacts: Type.Optional(
    Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 }), {
      description: 'Pairs of users who become contacts',
      maxItems: 10_000,
      ...unusable,
    }),
  ),
  groups: Type.Optional(
    Type.Array(
      Type.Object({
        name: part('Name; a group that exists with this name and owner stays as it is, its id is answered'),
        owner: part('User'),
        members: Type.Optional(parts('Users besides the owner')),
        public: Type.Optional(Type.Boolean()),
        id: Type.Optional(part('Of letters and digits, chosen')),
      }),
      { maxItems: 1000, ...unusable },
    ),
  ),
  rooms: Type.Optional(
    Type.Array(
      Type.Object({
        name: part('Name; a room that exists with this name and owner stays as it is, its id is answered'),
        owner: part('User'),
        members: Type.Optional(parts('Users besides the owner')),
        id: Type.Optional(part('Of letters and digits, chosen')),
      }),
      { maxItems: 1000, ...unusable },
    ),
  ),
  messages: Type.Optional(
    Type.Array(
      Type.Object({
        from: part('User'),
        to: part('User; or name or id of a group or room of the seed'),
        text: Type.Optional(Type.String({ description: 'A text message; else give `type` and `body`' })),
        type: Type.Optional(part('As in the call that sends messages')),
        body: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
        ext: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      }),
      { description: 'Messages to send, in order', maxItems: 10_000, ...unusable },
    ),
  ),
}

const seeded = Type.Object({
  users: Type.Array(Type.String(), { description: 'Names of the users of the seed' }),
  groups: Type.Record(Type.String(), Type.String(), { description: 'Ids of groups by name' }),
  rooms: Type.Record(Type.String(), Type.String(), { description: 'Ids of rooms by name' }),
  messages: Type.Array(Type.String(), { description: 'Ids of messages, in the order of the seed' }),
})

const message = Type.Object({
  id: Type.String(),
  from: Type.String(),
  to: Type.String({ description: 'User, or id of the group or room' }),
  chatType: Type.Enum(['chat', 'groupchat', 'chatroom']),
  type: Type.String({
    description: '`txt`, `img`, `cmd`, `custom` and so on; empty if the body cannot be read',
  }),
  text: Type.Optional(Type.String({ description: 'Of text messages' })),
  body: Type.Record(Type.String(), Type.Unknown(), { description: 'As in history exports' }),
  ext: Type.Record(Type.String(), Type.Unknown()),
  timestamp: Type.Number({ description: 'ms since 1970' }),
})

export const testHealth = operation({
  ...common,
  id: 'testing.health',
  method: 'GET',
  path: '/ringpost/test/health',
  summary: 'Whether the emulator may be called: answers once everything else can be',
  reply: Type.Object({ status: Type.Literal('ok'), version: Type.String() }),
  errors: access,
})

export const createTestApp = operation({
  ...common,
  id: 'testing.createApp',
  method: 'POST',
  path: '/ringpost/test/apps',
  summary: 'Create an app for one test, with a random key and credentials',
  body: Type.Object(
    {
      ...ofSeeds,
      settings: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: 'Settings of apps, by name (docs/reference/configuration.md)',
          ...wrong,
        }),
      ),
    },
    { examples: [{ users: ['alice', 'bob'] }] },
  ),
  reply: Type.Object({
    appKey: Type.String({ description: '`org#app`' }),
    org: Type.String(),
    app: Type.String(),
    clientId: Type.String(),
    clientSecret: Type.String(),
    appToken: Type.String({ description: 'Opens the REST API' }),
    seeded,
  }),
  errors: [...access, 'testing.setting_illegal', 'testing.seed_illegal', 'testing.apps_full'],
  maxBodyBytes: 16 * 1024 * 1024,
})

export const deleteTestApp = operation({
  ...common,
  id: 'testing.deleteApp',
  method: 'DELETE',
  path: OF_APP,
  summary: 'Delete an app with all its data; its sessions end',
  reply: Type.Object({}),
  errors: access,
})

export const seedApp = operation({
  ...common,
  id: 'testing.seed',
  method: 'POST',
  path: `${OF_APP}/seed`,
  summary:
    'Put users, contacts, groups, rooms and messages into an app; can be repeated, except for messages',
  body: Type.Object(ofSeeds, { examples: [{ users: ['alice', { username: 'bob', password: 'secret' }] }] }),
  reply: seeded,
  errors: [...access, 'testing.seed_illegal'],
  maxBodyBytes: 16 * 1024 * 1024,
})

export const resetApp = operation({
  ...common,
  id: 'testing.reset',
  method: 'POST',
  path: `${OF_APP}/reset`,
  summary:
    'Empty an app: users, messages, files and everything else go, its sessions end. Key, credentials, app tokens and settings stay',
  reply: Type.Object({}),
  errors: [...access, 'testing.was_reset'],
})

export const issueTestToken = operation({
  ...common,
  id: 'testing.token',
  method: 'POST',
  path: `${OF_APP}/tokens`,
  summary: 'A token of a user, who is registered if need be; of the app, if no user is named',
  body: Type.Object({
    username: Type.Optional(text('User')),
    ttl: Type.Optional(
      Type.Number({ description: 'Seconds; as the app sets it if absent', minimum: 0, ...wrong }),
    ),
  }),
  reply: Type.Object({ token: Type.String(), expiresAt: Type.Number({ description: 'ms since 1970' }) }),
  errors: [...access, 'testing.field_illegal', 'grant.ttl_illegal'],
})

export const testMessages = operation({
  ...common,
  id: 'testing.messages',
  method: 'GET',
  path: `${OF_APP}/messages`,
  summary: 'The latest 1000 messages of an app, whoever sent them, the oldest first',
  reply: Type.Object({ messages: Type.Array(message) }),
  errors: access,
})

export const awaitMessage = operation({
  ...common,
  id: 'testing.wait',
  method: 'POST',
  path: `${OF_APP}/messages/wait`,
  summary:
    'The first message that fits and no earlier wait has answered: from the past if there is one, else the call waits',
  body: Type.Object({
    from: Type.Optional(text('User')),
    to: Type.Optional(text('User, or id of a group or room')),
    type: Type.Optional(text('Type of the body')),
    text: Type.Optional(text('The whole text')),
    where: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Fields that the message has, to any depth: `{"ext": {"order": 7}}`',
        ...wrong,
      }),
    ),
    timeout: Type.Optional(
      Type.Integer({ description: 'ms, 5000 if absent', minimum: 0, maximum: 600_000, ...wrong }),
    ),
    since: Type.Optional(
      Type.Number({
        description: 'ms since 1970: messages from then on fit, even if an earlier wait has answered them',
        ...wrong,
      }),
    ),
  }),
  reply: message,
  errors: [...access, 'testing.field_illegal', 'testing.nothing_fitting', 'testing.was_reset'],
})

export const testTraffic = operation({
  ...common,
  id: 'testing.traffic',
  method: 'GET',
  path: `${OF_APP}/traffic`,
  summary:
    'The latest 500 requests, frames of the socket and calls of webhooks each, decoded and without secrets, the oldest first',
  reply: Type.Object({
    requests: Type.Array(
      Type.Object({
        time: Type.Number({ description: 'ms since 1970' }),
        operation: Type.String({ description: 'Id in the contract' }),
        method: Type.String(),
        path: Type.String({ description: 'Below the app' }),
        query: Type.Unknown(),
        headers: Type.Unknown(),
        body: Type.Optional(Type.Unknown()),
        status: Type.Optional(Type.Number({ description: 'Absent while, or if, there is no answer' })),
        answer: Type.Optional(Type.Unknown()),
        ms: Type.Optional(Type.Number({ description: 'That it took' })),
        fault: Type.Optional(Type.String({ description: 'Id of the fault that it met' })),
      }),
    ),
    frames: Type.Array(
      Type.Object({
        time: Type.Number({ description: 'ms since 1970' }),
        user: Type.String(),
        device: Type.String(),
        direction: Type.Enum(['up', 'down']),
        kind: Type.String({
          description:
            'Up: login, unread, send, pull, history, logout. Down: login, unread, ack, page, drained, history, notice, logout',
        }),
        content: Type.Optional(Type.Unknown()),
        fault: Type.Optional(Type.String()),
      }),
    ),
    webhooks: Type.Array(
      Type.Object({
        time: Type.Number({ description: 'ms since 1970' }),
        webhook: Type.String({ description: 'Name of the rule' }),
        url: Type.String(),
        body: Type.Unknown(),
        status: Type.Union([Type.Number(), Type.Null()]),
        fault: Type.Optional(Type.String()),
      }),
    ),
  }),
  errors: access,
})

export const clearTraffic = operation({
  ...common,
  id: 'testing.clearTraffic',
  method: 'DELETE',
  path: `${OF_APP}/traffic`,
  summary: 'Forget what was recorded',
  reply: Type.Object({}),
  errors: access,
})

const fault = faults({ else: 'testing.field_illegal' })
const yes = (description: string) => Type.Optional(Type.Literal(true, { description, ...fault }))

const faultFields = {
  route: Type.Optional(
    Type.String({
      description:
        'Strikes requests: id of an operation, or method and path below the app, where `*` stands for a segment',
      maxLength: 1024,
      ...fault,
    }),
  ),
  frame: Type.Optional(
    Type.String({
      description:
        'Strikes frames of the socket: their kind, as traffic names it; `message`: with a message of users',
      maxLength: 64,
      ...fault,
    }),
  ),
  login: yes('Strikes logins on the socket'),
  upload: yes('Strikes requests that upload a file'),
  webhook: yes('Strikes what is told to webhooks'),
  direction: Type.Optional(Type.Enum(['up', 'down'], { description: 'Of frames, if it matters', ...fault })),
  user: Type.Optional(
    Type.String({
      description: 'Only of this user: on the socket, or in the path',
      maxLength: 1024,
      ...fault,
    }),
  ),
  when: Type.Optional(
    Type.Enum(['before', 'after'], {
      description: 'Whether a request is refused, or carried out and its answer lost; `before` if absent',
      ...fault,
    }),
  ),
  status: Type.Optional(
    Type.Integer({
      description: 'Answers with the documented error of this status',
      minimum: 100,
      maximum: 599,
      ...fault,
    }),
  ),
  error: Type.Optional(
    Type.String({
      description: 'Answers with this documented error (docs/reference/errors.md)',
      maxLength: 64,
      ...fault,
    }),
  ),
  delay: Type.Optional(
    Type.Integer({ description: 'Comes so many ms later', minimum: 0, maximum: 600_000, ...fault }),
  ),
  drop: yes('Is lost'),
  disconnect: yes('The connection breaks'),
  duplicate: yes('Comes twice'),
  times: Type.Optional(
    Type.Integer({ description: 'How often; 1 if absent', minimum: 1, maximum: 1_000_000, ...fault }),
  ),
  probability: Type.Optional(
    Type.Number({ description: 'Of striking; needs `seed`', minimum: 0, maximum: 1, ...fault }),
  ),
  seed: Type.Optional(Type.Integer({ description: 'Makes the choice the same in each run', ...fault })),
}

const addedFault = Type.Object({
  ...faultFields,
  id: Type.String({ description: 'In the header `x-ringpost-fault` of what it answers, and in the traffic' }),
  times: Type.Number(),
  hits: Type.Number({ description: 'How often it has struck' }),
})

export const testFaults = operation({
  ...common,
  id: 'testing.faults',
  method: 'GET',
  path: `${OF_APP}/faults`,
  summary: 'The faults of an app, with those that are over',
  reply: Type.Object({ faults: Type.Array(addedFault) }),
  errors: access,
})

export const addFault = operation({
  ...common,
  id: 'testing.addFault',
  method: 'POST',
  path: `${OF_APP}/faults`,
  summary:
    'Let requests, frames, logins, uploads or webhooks of an app fail. Of several faults that fit, the first strikes',
  body: Type.Object(faultFields, { examples: [{ route: 'rtc.users', status: 429 }] }),
  reply: addedFault,
  errors: [...access, 'testing.field_illegal', 'testing.fault_illegal'],
})

export const clearFaults = operation({
  ...common,
  id: 'testing.clearFaults',
  method: 'DELETE',
  path: `${OF_APP}/faults`,
  summary: 'Remove all faults of an app',
  reply: Type.Object({}),
  errors: access,
})

export const removeFault = operation({
  ...common,
  id: 'testing.removeFault',
  method: 'DELETE',
  path: `${OF_APP}/faults/:fault`,
  summary: 'Remove a fault; the reply says how often it has struck',
  reply: addedFault,
  errors: [...access, 'testing.fault_unknown'],
})

const time = Type.Object({
  now: Type.Number({ description: 'ms since 1970' }),
  ahead: Type.Number({ description: 'ms by which it is ahead of the machine' }),
  frozen: Type.Boolean({ description: 'Whether it stands until it is moved' }),
})

export const testClock = operation({
  ...common,
  id: 'testing.clock',
  method: 'GET',
  path: '/ringpost/test/clock',
  summary: 'What time the server has; all its apps have the same',
  reply: time,
  errors: access,
})

export const setClock = operation({
  ...common,
  id: 'testing.setClock',
  method: 'PUT',
  path: '/ringpost/test/clock',
  summary:
    'Move the clock of the server to a time, stop it, or let it go on. What comes due on the way runs first, in order',
  body: Type.Object(
    {
      now: Type.Optional(Type.Number({ description: 'ms since 1970, not before what it is now', ...wrong })),
      frozen: Type.Optional(
        Type.Boolean({ description: 'Whether it stands from then on; as before if absent', ...wrong }),
      ),
    },
    { examples: [{ frozen: true }] },
  ),
  reply: time,
  errors: [...access, 'testing.field_illegal', 'testing.clock_illegal'],
})

export const advanceClock = operation({
  ...common,
  id: 'testing.advanceClock',
  method: 'POST',
  path: '/ringpost/test/clock/advance',
  summary:
    'Move the clock of the server forwards. What comes due on the way runs first, in order; the answer comes when it is over',
  body: Type.Object(
    { ms: Type.Number({ description: 'Milliseconds', ...wrong }) },
    { examples: [{ ms: 86_400_000 }] },
  ),
  reply: time,
  errors: [...access, 'testing.field_illegal', 'testing.clock_illegal'],
})
