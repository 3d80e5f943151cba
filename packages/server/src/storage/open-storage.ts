import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Stores } from '../domain/stores.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'
import type { StorageError } from './storage-error.ts'
import { storesOver } from './stores-over.ts'

export interface StorageLog {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface StorageSettings {
  log?: StorageLog
  /** Called when the storage has died: nothing works from then on, so the process should end and be started again. */
  onUnavailable?: (error: StorageError) => void
}

/** `directory`: the file is `ringpost.db` in it. What does not exist is made. */
export type StorageOptions = StorageSettings & ({ directory: string } | { file: string })

/**
 * Opens the database, brings it to the newest schema and gives out the stores.
 * @throws StorageError when the file is in use by another process, was written by a newer server, or cannot be opened.
 */
export async function openStorage(options: StorageOptions): Promise<Stores> {
  const { log, onUnavailable } = options
  const file = 'file' in options ? options.file : join(options.directory, 'ringpost.db')
  await mkdir(dirname(file), { recursive: true })
  const engine = await openSqlite({
    file,
    onUnavailable(error) {
      log?.error({ err: error, file }, 'the storage is unavailable')
      onUnavailable?.(error)
    },
    onCheckpointError: (error) => log?.error({ err: error, file }, 'a checkpoint has failed'),
  })
  try {
    const steps = await migrate(engine, migrations)
    if (steps.length > 0) log?.info({ file, steps }, 'the database has a new schema')
    return storesOver(engine)
  } catch (error) {
    await engine.close()
    throw error
  }
}
