import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { move } from '../storage/move.ts'
import { openPostgres } from '../storage/postgres/open-postgres.ts'
import { openSqlite } from '../storage/sqlite/open-sqlite.ts'
import { StorageError } from '../storage/storage-error.ts'
import { type Config, ConfigError } from './config.ts'
import { UnusableDataError } from './unusable-data-error.ts'

/**
 * Copies the SQLite database of the data folder into the PostgreSQL database that the settings name.
 * @returns number of rows per table.
 * @throws ConfigError; UnusableDataError if a server uses the folder, the target is not empty …
 */
export async function moveDatabase(
  config: Config,
  onProgress: (table: string, rows: number) => void,
  onProblem: (message: string) => void,
): Promise<Map<string, number>> {
  const { data, databaseUrl: url, databaseConnections: connections } = config
  if (url === undefined)
    throw new ConfigError(
      'RINGPOST_DATABASE_URL must name the database to move to: postgres://user:password@host:port/database',
    )
  const file = join(data, 'ringpost.db')
  if (!existsSync(file)) throw new UnusableDataError(`there is no ${file} to move`)
  try {
    const source = await openSqlite({
      readers: 2,
      file,
      onUnavailable: ({ message }) => onProblem(message),
      onCheckpointError: (error) => onProblem(String(error)),
      onDamage: onProblem,
    })
    try {
      const target = await openPostgres({ url, connections, onProblem })
      try {
        return await move(source, target, onProgress)
      } finally {
        await target.close()
      }
    } finally {
      await source.close()
    }
  } catch (error) {
    throw error instanceof StorageError ? new UnusableDataError(error.message, { cause: error }) : error
  }
}
