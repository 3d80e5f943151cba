import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { ApiError } from '@ringpost/contract'
import { GroupCommit } from './group-commit.ts'
import { StorageError } from './storage-error.ts'

/** A disk on which the test releases each sync. */
class Disk {
  readonly flights: { rows: readonly string[]; land: (error?: Error) => void }[] = []

  write = (rows: readonly string[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const land = (error?: Error) =>
        error === undefined ? resolve(rows.map((row) => row.toUpperCase())) : reject(error)
      this.flights.push({ rows, land })
    })

  /** Returns the sizes of the flights once there are `count`. */
  async started(count: number): Promise<number[]> {
    while (this.flights.length < count) await turn()
    return this.flights.map(({ rows }) => rows.length)
  }
}

const unit = (...rows: string[]) => ({ rows, bytes: 100 })

test('a lone unit flies at once; units that arrive during two flights share the next', async () => {
  const disk = new Disk()
  const commits = new GroupCommit(disk.write)
  const first = commits.submit(unit('a'))
  await disk.started(1)
  const second = commits.submit(unit('b', 'c'))
  await disk.started(2)
  const waiting = ['d', 'e', 'f'].map((row) => commits.submit(unit(row)))
  await turn()
  assert.deepEqual(await disk.started(2), [1, 2])

  disk.flights[0]!.land()
  assert.deepEqual(await first, ['A'])
  assert.deepEqual(await disk.started(3), [1, 2, 3])
  disk.flights[1]!.land()
  disk.flights[2]!.land()
  assert.deepEqual(await second, ['B', 'C'])
  assert.deepEqual(await Promise.all(waiting), [['D'], ['E'], ['F']])
})

test('a second flight waits until it is half as large as the first, or the first has landed', async () => {
  const disk = new Disk()
  const commits = new GroupCommit(disk.write)
  const first = commits.submit(unit('a', 'b', 'c'))
  await disk.started(1)
  const second = commits.submit(unit('d'))
  await turn()
  assert.equal(disk.flights.length, 1)
  const third = commits.submit(unit('e'))
  assert.deepEqual(await disk.started(2), [3, 2])
  const fourth = commits.submit(unit('f'))
  disk.flights[0]!.land()
  assert.deepEqual(await disk.started(3), [3, 2, 1])
  const fifth = commits.submit(unit('g'))
  disk.flights[1]!.land()
  disk.flights[2]!.land()
  assert.deepEqual(await disk.started(4), [3, 2, 1, 1])
  disk.flights[3]!.land()
  assert.deepEqual(await Promise.all([first, second, third, fourth, fifth]), [
    ['A', 'B', 'C'],
    ['D'],
    ['E'],
    ['F'],
    ['G'],
  ])
})

test('a flight is bounded by rows and by bytes, but takes one unit of any size', async () => {
  const disk = new Disk()
  const commits = new GroupCommit(disk.write)
  const rows = (count: number) => Array.from({ length: count }, () => 'x')
  const all = [
    commits.submit({ rows: rows(300), bytes: 300 }),
    commits.submit({ rows: rows(200), bytes: 200 }),
    commits.submit({ rows: rows(100), bytes: 100 }),
    commits.submit({ rows: rows(1), bytes: 1_900_000 }),
    commits.submit({ rows: rows(1), bytes: 1_900_000 }),
  ]
  const sizes: number[] = []
  while (sizes.length < 4) {
    await turn()
    for (const { rows, land } of disk.flights.splice(0)) {
      sizes.push(rows.length)
      land()
    }
  }
  await Promise.all(all)
  assert.deepEqual(sizes, [300, 200, 101, 1])
})

test('a unit that breaks a rule fails alone; the others are written separately, in order', async () => {
  const written: string[] = []
  const commits = new GroupCommit<string, string>(async (rows) => {
    if (rows.includes('guilty')) throw new StorageError('rejected', 'SQLITE_CONSTRAINT', 'no')
    written.push(...rows)
    return [...rows]
  })
  const results = await Promise.allSettled(['a', 'b', 'guilty', 'c'].map((row) => commits.submit(unit(row))))
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(written, ['a', 'b', 'c'])
})

test('a full disk fails the flight without a retry per unit, and the next flight goes', async () => {
  const disk = new Disk()
  const commits = new GroupCommit(disk.write)
  const failed = Promise.allSettled(['a', 'b', 'c'].map((row) => commits.submit(unit(row))))
  await disk.started(1)
  disk.flights[0]!.land(new StorageError('failed', 'SQLITE_FULL', 'disk is full'))
  for (const result of await failed)
    assert.ok(result.status === 'rejected' && result.reason.code === 'SQLITE_FULL')
  assert.equal(disk.flights.length, 1)

  const next = commits.submit(unit('d'))
  await disk.started(2)
  disk.flights[1]!.land()
  assert.deepEqual(await next, ['D'])
})

test('while four flights wait, callers are told to come back', async () => {
  const disk = new Disk()
  const commits = new GroupCommit(disk.write)
  const taken = [commits.submit(unit('a'))]
  await disk.started(1)
  taken.push(commits.submit(unit('b')))
  await disk.started(2)
  for (let count = 0; count < 1024; count++) taken.push(commits.submit(unit('c')))
  await assert.rejects(
    commits.submit(unit('d')),
    (error) => error instanceof ApiError && error.code === 'server.busy',
  )
  disk.flights[0]!.land()
  await disk.started(3)
  taken.push(commits.submit(unit('e')))

  let drained = false
  const all = Promise.all([...taken, commits.drain()]).then(() => {
    drained = true
  })
  while (!drained) {
    for (const { land } of disk.flights) land()
    await turn()
  }
  await all
})
