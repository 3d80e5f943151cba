import type { DatabaseSync } from 'node:sqlite'
import type { WalState } from './messages.ts'

/** Copies as many pages of the write-ahead log into the database file as it can without waiting for other connections. */
export function checkpoint(db: DatabaseSync): WalState {
  const row = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { log: number; checkpointed: number }
  return { pages: row.log, checkpointed: row.checkpointed }
}
