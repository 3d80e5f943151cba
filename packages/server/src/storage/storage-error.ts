/**
 * Kind of failure:
 * - `rejected`: the write breaks a rule of the schema; retrying is useless, other writes are not affected.
 * - `conflict`: a concurrent write to the same rows; nothing was written, and engines retry on their own.
 * - `failed`: the disk is full, an I/O error …; nothing was written, a later attempt may succeed.
 * - `unavailable`: the storage is closed or its thread has died; nothing will succeed until the process restarts.
 */
export type StorageFault = 'rejected' | 'conflict' | 'failed' | 'unavailable'

/** A failure below the stores. The caller cannot act on it: the server answers `server.error`. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly fault: StorageFault
  /** The engine's own code, such as `SQLITE_FULL`; `UNAVAILABLE` if there is no engine to ask. */
  readonly code: string

  constructor(fault: StorageFault, code: string, message: string) {
    super(message)
    this.fault = fault
    this.code = code
  }
}
