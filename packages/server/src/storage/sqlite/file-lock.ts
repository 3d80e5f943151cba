import { DatabaseSync } from 'node:sqlite'
import { StorageError } from '../storage-error.ts'

/**
 * Keeps every other process out of a database file until the returned function is called or the process ends, however it ends:
 * an exclusive transaction on an empty second database (`<file>.lock`), so it is the system's own file lock, taken the way
 * SQLite takes it on each platform.
 * @throws StorageError when the file is in use.
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
