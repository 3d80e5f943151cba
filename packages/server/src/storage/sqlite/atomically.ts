import type { DatabaseSync } from 'node:sqlite'

/** Runs `work` so that all of its writes are kept or none: in a transaction, or within the open one. */
export function atomically<T>(db: DatabaseSync, work: () => T): T {
  const nested = db.isTransaction
  db.exec(nested ? 'SAVEPOINT step' : 'BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec(nested ? 'RELEASE step' : 'COMMIT')
    return result
  } catch (error) {
    // Errors such as a full disk may have rolled everything back already.
    if (db.isTransaction) db.exec(nested ? 'ROLLBACK TO step; RELEASE step' : 'ROLLBACK')
    throw error
  }
}
