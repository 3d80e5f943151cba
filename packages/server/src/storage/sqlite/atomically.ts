import type { DatabaseSync } from 'node:sqlite'

/** Runs `work` so that all of its writes stay or none: as a transaction, or within the one that is open. */
export function atomically<T>(db: DatabaseSync, work: () => T): T {
  const nested = db.isTransaction
  db.exec(nested ? 'SAVEPOINT step' : 'BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec(nested ? 'RELEASE step' : 'COMMIT')
    return result
  } catch (error) {
    // Errors like a full disk may have rolled everything back already.
    if (db.isTransaction) db.exec(nested ? 'ROLLBACK TO step; RELEASE step' : 'ROLLBACK')
    throw error
  }
}
