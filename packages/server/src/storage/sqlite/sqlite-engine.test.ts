import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import { sql } from 'kysely'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleEntry } from '../contract/samples.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import { storesOver } from '../stores-over.ts'
import { openSqlite } from './open-sqlite.ts'
import type { SqliteEngine } from './sqlite-engine.ts'

const directory = mkdtempSync(join(tmpdir(), 'ringpost-engine-'))
let engine: SqliteEngine
let stores: Stores

before(async () => {
  engine = await openSqlite({
    file: join(directory, 'ringpost.db'),
    readers: 3,
    onUnavailable: (error) => assert.fail(error),
    onCheckpointError: (error) => assert.fail(String(error)),
    onDamage: assert.fail,
  })
  await migrate(engine, migrations)
  stores = storesOver(engine)
})
after(async () => {
  await stores.close()
  rmSync(directory, { recursive: true })
})

test('a full disk fails only what does not fit, and only while it is full', async () => {
  const app = await createApp(stores)
  await stores.logs.append([sampleEntry(app, 'alice', 'bob')])
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(engine.writes)
  await limitPages(rows[0]!.page_count + 10)
  const big = () => sampleEntry(app, 'alice', 'bob', { payload: new Uint8Array(20_000) })
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => stores.logs.append([big()])))
  for (const result of results) assert.ok(result.status === 'rejected' && isFull(result.reason))
  const [small] = await stores.logs.append([sampleEntry(app, 'alice', 'bob')])
  assert.equal(small!.seq, 2)

  await limitPages(2 ** 30)
  const [fits] = await stores.logs.append([big()])
  assert.equal(fits!.seq, 3)
})

test('a commit that does not fit on the disk leaves nothing behind', async () => {
  const app = await createApp(stores)
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(engine.writes)
  await limitPages(rows[0]!.page_count + 10)
  const append = (log: string, bytes: number) =>
    sampleEntry(app, 'alice', 'bob', { log, payload: new Uint8Array(bytes) })
  const attempt = stores.commit(({ logs }) => [
    logs.append([append('g:1', 10)]),
    logs.append([append('g:1', 100_000)]),
    logs.append([append('g:1', 10)]),
  ])
  await assert.rejects(attempt, isFull)
  await limitPages(2 ** 30)
  const [appended] = await stores.logs.append([append('g:1', 10)])
  assert.equal(appended!.seq, 1)
})

test('under a steady load the write-ahead log starts over', async () => {
  const app = await createApp(stores)
  let restarted = false
  let largest = 0
  for (let round = 0; round < 400 && !restarted; round++) {
    await stores.logs.append([sampleEntry(app, 'alice', 'bob', { payload: new Uint8Array(1_000_000) })])
    const { rows } = await sql<{ log: number }>`pragma wal_checkpoint = noop`.execute(engine.reads)
    restarted = rows[0]!.log < largest
    largest = Math.max(largest, rows[0]!.log)
  }
  assert.ok(restarted, `${largest} pages and growing`)
})

function limitPages(count: number): Promise<unknown> {
  return sql`pragma max_page_count = ${sql.lit(count)}`.execute(engine.writes)
}

function isFull(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'server.storage_full'
}
