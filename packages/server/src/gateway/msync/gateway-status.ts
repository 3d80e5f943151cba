import { ApiError } from '@ringpost/contract'
import { ProtocolError, StatusCode, type StatusFields } from '@ringpost/protocol'

/**
 * An error as an MSYNC status. Refusals without a row of their own are FAIL with the text: status 7 with a reason the SDK
 * does not know would never settle its promise (trap 13).
 */
export function statusOf(error: unknown): StatusFields {
  if (error instanceof ApiError) return error.gateway ?? { code: StatusCode.FAIL, reason: error.message }
  if (error instanceof ProtocolError) return statusOf(new ApiError('send.malformed'))
  return { code: StatusCode.FAIL, reason: 'internal error' }
}

/** Whether an error is a fault of the server, not of what a client asked or how. */
export function isOurs(error: unknown): boolean {
  return !(error instanceof ApiError || error instanceof ProtocolError)
}
