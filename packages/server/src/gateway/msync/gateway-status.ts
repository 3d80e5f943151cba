import { ApiError } from '@ringpost/contract'
import { ProtocolError, StatusCode, type StatusFields } from '@ringpost/protocol'
import type { ClientKind } from './client-kind.ts'

/**
 * An error as an MSYNC status. Refusals without a row of their own are FAIL with the text: status 7 with a reason the SDK
 * does not know would never settle its promise (trap 13).
 */
export function statusOf(error: unknown): StatusFields {
  if (error instanceof ApiError) return error.gateway ?? { code: StatusCode.FAIL, reason: error.message }
  if (error instanceof ProtocolError) return statusOf(new ApiError('send.malformed'))
  return { code: StatusCode.FAIL, reason: 'internal error' }
}

/**
 * Why a login is refused. Web SDKs tell refusals by their text and know UNAUTHORIZED as another error; native ones know UNAUTHORIZED
 * alone as a wrong name or password, and show FAIL as a fault of the server (native.md §7.1).
 */
export function refusalOf(error: unknown, client: ClientKind): StatusFields {
  const status = statusOf(error)
  const isAuth = status.code === StatusCode.FAIL && error instanceof ApiError
  return isAuth && client === 'native' ? { ...status, code: StatusCode.UNAUTHORIZED } : status
}

/** Whether an error is a fault of the server, not of what a client asked or how. */
export function isOurs(error: unknown): boolean {
  return !(error instanceof ApiError || error instanceof ProtocolError)
}
