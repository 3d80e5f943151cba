import type { ErrorFact } from './error-fact.ts'

/** The documents print these texts, and `Bad Request` as their type (moderation.md §1.2). */
const bad = (description: string, code?: number): ErrorFact => ({
  status: 400,
  error: code === undefined ? 'Bad Request' : 'Bad request',
  exception: 'BadRequestException',
  description,
  ...(code !== undefined && { code }),
})

/** Lists of words, and the check of texts (moderation.md §1.2, §2). */
export const moderationErrors = {
  'moderation.param_empty': bad('request param is empty'),
  'moderation.data_empty': bad('request data is empty'),
  'moderation.lists_too_many': bad('The textList count exceeds the maximum number'),
  'moderation.words_too_many': bad('The text count exceeds the maximum number'),
  'moderation.word_too_long': bad('the number of words exceeds the limit'),
  'moderation.list_exists': bad('The textList already exists'),
  'moderation.list_unknown': bad('textList data is empty'),
  'moderation.word_exists': bad('The textList already contains the text'),
  'moderation.word_unknown': bad('textList id is empty'),
  'moderation.word_missing': bad('the param can not be empty'),
  'moderation.content_empty': bad('message content is empty or null', 4000005),
  'moderation.export_unknown': {
    status: 404,
    error: 'service_resource_not_found',
    exception: 'ModerationExportNotFoundException',
    description: 'moderation export not found',
  },
  'moderation.no_lists': bad('text rule moderation not exist', 4000303),
} as const satisfies Record<string, ErrorFact>
