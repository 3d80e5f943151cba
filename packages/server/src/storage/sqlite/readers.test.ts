import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import { sql } from 'kysely'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { createApp, sampleEntry, sampleUser } from '../contract/samples.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import type { Database } from '../schema.ts'
import { storesOver } from '../stores-over.ts'
import { openSqlite } from './open-sqlite.ts'
import type { SqliteEngine } from './sqlite-engine.ts'

const directory = mkdtempSync(join(tmpdir(), 'ringpost-readers-'))
let engine: SqliteEngine
let stores: Stores
let app: App

before(async () => {
  engine = await open()
  await migrate(engine, migrations)
  stores = storesOver(engine)
  app = await createApp(stores)
  await stores.users.create([sampleUser(app, 'alice')])
})
after(async () => {
  await stores.close()
  rmSync(directory, { recursive: true })
})

function open(): Promise<SqliteEngine> {
  return openSqlite({
    file: join(directory, 'ringpost.db'),
    readers: 3,
    onUnavailable: (error) => assert.fail(error),
    onCheckpointError: (error) => assert.fail(String(error)),
    onDamage: assert.fail,
  })
}

/** Keeps a reader busy, without a pause. */
function count(reads: Database, to: number): Promise<unknown> {
  return sql`
    with recursive n (i) as (select 1 union all select i + 1 from n where i < ${to}) select max(i) from n`.execute(
    reads,
  )
}

test('quick reads go on beside long and bulk ones', async () => {
  const ended: string[] = []
  const note = (name: string) => () => ended.push(name)
  const slow = [
    count(engine.bulkReads, 4_000_000).then(note('bulk')),
    count(engine.longReads, 4_000_000).then(note('long')),
  ]
  for (let i = 0; i < 200; i++) assert.equal((await stores.users.get(app.id, 'alice'))?.name, 'alice')
  assert.deepEqual(ended, [], '200 quick reads, one after the other, end before either')
  await Promise.all(slow)
})

test('a long read does not wait for bulk reads', async () => {
  const ended: string[] = []
  const bulk = [1, 2].map((n) => count(engine.bulkReads, 4_000_000).then(() => ended.push(`bulk ${n}`)))
  await stores.logs.behind(app.id, 'alice', 'web')
  assert.deepEqual(ended, [])
  await Promise.all(bulk)
})

test('every reader sees what was acknowledged before the read began', async () => {
  const long = count(engine.longReads, 3_000_000)
  const write = async (pair: number) => {
    const log = `p:alice|peer${pair}`
    for (let seq = 1; seq <= 100; seq++) {
      await stores.logs.append([sampleEntry(app, 'alice', `peer${pair}`)])
      const [quick, { rows: behind }, { rows: bulk }] = await Promise.all([
        stores.logs.read(app.id, log, 0, 1000),
        head(engine.longReads, log),
        head(engine.bulkReads, log),
      ])
      assert.deepEqual([quick.length, behind[0]!.head, bulk[0]!.head], [seq, seq, seq])
      assert.equal((await stores.logs.read(app.id, log, seq - 1, 1)).length, 1)
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, pair) => write(pair)))
  await long
})

function head(reads: Database, log: string) {
  return sql<{ head: number }>`
    select max(seq) as head from entry where app = ${app.id} and log = (select id from log where app = ${app.id} and key = ${log})`.execute(
    reads,
  )
}

test('a full queue of reads refuses the rest, and then recovers', async () => {
  const slow = [count(engine.bulkReads, 1_000_000)]
  const results = await Promise.allSettled([
    ...slow,
    ...Array.from({ length: 200 }, () => count(engine.bulkReads, 1)),
  ])
  const refused = results.filter((result) => result.status === 'rejected')
  assert.ok(refused.length >= 100, `${refused.length} refused`)
  for (const { reason } of refused) assert.ok(reason instanceof ApiError && reason.code === 'server.busy')
  await count(engine.bulkReads, 1)
})

test('closing refuses reads that wait, and waits for those under way', async () => {
  await stores.close()
  const closing = await open()
  const running = Promise.all([count(closing.bulkReads, 2_000_000), count(closing.longReads, 2_000_000)])
  const settled = Promise.allSettled(Array.from({ length: 5 }, () => count(closing.bulkReads, 1)))
  await count(closing.reads, 1)
  await closing.close()
  await running
  for (const result of await settled)
    assert.ok(result.status === 'rejected' && /closed/.test(String(result.reason)))
  await assert.rejects(count(closing.reads, 1), /closed/)
  engine = await open()
  stores = storesOver(engine)
})
