import { type TSchema, Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }
/** Replies of the moderation service have an envelope of their own (rest-messages-users.md §1.2). */
const app = { auth: 'app', generation: 'G3', replyIn: 'bare', rate } as const

const reportFault = faults({ else: 'report.illegal' })
const said = {
  reportType: Type.Optional(
    Type.String({ description: 'In the words of the app; 512 bytes', ...reportFault }),
  ),
  reportReason: Type.Optional(Type.String({ description: '512 bytes', ...reportFault })),
}
const report = {
  method: 'POST',
  auth: 'self',
  generation: 'client',
  reply: Type.Object({ result: Type.Literal('ok') }),
  errors: ['report.message_unknown', 'report.illegal', 'report.too_many', 'user.unknown'],
  rate,
} as const

export const reportMessage = operation({
  ...report,
  id: 'moderation.report',
  path: '/user/:username/moderation/report/message/:message',
  summary: 'Report a message to the owner of the app',
  source: 'sdk-rest-calls.md X3; moderation.md §5',
  body: Type.Object(said),
})

export const reportMessageInBody = operation({
  ...report,
  id: 'moderation.reportInBody',
  path: '/user/:username/moderation/report/message',
  summary: 'Report a message that the body names; what it quotes of the message does not count',
  source: 'native.md §8.1',
  body: Type.Object({
    msg: Type.Object(
      { msgId: Type.Union([Type.String(), Type.Integer()], { alsoAccepts: 'a number', ...reportFault }) },
      faults({ required: 'report.illegal', else: 'report.illegal' }),
    ),
    ...said,
  }),
})

const Report = Type.Object(
  {
    id: Type.String(),
    msg_id: Type.String(),
    reporter: Type.String(),
    type: Type.String(),
    reason: Type.String(),
    reported: Type.Number({ description: 'ms since 1970' }),
    message: Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())], {
      description: 'As in history files; null once the message is recalled',
    }),
  },
  { title: 'Report' },
)

export const reports = operation({
  id: 'moderation.reports',
  method: 'GET',
  path: '/moderation/reports',
  auth: 'app',
  generation: 'ringpost',
  summary: 'Messages that users have reported, oldest report first',
  source: 'moderation.md §5: the vendor shows them in its console only',
  query: Type.Object({
    limit: Type.Optional(Type.String({ description: '1..100, default 10' })),
    cursor: Type.Optional(Type.String()),
  }),
  reply: Type.Array(Report),
  further: Type.Object({ cursor: Type.String({ description: 'Empty on the last page' }) }),
  errors: [],
  rate,
})

export const closeReport = operation({
  id: 'moderation.closeReport',
  method: 'DELETE',
  path: '/moderation/reports/:report',
  auth: 'app',
  generation: 'ringpost',
  summary: 'Remove a report that somebody has dealt with',
  source: 'moderation.md §5',
  reply: Type.Object({ result: Type.Literal('ok') }),
  errors: ['report.unknown'],
  rate,
})

const Check = Type.Object({
  type: Type.String({ description: '`PASS` or `REJECT`' }),
  riskType: Type.String(),
  riskLabel: Type.String({ description: '`NONE` or `BAN`' }),
  exchangeText: Type.String({ description: 'The text with every word replaced by `***`' }),
  sensitiveWords: Type.Array(Type.String()),
})

export const checkText = operation({
  ...app,
  id: 'moderation.checkText',
  method: 'POST',
  path: '/moderation/txt/check',
  summary: 'Check a text against all word lists of the app',
  source: 'rest-messages-users.md §12 K1; moderation.md §2',
  body: Type.Object({
    content: Type.String({
      minLength: 1,
      ...faults({ required: 'moderation.content_empty', else: 'moderation.content_empty' }),
    }),
  }),
  reply: Type.Object({
    code: Type.Literal(200),
    data: Check,
    meta: Type.Object({ timestamp: Type.Number(), requestId: Type.String() }),
  }),
  errors: ['moderation.content_empty', 'moderation.no_lists'],
})

