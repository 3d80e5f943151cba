import type { ErrorFact } from './error-fact.ts'

/** What notifies users (rest-groups-rooms.md §7.1). */
export const notificationErrors = {
  'notification.parameter_illegal': {
    status: 400,
    error: 'IllegalArgumentException',
    exception: 'java.lang.IllegalArgumentException',
    description: 'parameters is invalid : {field}',
  },
  'notification.too_many': {
    status: 403,
    error: 'LimitException',
    exception: 'LimitException',
    description: 'exceed allowed settings {limit}',
  },
} as const satisfies Record<string, ErrorFact>
