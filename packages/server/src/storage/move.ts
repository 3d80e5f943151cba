import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import { StorageError } from './storage-error.ts'
import { digester, insertRows, pagesOf, storableRow, type Table } from './table-copy.ts'

/** A table that exists while a database is being filled, and after a move that was interrupted. */
const MARK = 'moving'
/** Tables that others refer to, in the order in which they can be filled. */
const REFERRED = ['app', 'user', 'channel', 'log']

/** @throws StorageError if this database holds part of an installation, from an interrupted move. */
export async function assertWhole(target: Engine): Promise<void> {
  if ((await tablesOf(target)).includes(MARK))
    throw new StorageError(
      'failed',
      'MOVING',
      'a move into this database has not ended: run `ringpost move` again',
    )
}

/**
 * Copies everything from SQLite into an empty PostgreSQL database, then reads it back and compares. After an
 * interruption a new call starts over.
 * @param onProgress called after each page.
 * @returns rows of each table.
 * @throws StorageError if the target already has rows, or differs from the source afterwards.
 */
export async function move(
  source: Engine,
  target: Engine,
  onProgress: (table: string, rows: number) => void,
): Promise<Map<string, number>> {
  await begin(target)
  for (const engine of [source, target]) await migrate(engine, migrations)
  const tables = await tablesOfSqlite(source)
  await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(target.writes)

  const moved = new Map<string, number>()
  for (const table of tables) {
    const written = digester(table)
    let count = 0
    for await (const page of pagesOf(source.reads, table)) {
      const rows = page.map((row) => storableRow(table, row))
      await insertRows(target.writes, table, rows)
      written.add(rows)
      count += rows.length
      onProgress(table.name, count)
    }
    const read = digester(table)
    for await (const rows of pagesOf(target.reads, table)) read.add(rows)
    const [here, there] = [written.digest(), read.digest()]
    if (here.count !== there.count || here.hash !== there.hash)
      throw new StorageError(
        'failed',
        'MOVE',
        `${table.name} is not the same after the move: ${here.count} rows (${here.hash}), there ${there.count} (${there.hash})`,
      )
    moved.set(table.name, count)
  }
  await goOnCounting(source, target)
  await target.flavour.fillHeads?.execute(target.writes)
  await sql`analyze`.execute(target.writes)
  await sql`drop table ${sql.table(MARK)}`.execute(target.writes)
  return moved
}

/** Marks an empty database, or finds the mark of an interrupted move. */
async function begin(target: Engine): Promise<void> {
  const tables = await tablesOf(target)
  if (tables.includes(MARK)) return
  for (const table of tables.filter((name) => name !== 'migration')) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(target.reads)
    if (rows.length > 0)
      throw new StorageError('failed', 'NOT_EMPTY', `the database is not empty: there are rows in "${table}"`)
  }
  await sql`create table ${sql.table(MARK)} (began_at bigint)`.execute(target.writes)
}

async function tablesOf(target: Engine): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = current_schema()`.execute(
    target.reads,
  )
  return rows.map(({ name }) => name)
}

async function tablesOfSqlite(source: Engine): Promise<Table[]> {
  const { rows } = await sql<{ table: string; name: string; type: string; pk: number }>`
    select sqlite_schema.name as "table", columns.name, lower(columns.type) as type, columns.pk
    from sqlite_schema join pragma_table_info(sqlite_schema.name) as columns
    where sqlite_schema.type = 'table' and sqlite_schema.name not like 'sqlite_%' and sqlite_schema.name <> 'migration'
    order by sqlite_schema.name, columns.cid`.execute(source.reads)
  const tables = [...Map.groupBy(rows, ({ table }) => table)].map(([name, columns]) => ({
    name,
    columns: columns.map((column) => ({ name: column.name, type: column.type as 'integer' })),
    key: columns
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((column) => column.name),
  }))
  return tables.sort((a, b) => fillingRank(a.name) - fillingRank(b.name))
}

/** Place of a table in the order in which tables can be filled: none refers to one behind it. */
export function fillingRank(table: string): number {
  const rank = REFERRED.indexOf(table)
  return rank === -1 ? REFERRED.length : rank
}

/** Row numbers continue where they were, even if the last rows were deleted. */
async function goOnCounting(source: Engine, target: Engine): Promise<void> {
  const { rows } = await sql<{ name: string; seq: number }>`select name, seq from sqlite_sequence`.execute(
    source.reads,
  )
  for (const { name, seq } of rows)
    if (seq > 0)
      await sql`select setval(pg_get_serial_sequence(${`"${name}"`}, 'id'), ${seq})`.execute(target.writes)
}
