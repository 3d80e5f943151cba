import { Type } from 'typebox'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

/** A message as returned by the query of 2014: the record of the export in the form of an entity. */
const ChatMessage = Type.Object(
  {
    uuid: Type.String(),
    type: Type.Literal('chatmessage'),
    created: Type.Number(),
    modified: Type.Number(),
    msg_id: Type.String(),
    timestamp: Type.Number(),
    direction: Type.Literal('outgoing'),
    from: Type.String(),
    to: Type.String(),
    chat_type: Type.String(),
    payload: Type.Object({
      bodies: Type.Array(Type.Unknown()),
      ext: Type.Record(Type.String(), Type.Unknown()),
      from: Type.String(),
      to: Type.String(),
    }),
  },
  { title: 'StoredMessage' },
)

export const roamHistory = operation({
  id: 'history.roam',
  method: 'POST',
  path: '/users/:username/messageroaming',
  auth: 'self',
  generation: 'client',
  summary:
    'A page of the messages in a conversation, as base64 MSYNC metas; selects by cursor, direction (newest first unless is_positive), types, times and, in groups and rooms, sender',
  source: 'sdk-rest-calls.md V11, V12; msync.md §13',
  body: Type.Object(
    {
      queue: Type.String({
        description: '`{user}@easemob.com`, or `{group or room}@conference.easemob.com`',
      }),
      start: Type.Optional(
        Type.Union([Type.String(), Type.Number(), Type.Null()], {
          alsoAccepts: 'a number',
          description: 'Id of the message to continue after, from `next_key`; -1 or absent: from the end',
        }),
      ),
      pull_number: Type.Optional(
        Type.Union([Type.Integer(), Type.Null()], { description: '1..50, default 20' }),
      ),
      is_positive: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
      msgType: Type.Optional(
        Type.Union([Type.String(), Type.Null()], { description: 'For example `txt,img`' }),
      ),
      startTime: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
      endTime: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
      userId: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'The sender' })),
      userIds: Type.Optional(
        Type.Union([Type.Array(Type.String(), { maxItems: 100 }), Type.Null()], {
          description: 'Up to 100 senders; counts instead of `userId`',
        }),
      ),
      end: Type.Optional(Type.Unknown()),
    },
    { examples: [{ queue: 'bob@easemob.com', start: '-1', pull_number: 20, is_positive: false, end: -1 }] },
  ),
  bodyFault: 'conversation.body_unreadable',
  reply: Type.Object({
    msgs: Type.Array(Type.Object({ msg: Type.String({ description: 'base64 of a Meta' }) })),
    next_key: Type.String(),
    is_last: Type.Boolean(),
  }),
  errors: [
    'conversation.body_unreadable',
    'history.queue_illegal',
    'history.not_member',
    'channel.not_found',
    'user.unknown',
  ],
  envelope: { action: 'get message roaming' },
  rate,
})

/** Replies to history deletions have neither envelope nor data (rest-messages-users.md §1.2). */
const deletion = {
  auth: 'self',
  tokenWording: 'expired',
  generation: 'G3',
  replyIn: 'bare',
  reply: Type.Object({ requestStatusCode: Type.Literal('ok'), timestamp: Type.Number() }),
  rate,
} as const

/** The conversation whose history is deleted, and whether the devices of the user are notified. */
const Target = {
  userId: Type.Optional(Type.String({ description: 'For kind chat: the other user' })),
  groupId: Type.Optional(Type.String({ description: 'For kind group: the group or room' })),
  isNotify: Type.Optional(Type.String({ description: '`false`: the devices of the user are not notified' })),
}

export const deleteHistoryMessages = operation({
  ...deletion,
  id: 'history.deleteMessages',
  method: 'DELETE',
  path: '/rest/message/roaming/:kind/user/:username',
  alsoPaths: ['/sdk/message/roaming/:kind/user/:username'],
  summary: 'Hide messages from the history of one side; kind is chat, or group (groups and rooms)',
  source: 'rest-messages-users.md R8, R9; sdk-rest-calls.md V13',
  query: Type.Object({
    ...Target,
    msgIdList: Type.Optional(Type.String({ description: 'At most 50 ids, separated by commas' })),
  }),
  errors: ['history.target_missing', 'history.ids_illegal', 'history.ids_too_many', 'user.unknown'],
})

