import { ApiError } from '@ringpost/contract'
import { ProtocolError, StatusCode, type StatusFields } from '@ringpost/protocol'
import type { ClientKind } from './client-kind.ts'

/**
 * Returns an error as an MSYNC status. Refusals without a row of their own become FAIL with the text: status 7 with a
 * reason unknown to the SDK would never settle its promise (trap 13).
 */
export function statusOf(error: unknown): StatusFields {
  if (error instanceof ApiError) return error.gateway ?? { code: StatusCode.FAIL, reason: error.message }
  if (error instanceof ProtocolError) return statusOf(new ApiError('send.malformed'))
  return { code: StatusCode.FAIL, reason: 'internal error' }
}

/**
 * Returns the status for a refused login. Web SDKs distinguish refusals by text and treat UNAUTHORIZED as another
 * error; native ones treat only UNAUTHORIZED as a wrong name or password, and show FAIL as a server fault (native.md
 * §7.1).
 */
export function loginRefusal(error: unknown, client: ClientKind): StatusFields {
  const status = statusOf(error)
  const isAuth = status.code === StatusCode.FAIL && error instanceof ApiError
  return isAuth && client === 'native' ? { ...status, code: StatusCode.UNAUTHORIZED } : status
}

/** Whether an error is a fault of the server, not of the client's request. */
export function isOurs(error: unknown): boolean {
  return !(error instanceof ApiError || error instanceof ProtocolError)
}
