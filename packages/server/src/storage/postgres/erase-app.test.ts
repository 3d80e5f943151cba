import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import {
  createDatabase,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../../../../../test/harness/postgres.ts'
import { openStorage } from '../open-storage.ts'

interface Column {
  table: string
  name: string
  type: string
}

/** Something that a column can hold, the same for an app each time. */
function sample({ name, type }: Column, app: number): unknown {
  if (name === 'app' || /int|numeric|double/.test(type)) return app
  if (type === 'boolean') return true
  if (type === 'bytea') return Buffer.from([app])
  if (type === 'tsvector') return ''
  return /json/.test(type) ? '{}' : String(app)
}

describe('on a server', { skip: withoutPostgres() }, () => {
  let database: TestDatabase
  before(async () => {
    database = await createDatabase()
  })
  after(async () => {
    await database.drop()
    await stopOwnServer()
  })

  test('erasing an app leaves nothing of it in any table, and all of others', async () => {
    const storage = await openStorage({ url: database.url, connections: 9 })
    const client = new pg.Client(database.url)
    await client.connect()
    try {
      // Rows of each app refer to nothing.
      await client.query("set session_replication_role = 'replica'")
      const { rows } = await client.query<Column>(`
        select columns.table_name as table, columns.column_name as name, columns.data_type as type
        from information_schema.columns join information_schema.columns as app
          on app.table_name = columns.table_name and app.table_schema = columns.table_schema and app.column_name = 'app'
        where columns.table_schema = current_schema() and columns.is_generated = 'NEVER'`)
      const tables = Map.groupBy(rows, ({ table }) => table)
      assert.ok(tables.size > 30)
      for (const [table, columns] of tables)
        for (const app of [1, 2, 3]) {
          const names = columns.map(({ name }) => `"${name}"`).join()
          const places = columns.map((_, i) => `$${i + 1}`).join()
          const values = columns.map((column) => sample(column, app))
          await client.query(
            `insert into "${table}" (${names}) overriding system value values (${places})`,
            values,
          )
        }
      await storage.eraseApp(1)
      for (const table of tables.keys()) {
        const { rows: left } = await client.query(`select app from "${table}" order by app`)
        assert.deepEqual(
          left.map(({ app }) => Number(app)),
          [2, 3],
          table,
        )
      }
    } finally {
      await client.end()
      await storage.close()
    }
  })
})
