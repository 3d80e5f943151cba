import type { DatabaseSync } from 'node:sqlite'
import type { WalState } from './messages.ts'

/** ms that commits wait for reads that began before the checkpoint. */
const RESTART_WAIT = 20

/** Copies as many pages of the write-ahead log into the database file as it can without waiting for other connections. */
export function checkpoint(db: DatabaseSync): WalState {
  return run(db, 'PASSIVE')
}

/**
 * Copies all pages, and waits a moment until nobody reads from the log, so that it can start over: with several readers, one of
 * them nearly always reads.
 */
export function restartLog(db: DatabaseSync): WalState {
  const { timeout } = db.prepare('PRAGMA busy_timeout').get() as { timeout: number }
  db.exec(`PRAGMA busy_timeout = ${RESTART_WAIT}`)
  try {
    return run(db, 'RESTART')
  } finally {
    db.exec(`PRAGMA busy_timeout = ${timeout}`)
  }
}

function run(db: DatabaseSync, mode: 'PASSIVE' | 'RESTART'): WalState {
  const row = db.prepare(`PRAGMA wal_checkpoint(${mode})`).get() as {
    busy: number
    log: number
    checkpointed: number
  }
  return { pages: row.log, checkpointed: row.checkpointed, isBusy: row.busy === 1 }
}
