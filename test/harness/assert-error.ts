import assert from 'node:assert/strict'
import { ApiError, type ErrorCode } from '@ringpost/contract'
import type { Reply } from './test-server.ts'

/**
 * Asserts that the reply is the documented error, in the envelope that every error has (rest-messages-users.md §1.3).
 */
export function assertError(
  reply: Reply,
  code: ErrorCode,
  params: Record<string, string | number> = {},
): void {
  const { message, fact } = new ApiError(code, params)
  if (fact.isNested) {
    assert.deepEqual([reply.status, reply.body], [fact.status, { error: { code: fact.code, message } }])
    return
  }
  assert.deepEqual(
    { status: reply.status, error: reply.body?.error, error_description: reply.body?.error_description },
    { status: fact.status, error: fact.error, error_description: message },
  )
  assert.equal(reply.body.exception, fact.exception)
  assert.equal(reply.body.error_code, fact.number)
  assert.equal(typeof reply.body.timestamp, 'number')
  assert.equal(typeof reply.body.duration, 'number')
}
