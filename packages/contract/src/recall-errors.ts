import type { ErrorFact } from './error-fact.ts'

const FORBIDDEN = 'EasemobForbiddenOpException'

const recall = (status: number, description: string): ErrorFact => ({
  status,
  error: 'message_recall_error',
  exception: 'MessageRecallException',
  description,
})

/** Refusals of recalls (rest-messages-users.md §7.1; msync.md §11). */
export const recallErrors = {
  'recall.msg_id_empty': recall(400, "param msg_id can't be empty"),
  'recall.to_empty': recall(400, "param to can't be empty"),
  'recall.chat_type_empty': recall(400, "param chat_type can't be empty"),
  'recall.chat_type_illegal': recall(400, 'param chat_type is illegal'),
  'recall.force_empty': recall(400, "param force can't be empty"),
  'recall.msgs_empty': recall(400, "param msgs can't be empty"),
  'recall.msgs_too_many': recall(400, "params msgs's size can't exceed limit {limit}"),
  'recall.target_wrong': {
    ...recall(400, "can't find msg to"),
    gateway: { code: 1, reason: 'Sorry, message does not exist' },
  },
  'recall.too_late': {
    ...recall(403, 'exceed recall time limit'),
    gateway: { code: 1, reason: 'exceed recall time limit' },
  },
  'recall.unknown': {
    ...recall(403, 'not_found msg'),
    gateway: { code: 1, reason: 'Sorry, message does not exist' },
  },
  'recall.foreign': {
    status: 403,
    error: 'forbidden_op',
    exception: FORBIDDEN,
    description: 'only the sender of a message may recall it',
    gateway: { code: 1, reason: 'Sorry, You do not have permission' },
  },
  'recall.disabled': {
    status: 403,
    error: 'forbidden_op',
    exception: FORBIDDEN,
    description: 'message recall service is unopened',
    gateway: { code: 1, reason: 'message recall disabled' },
  },
} as const satisfies Record<string, ErrorFact>
