import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const parameter = faults({ else: 'search.parameter_illegal', required: 'search.parameter_illegal' })
const optional = <T extends Parameters<typeof Type.Optional>[0]>(type: T) => Type.Optional(type)
const text = (description: string) => optional(Type.String({ description, ...parameter }))
const whole = (minimum: number, maximum: number, description: string) =>
  optional(Type.Integer({ minimum, maximum, description, ...parameter }))
const choice = <const Names extends string>(names: readonly Names[], description: string) =>
  optional(Type.Enum(names as unknown as Names[], { description, ...parameter }))
const time = (description: string) => optional(Type.Integer({ minimum: 0, description, ...parameter }))
const ids = (description: string) =>
  optional(Type.Array(Type.String({ minLength: 1 }), { description, ...parameter }))

/** Kinds of content, and of conversations, that a search can be limited to. */
const Search = Type.Object(
  {
    keyword: text('1 to 120 characters'),
    keywords: optional(
      Type.Array(Type.String(), {
        description: 'Instead of `keyword`: up to 5, 120 characters together',
        ...parameter,
      }),
    ),
    keywordMatch: choice(['any', 'all'], 'How many of the keywords must match; default `any`'),
    searchMode: choice(
      ['default', 'exact', 'phrase', 'fuzzy'],
      '`default`: any word of a keyword; `phrase`: its words in order, next to each other; `exact`: as written; `fuzzy`: with a misspelling',
    ),
    searchExt: choice(['none', 'with', 'only'], 'Whether to look at `ext`; default `none`'),
    conversationType: text('`chat`, `groupchat`, `chatroom`, separated by commas'),
    participantPairs: optional(
      Type.Array(
        Type.Object({ userId1: Type.String({ minLength: 1 }), userId2: Type.String({ minLength: 1 }) }),
        {
          description:
            'Conversations of the user with one other; without pairs and ids, those with all others',
          ...parameter,
        },
      ),
    ),
    groupIds: ids('Groups; others than the groups of the user are ignored'),
    chatroomIds: ids('Chat rooms that the user is in; at most 20 pairs, groups and rooms together'),
    contentType: text(
      '`text`, `image`, `video`, `file`, `location`, `custom`, `combine`, separated by commas',
    ),
    startTime: time('ms since 1970, with `endTime`, at most 90 days apart'),
    endTime: time('ms since 1970'),
    sort: choice(['relevance:desc', 'sentTime:desc', 'sentTime:asc'], 'Default `relevance:desc`'),
    page: whole(1, 10_000, 'From 1; page × size is at most 10000'),
    size: whole(1, 100, 'Default 20'),
    highlightEnable: optional(Type.Boolean(parameter)),
    highlightFragmentSize: whole(1, 10_000, 'Characters of a fragment; default 150'),
    highlightNumberOfFragments: whole(0, 100, 'Default 3; 0: the whole field'),
    highlightPreTags: optional(
      Type.Unsafe<string | string[]>({ description: '1 to 32 characters; default `<em>`' }),
    ),
    highlightPostTags: optional(
      Type.Unsafe<string | string[]>({ description: '1 to 32 characters; default `</em>`' }),
    ),
  },
  parameter,
)

export const search = operation({
  id: 'messages.search',
  method: 'POST',
  path: '/users/:username/messages/search/get',
  auth: 'self',
  tokenWording: 'expired',
  generation: 'G3',
  summary: 'Find messages by text in the conversations of a user',
  source: 'rest-messages-users.md §7 R13, §7.2; search-streams-translation.md §1',
  headerQuery: ['X-Request-Id'],
  body: Type.Object({ data: Search }),
  bodyFault: 'search.parameter_illegal',
  reply: Type.Object({
    data: Type.Object({
      list: Type.Array(
        Type.Object({
          messageId: Type.String({ description: 'Documented as a number, in which JavaScript loses digits' }),
          appKey: Type.String(),
          conversationType: Type.String(),
          contentType: Type.String(),
          sentTime: Type.Number(),
          senderId: Type.String(),
          receiverId: Type.String(),
          content: Type.Record(Type.String(), Type.Unknown()),
          ext: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
          translations: Type.Optional(Type.Array(Type.Object({ code: Type.String(), text: Type.String() }))),
          highlight: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
          relevanceScore: Type.Optional(Type.Number()),
        }),
      ),
      pagination: Type.Object({
        totalPages: Type.Number(),
        page: Type.Number(),
        count: Type.Number({ description: 'Messages on this page' }),
        isFinished: Type.Number(),
      }),
    }),
    meta: Type.Object({ timestamp: Type.Number(), requestId: Type.String() }),
  }),
  replyIn: 'bare',
  numbers: { 401: 4010101, 429: 4290501, 500: 5000701, 503: 5020801 },
  errors: ['search.parameter_illegal', 'search.too_complex', 'search.not_active', 'user.unknown'],
  rate: { calls: 100, seconds: 1 },
})
