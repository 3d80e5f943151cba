import { DatabaseSync } from 'node:sqlite'
import { StorageError } from '../storage-error.ts'

/**
 * Keeps other processes out of a database file until the returned function is called or the process ends in any way.
 * The lock is an exclusive transaction on an empty second database (`<file>.lock`): the system's own file lock, taken
 * as SQLite takes it on each platform.
 * @throws StorageError if the file is in use.
 */
export function lockFile(file: string): () => void {
  const db = new DatabaseSync(`${file}.lock`, { timeout: 0 })
  try {
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (((error as { errcode?: number }).errcode ?? 0) !== 5) throw error
    throw new StorageError('failed', 'SQLITE_BUSY', `${file} is in use by another process`)
  }
  return () => db.close()
}
