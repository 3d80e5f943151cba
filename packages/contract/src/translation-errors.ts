import { type ErrorFact, illegal } from './error-fact.ts'

const closed = (status: number, description: string): ErrorFact => ({
  status,
  error: 'service_not_open',
  exception: 'ServiceNotOpenException',
  description,
})

/** Callers of the server API get other texts than clients, which match theirs (search-streams-translation.md §3.2). */
export const translationErrors = {
  'translation.text_missing': illegal('An input text is missing or invalid'),
  'translation.target_illegal': illegal('The target language is missing or invalid'),
  'translation.too_long': illegal('The input text is too long'),
  'translation.limit': illegal('The request has reached the maximum limit'),
  'translation.failed': illegal('InternalTranslateFailedException'),
  'translation.closed': closed(503, 'service not open'),
  'translation.user_target_illegal': illegal('The target language is not valid.'),
  'translation.user_too_long': illegal('The input text is too long.'),
  'translation.user_limit': {
    status: 429,
    error: 'reach_limit',
    exception: 'ReachLimitException',
    description: 'The request has reached the maximum limit',
  },
  'translation.user_failed': {
    status: 500,
    error: 'translate_failed',
    exception: 'TranslateFailedException',
    description: 'translte failed!',
  },
  'translation.user_closed': closed(403, 'service not open!'),
} as const satisfies Record<string, ErrorFact>