export const deleteHistoryUntil = operation({
  ...deletion,
  id: 'history.deleteUntil',
  method: 'DELETE',
  alsoMethods: ['POST'],
  path: '/rest/message/roaming/:kind/user/:username/time',
  alsoPaths: ['/sdk/message/roaming/:kind/user/:username/time'],
  summary: 'Hide everything up to a time from the history of one side',
  source: 'rest-messages-users.md R11, R12, §17; sdk-rest-calls.md V14',
  query: Type.Object({
    ...Target,
    delTime: Type.Optional(Type.String({ description: 'ms since 1970, inclusive' })),
  }),
  errors: ['history.target_missing', 'history.deltime_illegal', 'user.unknown'],
})

export const deleteAllHistory = operation({
  ...deletion,
  id: 'history.deleteAll',
  method: 'POST',
  path: '/rest/message/roaming/user/:username/delete/all',
  alsoPaths: ['/sdk/message/roaming/user/:username/delete/all'],
  summary: 'Empty the history and the conversation list of one user',
  source: 'rest-messages-users.md R10; sdk-rest-calls.md V15',
  errors: ['user.unknown'],
})

export const historyFile = operation({
  id: 'history.file',
  method: 'GET',
  path: '/chatmessages/:time',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G2',
  summary:
    'Link, valid for 30 minutes, to a gzip file with all messages of an hour (yyyyMMddHH), one JSON record per line',
  source: 'seed 003 "获取历史消息文件"; rest-messages-users.md §9',
  reply: Type.Array(Type.Object({ url: Type.String() })),
  errors: ['history.time_illegal', 'history.expired', 'history.none', 'file.store_unavailable'],
  rate: { calls: 10, seconds: 60 },
})

export const downloadHistory = operation({
  id: 'history.download',
  method: 'GET',
  path: '/chatmessages/files/:file',
  // The link itself proves authorisation.
  auth: 'public',
  generation: 'ringpost',
  summary: 'The file to which a link of history.file leads',
  source: 'seed 003 "获取历史消息文件"; rest-messages-users.md §9 "url", "File"',
  streams: 'out',
  query: Type.Object({
    Expires: Type.Optional(Type.String()),
    OSSAccessKeyId: Type.Optional(Type.String()),
    Signature: Type.Optional(Type.String()),
  }),
  errors: ['history.link_illegal', 'history.link_expired', 'history.none', 'file.store_unavailable'],
})

const byQuery = {
  path: '/chatmessages',
  auth: 'app',
  tokenWording: 'expired',
  reply: Type.Array(ChatMessage),
  replyIn: 'entities',
  envelope: { uri: 'base', params: 'echo' },
  errors: ['query.illegal'],
  rate: { calls: 10, seconds: 60 },
} as const

export const queryHistory = operation({
  ...byQuery,
  id: 'history.query',
  method: 'GET',
  generation: 'G1',
  summary:
    "Messages of the app (2014 form): ql like `select * where timestamp>N and from='alice' and to='bob' order by timestamp desc` over timestamp, from, to and chat_type; limit up to 1000; continue while there is a cursor, even after an empty page",
  source: 'rest-messages-users.md §9 "2014 form"; client-quirks.md §5; docs/decisions/0024-query-language.md',
  query: Type.Object({
    ql: Type.Optional(Type.String()),
    limit: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String()),
  }),
})

export const purgeHistory = operation({
  ...byQuery,
  id: 'history.purge',
  method: 'DELETE',
  generation: 'G1',
  summary:
    'Empty messages permanently, for everybody and without notice: those on one page of history.query, for which ql is required here; replies with the former messages, and a cursor while more may match',
  source:
    'rest-messages-users.md §9 "2014 form", in the form of §3 U7; docs/decisions/0024-query-language.md',
  errors: ['query.illegal', 'query.missing', 'request.limit_illegal'],
  query: Type.Object({
    ql: Type.String(),
    limit: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String()),
  }),
})
