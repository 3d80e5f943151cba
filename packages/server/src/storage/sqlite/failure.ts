import { ApiError } from '@ringpost/contract/errors'
import { StorageError } from '../storage-error.ts'
import type { Failure } from './messages.ts'

/** Primary result codes (sqlite.org/rescode.html) that a caller or an operator may meet. */
const names: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  18: 'SQLITE_TOOBIG',
  19: 'SQLITE_CONSTRAINT',
  20: 'SQLITE_MISMATCH',
  26: 'SQLITE_NOTADB',
}
/** A wrong statement or value; the database itself is fine. */
const rejected = new Set(['SQLITE_ERROR', 'SQLITE_TOOBIG', 'SQLITE_CONSTRAINT', 'SQLITE_MISMATCH'])

/** Converts an error from node:sqlite to a form that survives the transfer between threads. */
export function failureOf(error: unknown): Failure {
  if (error instanceof StorageError) return { fault: error.fault, code: error.code, message: error.message }
  const { message, code, errcode } = error as Error & { code?: string; errcode?: number }
  if (errcode === undefined) return { fault: 'rejected', code: code ?? 'ERROR', message }
  const name = names[errcode & 0xff] ?? `SQLITE_${errcode & 0xff}`
  return { fault: rejected.has(name) ? 'rejected' : 'failed', code: name, message: `${name}: ${message}` }
}

/** Returns the error for callers after a failure in a worker: a StorageError, or ApiError `server.storage_full`. */
export function apiErrorOf(failure: Failure): Error {
  const error = errorOf(failure)
  return failure.code === 'SQLITE_FULL'
    ? Object.assign(new ApiError('server.storage_full'), { cause: error })
    : error
}

function errorOf({ fault, code, message }: Failure): StorageError {
  return new StorageError(fault, code, message)
}
