import type { StorageError } from '../storage-error.ts'
import { SqliteEngine } from './sqlite-engine.ts'
import { WorkerLink } from './worker-link.ts'

export interface SqliteOptions {
  /** Database file; made when it does not exist, its directory must. */
  file: string
  /** Called when a thread has died: everything that needs it fails from then on, and nothing but a restart helps. */
  onUnavailable: (error: StorageError) => void
  /** Called when a checkpoint has failed: nothing is lost, but the write-ahead log grows. */
  onCheckpointError: (error: unknown) => void
}

/**
 * Opens a database file with a thread each for writing, reading and checkpoints. The tables are `migrate`'s to make.
 * @throws StorageError when the file is in use by another process, is no database …
 */
export async function openSqlite({
  file,
  onUnavailable,
  onCheckpointError,
}: SqliteOptions): Promise<SqliteEngine> {
  // The writer first: it takes the lock and makes the file.
  const writer = await WorkerLink.open({ file, role: 'writer' }, onUnavailable)
  const reader = await WorkerLink.open({ file, role: 'reader' }, onUnavailable)
  const checkpointer = await WorkerLink.open({ file, role: 'checkpointer' }, onUnavailable)
  return new SqliteEngine({ writer, reader, checkpointer }, onCheckpointError)
}
