import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import { type Lane, ReadLanes, type ReadLanesOptions } from './read-lanes.ts'
import { StorageError } from './storage-error.ts'

/** Reads that last until they are told to end. */
class Reads {
  readonly lanes: ReadLanes
  /** Names of those under way, with the number of their reader. */
  readonly running = new Map<string, number>()
  readonly #ends = new Map<string, () => void>()

  constructor(options: ReadLanesOptions) {
    this.lanes = new ReadLanes(options)
  }

  begin(lane: Lane, name: string): Promise<string> {
    const read = (reader: number) =>
      new Promise<string>((resolve) => {
        this.running.set(name, reader)
        this.#ends.set(name, () => {
          this.running.delete(name)
          resolve(name)
        })
      })
    const result = this.lanes.run(lane, read)
    result.catch(() => {})
    return result
  }

  start(lane: Lane, ...names: readonly string[]): void {
    for (const name of names) void this.begin(lane, name)
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)!()
    await new Promise((resolve) => setImmediate(resolve))
  }

  get names(): string {
    return [...this.running.keys()].join(' ')
  }
}

const isBusy = (error: unknown) => error instanceof ApiError && error.code === 'server.busy'

test('quick reads always have a reader, and long ones one that bulk reads leave them', async () => {
  const reads = new Reads({ readers: 3, ahead: 2 })
  reads.start('bulk', 'b1', 'b2')
  assert.equal(reads.names, 'b1')
  reads.start('long', 'l1', 'l2')
  assert.equal(reads.names, 'b1 l1')
  reads.start('quick', 'q1', 'q2', 'q3')
  assert.equal(reads.names, 'b1 l1 q1 q2')
  assert.equal(new Set(['b1', 'l1', 'q1'].map((name) => reads.running.get(name))).size, 3)
  assert.equal(reads.running.get('q2'), reads.running.get('q1'))
  assert.equal(reads.lanes.waiting, 3)

  await reads.end('q1')
  assert.equal(reads.names, 'b1 l1 q2 q3')
  await reads.end('l1')
  assert.equal(reads.names, 'b1 q2 q3 l2', 'a second bulk read would leave none to long ones')
  await reads.end('b1')
  assert.equal(reads.names, 'q2 q3 l2 b2')
  for (const name of ['q2', 'q3', 'l2', 'b2']) await reads.end(name)
  assert.equal(reads.lanes.waiting + reads.running.size, 0)
})

test('with two readers, long and bulk reads take turns on one of them', async () => {
  const reads = new Reads({ readers: 2, ahead: 1 })
  reads.start('bulk', 'b1')
  reads.start('long', 'l1')
  reads.start('quick', 'q1')
  assert.equal(reads.names, 'b1 q1')
  await reads.end('b1')
  assert.equal(reads.names, 'q1 l1')
})

test('what waits starts in the order of the calls, whatever its lane', async () => {
  const reads = new Reads({ readers: 2, ahead: 1 })
  reads.start('quick', 'q1', 'q2')
  reads.start('long', 'l1')
  reads.start('quick', 'q3')
  await reads.end('q1')
  assert.equal(reads.names, 'q2 l1', 'many quick reads do not starve a long one')
  await reads.end('q2')
  assert.equal(reads.names, 'l1 q3')
})

test('a full lane refuses, the others do not, and it recovers', async () => {
  const reads = new Reads({ readers: 2, ahead: 1, waiting: { quick: 1, long: 1, bulk: 1 } })
  reads.start('long', 'l1')
  const l2 = reads.begin('long', 'l2')
  await assert.rejects(reads.begin('long', 'l3'), isBusy)
  reads.start('quick', 'q1')
  reads.start('quick', 'q2')
  await assert.rejects(reads.begin('quick', 'q3'), isBusy)
  await reads.end('l1')
  await reads.end('l2')
  assert.equal(await l2, 'l2')
  await reads.end('q1')
  await reads.end('q2')
  reads.start('long', 'l4')
  assert.equal(reads.names, 'l4')
  assert.equal(reads.lanes.waiting, 0)
})

test('a read that has waited for too long is refused instead of run', async () => {
  const reads = new Reads({ readers: 2, ahead: 1, patience: -1 })
  reads.start('long', 'l1')
  const late = reads.begin('long', 'l2')
  await reads.end('l1')
  await assert.rejects(late, isBusy)
  assert.equal(reads.running.size, 0)
})

test('a read that fails frees its reader', async () => {
  const lanes = new ReadLanes({ readers: 2, ahead: 1 })
  for (let round = 0; round < 5; round++)
    await assert.rejects(
      lanes.run('long', () => Promise.reject(new Error('no such table'))),
      /no such table/,
    )
  assert.equal(await lanes.run('long', async () => 1), 1)
})

test('while only quick reads may run, long ones wait', async () => {
  const reads = new Reads({ readers: 3, ahead: 1 })
  reads.start('long', 'l1')
  let isDone = false
  const done = reads.lanes.whileQuick(async () => {
    isDone = true
    assert.equal(reads.names, 'q1')
  })
  reads.start('long', 'l2')
  reads.start('quick', 'q1')
  assert.equal(reads.names, 'l1 q1')
  assert.equal(isDone, false)
  await reads.end('l1')
  await done
  assert.equal(reads.names, 'q1 l2')
})

test('closing refuses what waits, and what comes after', async () => {
  const reads = new Reads({ readers: 2, ahead: 1 })
  const running = reads.begin('long', 'l1')
  const waiting = reads.begin('long', 'l2')
  reads.lanes.close()
  const isClosed = (error: unknown) => error instanceof StorageError && error.fault === 'unavailable'
  await assert.rejects(waiting, isClosed)
  await assert.rejects(reads.begin('quick', 'q1'), isClosed)
  await reads.end('l1')
  assert.equal(await running, 'l1')
})
