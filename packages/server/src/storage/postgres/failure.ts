import { ApiError } from '@ringpost/contract'
import { DatabaseError } from 'pg'
import { StorageError, type StorageFault } from '../storage-error.ts'

/** Classes of SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html) that say: the statement or a value is wrong. */
const REJECTED = new Set(['21', '22', '23', '42', '44', '54'])
/** Connection, operator intervention, too many connections: the server cannot be used now. */
const UNREACHABLE = /^(?:08|57|53300)/
const DISK_FULL = '53100'
/** Deadlock, and what distributed engines answer instead. */
const CONFLICT = new Set(['40P01', '40001'])

/**
 * What callers are told of an error of `pg`: a StorageError, or ApiError `server.unavailable` when the server cannot be reached, `server.storage_full`.
 * Whether a statement under way at that moment was committed, nobody knows. Details, which quote rows, are left out.
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
  // Another node has appended the same origin in this moment: next time it is seen.
  if (code === '23505' && constraint === 'entry_origin') return 'conflict'
  // Another node has just brought in a new schema.
  if (code === '0A000' && message.includes('cached plan')) return 'conflict'
  return REJECTED.has(code.slice(0, 2)) ? 'rejected' : 'failed'
}

/** With the reason, for the log. */
function unavailable(cause: unknown): ApiError {
  return Object.assign(new ApiError('server.unavailable'), { cause })
}
