import { apiErrorOf } from './failure.ts'
import type { Reply } from './messages.ts'
import { Refused } from './refused.ts'

/** The error that a reply stands for. */
export function errorOf(reply: Exclude<Reply, { value: unknown }>): Error {
  return 'refusal' in reply ? new Refused(reply.refusal) : apiErrorOf(reply.failure)
}
