import { DatabaseSync } from 'node:sqlite'
import type { WorkerRole } from './messages.ts'

const MIB = 1024 * 1024
/**
 * Size that the write-ahead log is truncated to when it starts over: overwriting a file in place syncs twice as fast
 * as growing it.
 */
const WAL_KEPT_BYTES = 64 * MIB

const CACHE_BYTES: Readonly<Record<WorkerRole, number>> = {
  writer: 64 * MIB,
  reader: 32 * MIB,
  index: 16 * MIB,
  checkpointer: MIB,
}

/**
 * Limit on the mapped part of the file. Mapped pages count as memory of the process, but the system reclaims them as
 * needed.
 */
const MAPPED_BYTES = 1024 * MIB

/** How long another process (a backup, the sqlite3 shell) may hold a lock, in ms. */
const BUSY_TIMEOUT = 5000

/** Opens one connection to a database file in WAL mode. */
export function openDatabase(file: string, role: WorkerRole): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true })
  const pragmas = {
    journal_mode: 'WAL',
    // In WAL mode, NORMAL keeps the file consistent but loses acknowledged commits in a power cut. The index is written again.
    synchronous: role === 'index' ? 'NORMAL' : 'FULL',
    // A checkpoint inside a commit stalls it 40-60 ms: `checkpoint-schedule.ts` does it instead. Nobody waits for the index.
    wal_autocheckpoint: role === 'index' ? 1000 : 0,
    journal_size_limit: WAL_KEPT_BYTES,
    temp_store: 'MEMORY',
    cache_size: -CACHE_BYTES[role] / 1024,
    // Each row of a long history is on a page of its own: mapped, it is read in a third of the time.
    mmap_size: role === 'reader' ? MAPPED_BYTES : 0,
    query_only: role === 'reader' ? 1 : 0,
  }
  for (const [name, value] of Object.entries(pragmas)) db.exec(`PRAGMA ${name} = ${value}`)
  return db
}
