import { type ErrorFact, illegal } from './error-fact.ts'

const edit = (status: number, description: string, reason: string): ErrorFact => ({
  status,
  error: 'message_rewrite_error',
  exception: 'MessageRewriteException',
  description,
  gateway: { code: 1, reason },
})

/** Refusals of edits (rest-messages-users.md §7.1; msync.md §11). */
export const editErrors = {
  'edit.id_illegal': {
    status: 400,
    error: 'InvalidMessageIdException',
    exception: 'InvalidMessageIdException',
    description: 'The provided message ID is not a valid number.',
  },
  'edit.new_msg_missing': illegal('new_msg is required'),
  'edit.unsupported': edit(
    400,
    'The message is of a type that is currently not supported for modification.',
    'Sorry, format is incorrect',
  ),
  'edit.foreign': edit(
    401,
    'You are not authorized to edit this message.',
    'Sorry, You do not have permission',
  ),
  'edit.limit': edit(
    403,
    'The message has reached its edit limit and cannot be modified further.',
    'Sorry, edit limit reached',
  ),
  'edit.disabled': edit(403, 'The rewrite message feature is not open.', 'Sorry, edit is not available'),
  'edit.unknown': edit(404, 'The message is unavailable or has expired.', 'Sorry, message does not exist'),
  'edit.concurrent': {
    status: 409,
    error: 'concurrent_operation_error',
    exception: 'ConcurrentOperationException',
    description: 'The message has been edited by another.',
    gateway: { code: 1, reason: 'Sorry, edit fail' },
  },
} as const satisfies Record<string, ErrorFact>
