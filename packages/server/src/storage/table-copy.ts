import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { storableJson, storableText } from './postgres/flavour.ts'
import type { Database } from './schema.ts'

/** Rows read at a time. */
const PAGE = 1000

/** A table of SQLite, as PostgreSQL will store it. */
export interface Table {
  name: string
  columns: readonly { name: string; type: 'integer' | 'text' | 'blob' }[]
  /** Columns of the primary key, in order. */
  key: readonly string[]
}

export type Value = number | string | Uint8Array | null
export type Row = Record<string, Value>

/** Number of rows and a hash of their content: equal for the same rows on any engine. */
export interface Digest {
  count: number
  hash: string
}

/** Yields all rows of a table in key order, page by page. */
export async function* pagesOf(db: Database, { name, columns, key }: Table): AsyncGenerator<Row[]> {
  const keys = sql.join(key.map((column) => sql.ref(column)))
  let place: RawBuilder<unknown> | undefined
  for (;;) {
    const { rows } = await sql<Row>`
      select ${sql.join(columns.map((column) => sql.ref(column.name)))} from ${sql.table(name)}
      ${place === undefined ? sql`` : sql`where (${keys}) > (${place})`}
      order by ${keys} limit ${sql.lit(PAGE)}`.execute(db)
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    place = sql.join(key.map((column) => rows.at(-1)![column]))
  }
}

/** Returns a row of SQLite in a form that PostgreSQL can store. */
export function storableRow({ name, columns }: Table, row: Row): Row {
  const values = columns.map((column): [string, Value] => {
    const value = row[column.name]!
    if (typeof value !== 'string') return [column.name, value]
    // The only JSON column that PostgreSQL evaluates.
    const isRead = name === 'entry' && column.name === 'audience'
    return [column.name, isRead ? storableJson(value) : storableText(value)]
  })
  return Object.fromEntries(values)
}

/** Inserts rows into PostgreSQL. */
export async function insertRows(
  db: Database,
  { name, columns }: Table,
  rows: readonly Row[],
): Promise<void> {
  const types = { integer: sql`bigint[]`, text: sql`text[]`, blob: sql`bytea[]` }
  const arrays = columns.map((column) => sql`${rows.map((row) => row[column.name])}::${types[column.type]}`)
  await sql`
    insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column.name)))})
    select * from unnest(${sql.join(arrays)})`.execute(db)
}

/** Digests rows as they arrive. */
export function digester({ columns }: Table): { add(rows: readonly Row[]): void; digest(): Digest } {
  const hash = createHash('sha256')
  let count = 0
  return {
    add(rows) {
      count += rows.length
      const texts = rows.map((row) =>
        JSON.stringify(
          columns.map(({ name }) => {
            const value = row[name]
            return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value
          }),
        ),
      )
      hash.update(`${texts.join('\n')}\n`)
    },
    digest: () => ({ count, hash: hash.digest('hex') }),
  }
}
