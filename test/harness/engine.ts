import { createDatabase, type TestDatabase } from './postgres.ts'

/** What servers of tests run on: `postgres`, or `cluster`: two nodes over PostgreSQL and NATS; SQLite when undefined. */
export const engine = process.env.RINGPOST_TEST_ENGINE as 'postgres' | 'cluster' | undefined

/** What to pass to `skip` of tests of how SQLite keeps its files. */
export const onlyOnSqlite = engine === undefined ? false : 'a test of SQLite itself'

/** Databases of this process's data folders. */
const databases = new Map<string, Promise<TestDatabase>>()

/** Settings that choose the engine of a server on a data folder: one database per folder. Empty where `env` chooses one. */
export async function engineSettings(
  directory: string,
  env: Record<string, string>,
): Promise<Record<string, string>> {
  if (engine === undefined || env.RINGPOST_DATABASE_URL !== undefined) return {}
  if (databases.size === 0) process.once('beforeExit', dropAll)
  const database = databases.get(directory) ?? createDatabase(undefined, process.env.RINGPOST_TEST_TEMPLATE)
  databases.set(directory, database)
  return {
    RINGPOST_DATABASE_URL: (await database).url,
    RINGPOST_DATABASE_CONNECTIONS: '9',
    RINGPOST_SECRET_KEY: Buffer.from(`the same in each start on ${directory}`.padEnd(32)).toString('base64'),
  }
}

/** URL of the database that stands for a data folder; undefined on SQLite. */
export async function databaseOf(directory: string): Promise<string | undefined> {
  return (await databases.get(directory))?.url
}

/** What belongs to a data folder that is removed. */
export async function dropDatabase(directory: string): Promise<void> {
  const database = databases.get(directory)
  databases.delete(directory)
  await (await database)?.drop()
}

async function dropAll(): Promise<void> {
  for (const directory of databases.keys()) await dropDatabase(directory)
}
