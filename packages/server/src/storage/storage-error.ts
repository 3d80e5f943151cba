/**
 * Who is to blame:
 * - `rejected`: what was to be written breaks a rule of the schema; trying again is useless, other writes are not affected.
 * - `conflict`: others were writing the same in that moment; nothing was written, and engines try again themselves.
 * - `failed`: the disk is full, an I/O error …; nothing was written, a later attempt may succeed.
 * - `unavailable`: the storage is closed or its thread has died; nothing will succeed until the process restarts.
 */
export type StorageFault = 'rejected' | 'conflict' | 'failed' | 'unavailable'

/** What went wrong below the stores. Not a refusal the caller can act on: it answers `server.error`. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly fault: StorageFault
  /** Engine's own code, for example `SQLITE_FULL`; `UNAVAILABLE` when there is no engine to ask. */
  readonly code: string

  constructor(fault: StorageFault, code: string, message: string) {
    super(message)
    this.fault = fault
    this.code = code
  }
}
