import { idTime } from '../../kernel/id-generator.ts'
import type { StorageError } from '../storage-error.ts'
import { InThreads } from './in-threads.ts'
import type { WorkerRole } from './messages.ts'
import { Reader } from './reader.ts'
import { SqliteEngine } from './sqlite-engine.ts'
import type { ReportedDamage } from './wal-damage.ts'
import { WorkerLink } from './worker-link.ts'

export interface SqliteOptions {
  /** Database file; created if missing, but its directory must exist. */
  file: string
  /** Number of threads that read, at least 2. */
  readers: number
  /** Called when a thread has died: everything that needs it fails from then on, and only a restart helps. */
  onUnavailable: (error: StorageError) => void
  /** Called when a checkpoint has failed: nothing is lost, but the write-ahead log grows. */
  onCheckpointError: (error: unknown) => void
  /** Called with a sentence if the write-ahead log is damaged: what follows the damage is lost. */
  onDamage: (message: string) => void
}

/**
 * Opens a database file with threads for writing, reading and checkpoints. `migrate` creates the tables.
 * @throws StorageError if the file is in use by another process, is not a database …
 */
export async function openSqlite({
  file,
  readers: count,
  onUnavailable,
  onCheckpointError,
  onDamage,
}: SqliteOptions): Promise<SqliteEngine> {
  const links: WorkerLink[] = []
  const start = async (role: WorkerRole): Promise<WorkerLink> => {
    const link = await WorkerLink.open({ file, role }, onUnavailable)
    links.push(link)
    return link
  }
  try {
    // The writer first: it takes the lock and creates the file.
    const writer = await start('writer')
    const damage = writer.opened as ReportedDamage | undefined
    if (damage !== undefined) onDamage(describe(file, damage))
    const [checkpointer, ...reading] = await Promise.all([
      start('checkpointer'),
      ...Array.from({ length: count }, () => start('reader')),
    ])
    const readers = reading.map((link) => new Reader(link))
    return new SqliteEngine(new InThreads({ writer, readers, checkpointer }, onCheckpointError))
  } catch (error) {
    await Promise.all(links.map((link) => link.close()))
    throw error
  }
}

function describe(file: string, { at, pages, commits, until, copy, newest }: ReportedDamage): string {
  const since = newest === 0 ? '' : `after ${new Date(idTime(newest)).toISOString()} and `
  return (
    `the write-ahead log ${file}-wal is damaged at byte ${at}: ${pages} pages of ${commits} commits behind it cannot be read and ` +
    `are lost, acknowledged messages among them unless the power failed while they were being written, all from ${since}` +
    `before ${new Date(until).toISOString()}; ` +
    `restore a backup if there is one; the log as it was is kept in ${copy}`
  )
}
