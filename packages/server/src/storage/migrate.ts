import type { Engine } from './engine.ts'
import type { Database } from './schema.ts'
import type { SqlFlavour } from './sql-flavour.ts'
import { StorageError } from './storage-error.ts'

export interface Migration {
  /** `NNNN-what`, as its file. */
  name: string
  up(db: Database, flavour: SqlFlavour): Promise<void>
}

/**
 * Brings a database to the newest version, each step in a transaction of its own, and returns the names of the steps taken.
 * The version is the number of migrations applied. Processes that start at once take turns.
 * @throws StorageError when the database was written by a newer server.
 */
export async function migrate(engine: Engine, migrations: readonly Migration[]): Promise<string[]> {
  const taken: string[] = []
  for (;;) {
    const step = await engine.transaction(async ({ writes, flavour }) => {
      await flavour.excludeOthers(writes)
      const version = await versionOf(writes, flavour, migrations)
      const migration = migrations[version]
      if (migration === undefined) return undefined
      await migration.up(writes, flavour)
      await writes
        .insertInto('migration')
        .values({ version: version + 1, name: migration.name, applied_at: Date.now() })
        .execute()
      return migration.name
    })
    if (step === undefined) return taken
    taken.push(step)
  }
}

async function versionOf(
  writes: Database,
  flavour: SqlFlavour,
  migrations: readonly Migration[],
): Promise<number> {
  await writes.schema
    .createTable('migration')
    .ifNotExists()
    .addColumn('version', flavour.integer, (c) => c.primaryKey())
    .addColumn('name', flavour.text, (c) => c.notNull())
    .addColumn('applied_at', flavour.integer, (c) => c.notNull())
    .modifyEnd(flavour.table)
    .execute()
  const newest = await writes
    .selectFrom('migration')
    .select(['version', 'name'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest !== undefined && newest.version > migrations.length)
    throw new StorageError(
      'failed',
      'NEWER_SCHEMA',
      `the database has version ${newest.version} (${newest.name}), this server knows versions up to ` +
        `${migrations.length} (${migrations.at(-1)?.name}): start a newer server or restore an older backup`,
    )
  return newest?.version ?? 0
}
