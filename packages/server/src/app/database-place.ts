import type { MemoryPlace, PostgresPlace, SqlitePlace } from '../storage/open-storage.ts'
import type { Config } from './config.ts'

/** Where the settings place the database. */
export function databasePlace(config: Config): SqlitePlace | PostgresPlace | MemoryPlace {
  if (config.storage === 'memory') return { memory: true }
  const { data, databaseUrl, databaseConnections, databaseReaders } = config
  return databaseUrl === undefined
    ? { directory: data, readers: databaseReaders }
    : { url: databaseUrl, connections: databaseConnections }
}

/** The same for people to read, without the password. */
export function describeDatabase({ databaseUrl, storage }: Pick<Config, 'databaseUrl' | 'storage'>): string {
  if (storage === 'memory') return 'in memory'
  if (databaseUrl === undefined) return 'SQLite'
  const { host, pathname } = new URL(databaseUrl)
  return `PostgreSQL ${host}${pathname}`
}
