import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { storableJson, storableText } from './postgres/flavour.ts'
import type { Database } from './schema.ts'

/** Rows read at a time. */
const PAGE = 1000

/** A table of SQLite as it is to be in PostgreSQL. */
export interface Table {
  name: string
  columns: readonly { name: string; type: 'integer' | 'text' | 'blob' }[]
  /** Names of the columns of the primary key, in its order. */
  key: readonly string[]
}

export type Value = number | string | Uint8Array | null
export type Row = Record<string, Value>

/** How many rows, and what they say: the same for the same rows, on whatever engine they are. */
export interface Digest {
  count: number
  hash: string
}

/** All rows of a table in the order of its key, page by page. */
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

/** A row of SQLite as PostgreSQL can store it. */
export function storableRow({ name, columns }: Table, row: Row): Row {
  const values = columns.map((column): [string, Value] => {
    const value = row[column.name]!
    if (typeof value !== 'string') return [column.name, value]
    // The one column that PostgreSQL looks into.
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

/** Digests rows as they come. */
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
