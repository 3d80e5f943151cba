import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { StorageError } from '../storage-error.ts'
import type { WalState } from './messages.ts'
import { Reader } from './reader.ts'
import { WorkerLink } from './worker-link.ts'

const directory = mkdtempSync(join(tmpdir(), 'ringpost-reader-'))
let writer: WorkerLink
let reader: Reader

before(async () => {
  const open = (role: 'writer' | 'reader') =>
    WorkerLink.open({ file: join(directory, 'ringpost.db'), role }, (error) => assert.fail(error))
  writer = await open('writer')
  await write('create table t (a integer, b blob, c text, d blob)')
  reader = new Reader(await open('reader'))
})
after(async () => {
  await reader.close()
  await writer.close()
  rmSync(directory, { recursive: true })
})

function write(sql: string, ...parameters: unknown[]): Promise<unknown> {
  return writer.call({ act: 'commit', steps: [{ sql, parameters }] })
}

test('rows come as they were written, blobs among them, of any number', async () => {
  const bytes = (...values: number[]) => Uint8Array.from(values)
  const rows = [
    { a: 1, b: bytes(1, 2, 3), c: 'x', d: null },
    { a: Number.MAX_SAFE_INTEGER, b: bytes(), c: null, d: bytes(255) },
    { a: null, b: null, c: '', d: null },
  ]
  for (const { a, b, c, d } of rows) await write('insert into t values (?, ?, ?, ?)', a, b, c, d)
  for (let round = 0; round < 2; round++) {
    const found = await reader.read<(typeof rows)[number]>('select * from t order by rowid limit ?', [9])
    assert.deepEqual(
      found.map(({ b, d, ...rest }) => ({ ...rest, b: b && bytes(...b), d: d && bytes(...d) })),
      rows,
    )
    assert.deepEqual(await reader.read('select * from t where a = ?', [77]), [])
  }
})

test('more statements than are kept have their own answers, whatever their order', async () => {
  const ask = async (n: number) =>
    assert.deepEqual(await reader.read(`select ${n} as "column ${n}", ? as p`, [n]), [
      { [`column ${n}`]: n, p: n },
    ])
  await Promise.all(Array.from({ length: 1200 }, (_, n) => ask(n % 700)))
  for (const n of [0, 699, 350, 0]) await ask(n)
})

test('a statement that fails at first works later', async () => {
  const read = () => reader.read('select z from later', [])
  await assert.rejects(read(), StorageError)
  await write('create table later (z integer)')
  await write('insert into later values (5)')
  assert.deepEqual(await read(), [{ z: 5 }])
  await assert.rejects(reader.read('select z from later where z = ?', [5, 6]), StorageError)
  assert.deepEqual(await reader.read('select z from later where z = ?', [5]), [{ z: 5 }])
})

test('the write-ahead log starts over once the reads that need it have ended, and does not wait long for them', async () => {
  const restart = () => writer.call<WalState>({ act: 'restart-log' })
  // A read that begins when the log has just started over needs nothing of it.
  const fill = async () => {
    for (let i = 0; i < 50; i++)
      await write('insert into t values (?, ?, null, null)', i, new Uint8Array(10_000))
  }
  let waited = 0
  // On a busy machine the log may start over before a read has begun, or a read be over before the writer gets to try twice.
  for (let reads = 0; waited < 2 && reads < 10; reads++) {
    await fill()
    let isOver = false
    // A read from a table: it is a transaction.
    const long = reader
      .read(
        `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
         select max(i) from n where exists (select 1 from t)`,
        [3_000_000],
      )
      .finally(() => {
        isOver = true
      })
    while (!isOver) if ((await restart()).isBusy) waited++
    await long
  }
  assert.ok(waited > 1, `${waited} attempts during reads`)
  await fill()
  const { pages, isBusy } = await restart()
  assert.equal(isBusy, false)
  assert.ok(pages > 100, `${pages} pages`)
  await write('insert into t values (1, null, null, null)')
  const { pages: after } = await writer.call<WalState>({ act: 'checkpoint' })
  assert.ok(after < 10, `${after} pages after it has started over`)
})