const parameter = faults({ else: 'moderation.param_empty' })
const Word = Type.Object(
  {
    id: Type.String(),
    appId: Type.String(),
    word: Type.String(),
    userId: Type.String(),
    listId: Type.String(),
    status: Type.Boolean(),
    createDateTime: Type.Number(),
    updateDateTime: Type.Number(),
  },
  { title: 'Word' },
)
/** Fields of a list; the spelling of the times is the documents'. */
const listFields = <Time extends TSchema>(time: Time) => ({
  id: Type.String(),
  name: Type.String(),
  moderationId: Type.String(),
  appkey: Type.String(),
  category: Type.Literal('DEFAULT'),
  scope: Type.String(),
  tagId: Type.Union([Type.String(), Type.Null()]),
  fullMatch: Type.Boolean(),
  suggestion: Type.String(),
  disposition: Type.String(),
  quantity: Type.Number(),
  status: Type.Literal('ACTIVE'),
  createDataTime: time,
  updateDataTime: time,
})
const FoundList = Type.Object(listFields(Type.String({ description: 'ISO 8601' })), {
  title: 'FoundWordList',
})
const ListWithWords = Type.Object(
  { ...listFields(Type.Number()), textList: Type.Array(Word) },
  { title: 'WordList' },
)
const ok = { status: Type.Literal('OK') }
const page = {
  first: Type.Boolean(),
  last: Type.Boolean(),
  size: Type.Number(),
  number: Type.Number({ description: 'Of the page, from 0' }),
  numberOfElements: Type.Number(),
  totalPages: Type.Number(),
  totalElements: Type.Number(),
}
/** Samples send the numbers as texts. */
const PageNumber = Type.Optional(
  Type.Union([Type.Integer({ minimum: 0 }), Type.String()], {
    alsoAccepts: 'the number as text',
    ...parameter,
  }),
)
const pageRequest = { page: PageNumber, size: PageNumber }

const settings = {
  name: Type.String({
    minLength: 1,
    maxLength: 32,
    ...faults({ required: 'moderation.param_empty', else: 'moderation.param_empty' }),
  }),
  scope: Type.Union(
    ['ALL', 'CHAT', 'GROUP', 'ROOM'].map((scope) => Type.Literal(scope)),
    { description: '`ALL`, `CHAT`, `GROUP` or `ROOM`; tags (`TAG`) exist in the console only', ...parameter },
  ),
  disposition: Type.Union(
    ['PASS', 'REJECT', 'EXCHANGE'].map((disposition) => Type.Literal(disposition)),
    {
      description: '`PASS` lets texts pass, `REJECT` blocks them, `EXCHANGE` replaces the words',
      ...parameter,
    },
  ),
  fullMatch: Type.Optional(
    Type.Boolean({ description: 'Only a text that equals a word is a hit', ...parameter }),
  ),
  tagId: Type.Optional(Type.Union([Type.String(), Type.Null()], parameter)),
}
const userId = { userId: Type.Optional(Type.String({ maxLength: 128, ...parameter })) }
const WordText = (missing: 'moderation.word_missing' | 'moderation.data_empty') =>
  Type.String({
    minLength: 1,
    maxLength: 128,
    ...faults({ maxLength: 'moderation.word_too_long', required: missing, else: missing }),
  })
const words = (most: number, missing: 'moderation.param_empty' | 'moderation.data_empty') =>
  Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
    minItems: 1,
    maxItems: most,
    ...faults({
      required: missing,
      maxItems: 'moderation.words_too_many',
      maxLength: 'moderation.word_too_long',
      else: missing,
    }),
  })

