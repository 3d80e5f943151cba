import { sql } from 'kysely'
import { machineTime } from '../kernel/machine-time.ts'
import type { Engine } from './engine.ts'
import { guarded, type Statement } from './guard.ts'
import type { Database } from './schema.ts'
import type { SqlFlavour } from './sql-flavour.ts'
import { StorageError } from './storage-error.ts'

export interface Migration {
  /** For readers of the migrations table. Earlier files had other numbers, and recorded names do not change. */
  name: string
  /** Only writes: its statements are collected and return no rows. */
  up(db: Database, flavour: SqlFlavour): Promise<void>
}

/** Another process has just applied the step. */
class Overtaken extends Error {}

/**
 * Migrates a database to the newest version, each step in a commit of its own, and returns the names of the steps
 * applied. The version is the number of migrations applied. Processes that start at once take turns.
 * @throws StorageError if the database was written by a newer server.
 */
export async function migrate(engine: Engine, migrations: readonly Migration[]): Promise<string[]> {
  await commit(engine, await statementsOf(engine, (db) => createVersions(db, engine.flavour)))
  const taken: string[] = []
  for (;;) {
    const version = await versionOf(engine.reads, migrations)
    const migration = migrations[version]
    if (migration === undefined) return taken
    const statements = await statementsOf(engine, async (db) => {
      await migration.up(db, engine.flavour)
      await db
        .insertInto('migration')
        .values({ version: version + 1, name: migration.name, applied_at: machineTime() })
        .execute()
    })
    const isNext = sql`select 1 where ${version} = (select count(*) from migration)`.compile(engine.writes)
    try {
      await commit(engine, [guarded(isNext, 1, () => new Overtaken()), ...statements])
      taken.push(migration.name)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
    }
  }
}

async function commit(engine: Engine, statements: readonly Statement[]): Promise<void> {
  const { excludeOthers } = engine.flavour
  const turn = excludeOthers === undefined ? [] : [excludeOthers.compile(engine.writes)]
  await engine.commit([...turn, ...statements])
}

/** Returns the statements that `write` would have run. */
async function statementsOf(engine: Engine, write: (db: Database) => Promise<void>): Promise<Statement[]> {
  const statements: Statement[] = []
  await write(
    engine.over(async (statement) => {
      statements.push(statement)
      return []
    }),
  )
  return statements
}

async function createVersions(db: Database, flavour: SqlFlavour): Promise<void> {
  await db.schema
    .createTable('migration')
    .ifNotExists()
    .addColumn('version', flavour.integer, (c) => c.primaryKey())
    .addColumn('name', flavour.text, (c) => c.notNull())
    .addColumn('applied_at', flavour.integer, (c) => c.notNull())
    .modifyEnd(flavour.table)
    .execute()
}

async function versionOf(db: Database, migrations: readonly Migration[]): Promise<number> {
  const newest = await db
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
