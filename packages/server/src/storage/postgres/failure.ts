import { ApiError } from '@ringpost/contract'
import { DatabaseError } from 'pg'
import { StorageError, type StorageFault } from '../storage-error.ts'

/**
 * Classes of SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html) that mean: the statement or a value is
 * wrong.
 */
const REJECTED = new Set(['21', '22', '23', '42', '44', '54'])
/** Connection, operator intervention, too many connections: the server is unavailable. */
const UNREACHABLE = /^(?:08|57|53300)/
const DISK_FULL = '53100'
/** Another node has just applied a new schema, among other causes. */
export const CACHED_PLAN = '0A000'
/** Deadlock, and its equivalent in distributed engines. */
const CONFLICT = new Set(['40P01', '40001'])

/**
 * Returns the error for callers after an error of `pg`: a StorageError, or ApiError `server.unavailable` if the server
 * cannot be reached, `server.storage_full`. Whether a statement in progress at that moment was committed is unknown.
 * Leaves out details, which quote rows.
 */
export function failureOf(error: unknown): Error {
  if (error instanceof StorageError || error instanceof ApiError) return error
  if (!(error instanceof DatabaseError)) return unavailable(error)
  const { code = 'ERROR', message } = error
  if (code === DISK_FULL) return Object.assign(new ApiError('server.storage_full'), { cause: error })
  if (UNREACHABLE.test(code)) return unavailable(error)
  return new StorageError(faultOf(error), code, `${code}: ${message}`)
}

function faultOf({ code = '', constraint, message }: DatabaseError): StorageFault {
  if (CONFLICT.has(code)) return 'conflict'
  // Another node has just appended the same origin: the retry finds it.
  if (code === '23505' && constraint === 'entry_origin') return 'conflict'
  if (code === CACHED_PLAN && message.includes('cached plan')) return 'conflict'
  return REJECTED.has(code.slice(0, 2)) ? 'rejected' : 'failed'
}

/** Keeps the reason, for the log. */
function unavailable(cause: unknown): ApiError {
  return Object.assign(new ApiError('server.unavailable'), { cause })
}
