import type { ErrorFact } from './error-fact.ts'

const refusal = (status: number, description: string): ErrorFact => ({
  status,
  error: 'group_error',
  exception: status === 404 ? 'ResourceNotFoundException' : 'GroupErrorException',
  description,
})

/** Threads (rest-groups-rooms.md §4); their type is always `group_error`. */
export const threadErrors = {
  'thread.closed': refusal(403, 'thread not open.'),
  'thread.unknown': refusal(404, 'thread not found.'),
  'thread.page_illegal': refusal(400, 'query param reaches limit.'),
  'thread.body_too_large': refusal(400, 'request body reaches limit.'),
  'thread.body_illegal': { ...refusal(400, 'Failed to read HTTP message'), error: 'param_illegal' },
  'thread.name_too_long': refusal(400, 'thread name limit reached.'),
  'thread.message_direct': refusal(400, 'thread must on group message to create.'),
  'thread.message_elsewhere': refusal(400, 'msg not belong to group .'),
  'thread.nested': refusal(400, 'thread not nested.'),
  'thread.too_many': refusal(403, 'thread number has reached limit.'),
  'thread.joined_too_many': refusal(403, 'user join thread reach limit.'),
  'thread.exists': refusal(403, 'msg already create thread.not allow to create.'),
  'thread.not_in_group': refusal(404, 'user not in group.'),
  'thread.message_unknown': refusal(404, 'msg not exist.'),
  'thread.group_unknown': refusal(404, 'group not found.'),
} as const satisfies Record<string, ErrorFact>
