import type { ErrorFact } from './error-fact.ts'

const named = (status: number, name: string, description: string): ErrorFact => ({
  ...{ status, error: name, exception: name, description },
})

/** Instant push and labels (push.md §7, §7.1). */
export const instantPushErrors = {
  'push.bad_request': named(400, 'MessageException', 'bad_request'),
  'push.illegal': named(400, 'IllegalArgumentException', '{detail}'),
  'push.limit': named(403, 'LimitException', 'limit request'),
  'push.label_unknown': named(400, 'ResourceNotFoundException', 'push label not exists of {label}'),
  'push.label_exists': named(400, 'IllegalArgumentException', 'push label already exists of {label}'),
} as const satisfies Record<string, ErrorFact>