export const createWordList = operation({
  ...app,
  id: 'moderation.createList',
  method: 'POST',
  path: '/moderation/text/list',
  summary: 'Create a word list',
  source: 'rest-messages-users.md §12 K2; moderation.md §1.2',
  body: Type.Object({ ...settings, ...userId, textContexts: words(200, 'moderation.param_empty') }),
  reply: Type.Object({ ...ok, entity: ListWithWords }),
  errors: [
    'moderation.param_empty',
    'moderation.lists_too_many',
    'moderation.words_too_many',
    'moderation.word_too_long',
    'moderation.list_exists',
  ],
})

export const updateWordList = operation({
  ...app,
  id: 'moderation.updateList',
  method: 'PUT',
  path: '/moderation/text/list/:list',
  summary: 'Change a word list',
  source: 'rest-messages-users.md §12 K3; moderation.md §1.2',
  body: Type.Object({ ...settings, ...userId }),
  reply: Type.Object({ ...ok, entity: ListWithWords }),
  errors: ['moderation.param_empty', 'moderation.list_unknown', 'moderation.list_exists'],
})

export const deleteWordList = operation({
  ...app,
  id: 'moderation.deleteList',
  method: 'DELETE',
  path: '/moderation/text/list/:list',
  summary: 'Delete a word list',
  source: 'rest-messages-users.md §12 K4; moderation.md §1.2',
  reply: Type.Object(ok),
  errors: ['moderation.list_unknown'],
})

export const findWordLists = operation({
  ...app,
  id: 'moderation.findLists',
  method: 'POST',
  path: '/moderation/text/list/search',
  summary: 'The word list of a name, or all of them',
  source: 'rest-messages-users.md §12 K5; moderation.md §1.2',
  body: Type.Object({
    name: Type.Optional(Type.String(parameter)),
    tagId: Type.Optional(Type.String(parameter)),
    ...pageRequest,
  }),
  reply: Type.Object({ ...ok, entities: Type.Array(FoundList), ...page }),
  errors: ['moderation.param_empty'],
})

export const addWords = operation({
  ...app,
  id: 'moderation.addWords',
  method: 'POST',
  path: '/moderation/text/list/:list/word/batch',
  summary: 'Add up to 100 words to a list; answers with these',
  source: 'rest-messages-users.md §12 K6; moderation.md §1.2',
  body: Type.Object({ ...userId, wordContents: words(100, 'moderation.data_empty') }),
  reply: Type.Object({ ...ok, entity: ListWithWords }),
  errors: [
    'moderation.data_empty',
    'moderation.words_too_many',
    'moderation.word_too_long',
    'moderation.list_unknown',
    'moderation.word_exists',
    'moderation.param_empty',
  ],
})

export const updateWord = operation({
  ...app,
  id: 'moderation.updateWord',
  method: 'PUT',
  path: '/moderation/text/list/:list/word',
  summary: 'Change a word of a list',
  source: 'rest-messages-users.md §12 K7; moderation.md §1.2',
  body: Type.Object({
    id: Type.String(faults({ required: 'moderation.word_missing', else: 'moderation.word_missing' })),
    word: WordText('moderation.word_missing'),
    ...userId,
  }),
  reply: Type.Object({ ...ok, entity: Word }),
  errors: [
    'moderation.word_missing',
    'moderation.word_too_long',
    'moderation.word_unknown',
    'moderation.word_exists',
    'moderation.words_too_many',
    'moderation.list_unknown',
    'moderation.param_empty',
  ],
})

export const findWords = operation({
  ...app,
  id: 'moderation.findWords',
  method: 'POST',
  path: '/moderation/text/list/:list/word',
  summary: 'Words of a list, or those that contain a text',
  source: 'rest-messages-users.md §12 K8; moderation.md §1.2',
  body: Type.Object({ word: Type.Optional(Type.String(parameter)), ...pageRequest }),
  reply: Type.Object({ ...ok, entities: Type.Array(Word), ...page }),
  errors: ['moderation.param_empty', 'moderation.list_unknown'],
})

