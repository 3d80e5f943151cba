import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import type { MessageIndex } from '../domain/search/message-index.ts'
import type { Stores } from '../domain/stores.ts'
import type { Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import { assertWhole } from './move.ts'
import { SqliteMessageIndex } from './sqlite/message-index.ts'
import { openMemory } from './sqlite/open-memory.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'
import type { StorageError } from './storage-error.ts'
import { storesOver } from './stores-over.ts'

export interface StorageLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface StorageSettings {
  log?: StorageLog
  /** Called when the storage has died: nothing works from then on, so the process should end and be restarted. */
  onUnavailable?: (error: StorageError) => void
}

/**
 * `directory`: contains the files `ringpost.db` and `ringpost-search.db`. Created if missing. `readers`: number of threads that read, at least 2; as many as
 * there are processors, from 2 to 8, if absent.
 */
export type SqlitePlace = ({ directory: string } | { file: string }) & { readers?: number | undefined }
/** `url`: of an existing PostgreSQL database. `connections`: limit on connections to it. */
export type PostgresPlace = { url: string; connections: number }
/** SQLite in memory, without threads: gone when it is closed. */
export type MemoryPlace = { memory: true }
export type StorageOptions = StorageSettings & (SqlitePlace | PostgresPlace | MemoryPlace)

/** `messageIndex` is closed with the stores. */
export type Storage = Stores & {
  messageIndex: MessageIndex
  /** Removes everything that belongs to an app that is out of use, by row number, but for its own row. For servers that tests use. */
  eraseApp(app: number): Promise<void>
}

/**
 * Opens the database, migrates it to the newest schema and returns the stores.
 * @throws StorageError if the file is in use by another process, was written by a newer server, or cannot be opened;
 *   if the server cannot be reached.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const engine = await openEngine(options)
  try {
    if ('url' in options) await assertWhole(engine)
    const steps = await migrate(engine, migrations)
    if (steps.length > 0) options.log?.info({ steps }, 'the database has a new schema')
    const stores = storesOver(engine)
    const messageIndex = await openIndex(options, engine)
    return {
      ...stores,
      messageIndex,
      eraseApp: (app) => engine.eraseApp(app),
      async close() {
        await messageIndex.close()
        await stores.close()
      },
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function openIndex(options: StorageOptions, engine: Engine): Promise<MessageIndex> {
  if ('url' in options) {
    const { postgresMessageIndex } = await import('./postgres/message-index.ts')
    return postgresMessageIndex(engine)
  }
  if ('memory' in options) return SqliteMessageIndex.inMemory()
  const file = fileOf(options).replace(/(\.db)?$/, '-search.db')
  return SqliteMessageIndex.inFile(file, (error) =>
    options.log?.error({ err: error, file }, 'messages cannot be searched until the next start'),
  )
}

function fileOf(place: SqlitePlace): string {
  return 'file' in place ? place.file : join(place.directory, 'ringpost.db')
}

async function openEngine(options: StorageOptions): Promise<Engine> {
  const { log, onUnavailable } = options
  if ('url' in options) {
    // Loaded on demand, because most servers use SQLite.
    const { openPostgres } = await import('./postgres/open-postgres.ts')
    return openPostgres({
      url: options.url,
      connections: options.connections,
      onProblem: (message) => log?.warn({}, message),
    })
  }
  if ('memory' in options) return openMemory()
  const file = fileOf(options)
  await mkdir(dirname(file), { recursive: true })
  return openSqlite({
    file,
    readers: options.readers ?? Math.min(Math.max(availableParallelism(), 2), 8),
    onUnavailable(error) {
      log?.error({ err: error, file }, 'the storage is unavailable')
      onUnavailable?.(error)
    },
    onDamage: (message) => log?.error({ file }, message),
    onCheckpointError: (error) => log?.error({ err: error, file }, 'a checkpoint has failed'),
  })
}
