import { type ErrorFact, exceeded, illegal } from './error-fact.ts'

/** Messages that users report; SDKs know the first text (moderation.md §5). */
export const reportErrors = {
  'report.message_unknown': illegal('report failed, get message by id failed'),
  'report.illegal': illegal('parameters is invalid : {field}'),
  'report.too_many': exceeded('too many reports that nobody has dealt with'),
  'report.unknown': {
    status: 404,
    error: 'service_resource_not_found',
    exception: 'ReportNotFoundException',
    description: 'report not found',
  },
} as const satisfies Record<string, ErrorFact>