export const deleteWord = operation({
  ...app,
  id: 'moderation.deleteWord',
  method: 'DELETE',
  path: '/moderation/text/list/:list/word',
  summary: 'Delete a word of a list',
  source: 'rest-messages-users.md §12 K9; moderation.md §1.2',
  query: Type.Object({ wordId: Type.Optional(Type.String()) }),
  reply: Type.Object({ ...ok, entity: Type.Literal(true) }),
  errors: ['moderation.data_empty', 'moderation.list_unknown'],
})

export const deleteWords = operation({
  ...app,
  id: 'moderation.deleteWords',
  method: 'DELETE',
  path: '/moderation/text/list/:list/word/batch',
  summary: 'Delete up to 100 words of a list',
  source: 'rest-messages-users.md §12 K10; moderation.md §1.2',
  body: Type.Object({
    wordIds: Type.Array(Type.String(), {
      minItems: 1,
      maxItems: 100,
      ...faults({ required: 'moderation.data_empty', else: 'moderation.data_empty' }),
    }),
  }),
  reply: Type.Object({ ...ok, entity: Type.Literal(0, { description: '0 = done' }) }),
  errors: ['moderation.data_empty', 'moderation.list_unknown'],
})

/** Absent or null: all of them. */
const wished = (values: readonly string[]) =>
  Type.Optional(Type.Union([...values.map((value) => Type.Literal(value)), Type.Null()], parameter))
const date = Type.Optional(
  Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description: 'ms since 1970, inclusive',
    ...parameter,
  }),
)

export const exportModeration = operation({
  ...app,
  id: 'moderation.export',
  method: 'POST',
  path: '/moderation/record/message/export',
  summary:
    'Make a file of the messages that word lists have hit; what the body does not name is not filtered',
  source: 'rest-messages-users.md §12 K11; moderation.md §6',
  body: Type.Object({
    dateFrom: date,
    dateTo: date,
    targetType: wished(['chat', 'groupchat', 'chatroom']),
    msgType: wished(['txt', 'img', 'video', 'audio']),
    moderationResult: wished(['PASS', 'REJECT', 'EXCHANGE', 'RECALL']),
    providerResult: wished(['PASS', 'REVIEWED', 'REJECT', 'UNKNOWN']),
  }),
  reply: Type.Object({ entity: Type.Object({ uuid: Type.String() }) }),
  errors: ['moderation.param_empty'],
})

const ExportTime = Type.String({ description: 'ISO 8601' })

export const moderationExports = operation({
  ...app,
  id: 'moderation.exports',
  method: 'GET',
  path: '/moderation/export/files',
  summary: 'Files of the messages that word lists have hit, newest first',
  source: 'rest-messages-users.md §12 K12; moderation.md §6',
  query: Type.Object({
    page: Type.Optional(Type.String({ description: 'From 0' })),
    size: Type.Optional(Type.String({ description: '1..200, default 10' })),
    uuid: Type.Optional(Type.String()),
  }),
  reply: Type.Object({
    entities: Type.Array(
      Type.Object({
        id: Type.String(),
        uuid: Type.String(),
        fileName: Type.String(),
        status: Type.Literal('DONE'),
        cond: Type.String({ description: 'What the caller asked for, as JSON' }),
        detail: Type.String(),
        size: Type.Number({ description: 'Bytes, when it was made' }),
        expiredAt: ExportTime,
        createdAt: ExportTime,
        updatedAt: ExportTime,
      }),
    ),
    ...page,
  }),
  errors: [],
})

export const moderationFile = operation({
  id: 'moderation.exportFile',
  method: 'GET',
  path: '/moderationfiles/:export',
  auth: 'app',
  generation: 'G3',
  summary: 'A file of the messages that word lists have hit: one JSON object per line',
  source: 'rest-messages-users.md §12 K13; moderation.md §6',
  streams: 'out',
  query: Type.Object({ type: Type.Optional(Type.String({ description: '`record`' })) }),
  errors: ['moderation.export_unknown', 'moderation.param_empty'],
  rate,
})
