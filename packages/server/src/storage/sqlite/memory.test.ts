import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { storesContract } from '../contract/stores-contract.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import { openStorage } from '../open-storage.ts'
import { schema } from './memory-schema.generated.ts'
import { migratedSchema } from './memory-schema.ts'
import { openMemory } from './open-memory.ts'
import type { SqliteEngine } from './sqlite-engine.ts'

storesContract('SQLite in memory', () => openStorage({ memory: true }), { isKept: false })

test('the schema in memory is what the migrations make, which have nothing left to do', async () => {
  assert.deepEqual(schema, await migratedSchema(), 'run `npm run generate`')
  const engines = [openMemory(), openMemory({ withSchema: false })]
  assert.deepEqual(await migrate(engines[0]!, migrations), [])
  assert.equal((await migrate(engines[1]!, migrations)).length, migrations.length)
  const [made, migrated] = await Promise.all(engines.map(contents))
  assert.deepEqual(made, migrated)
  for (const engine of engines) await engine.close()
})

/** Everything in the schema, and the migrations that it says it has. */
async function contents(engine: SqliteEngine): Promise<unknown> {
  const schema = await sql`select type, name, tbl_name, sql from sqlite_schema order by type, name`.execute(
    engine.reads,
  )
  const applied = await sql`select version, name from migration order by version`.execute(engine.reads)
  return [schema.rows, applied.rows]
}

test('a storage in memory opens within milliseconds', async (t) => {
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    // Time of the processor: other programs of a busy machine do not count.
    const begun = process.cpuUsage()
    const storage = await openStorage({ memory: true })
    const { user, system } = process.cpuUsage(begun)
    times.push((user + system) / 1000)
    await storage.close()
  }
  t.diagnostic(`ms: ${times.map((ms) => ms.toFixed(1)).join(', ')}`)
  assert.ok(Math.min(...times) < 50, String(times))
})

test('who reads again and again keeps nobody else waiting', async () => {
  const storage = await openStorage({ memory: true })
  let isOver = false
  setImmediate(() => {
    isOver = true
  })
  for (let reads = 0; !isOver; reads++) {
    await storage.apps.list()
    assert.ok(reads < 100)
  }
  await storage.close()
})

test('a full database in memory refuses like a full disk', async () => {
  const engine = openMemory()
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(engine.reads)
  await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count + 2)}`.execute(engine.writes)
  await assert.rejects(
    sql`insert into secret (name, value) values ('large', zeroblob(100000))`.execute(engine.writes),
    { code: 'server.storage_full' },
  )
  await engine.close()
})
