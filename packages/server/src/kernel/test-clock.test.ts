import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from './clock.ts'
import { machineClock } from './machine-clock.ts'
import { TestClock } from './test-clock.ts'

/** A clock that stands at this time, however long it took to stop it. */
async function frozen(start = 1_000): Promise<TestClock> {
  const clock = new TestClock(start - 60_000)
  clock.freeze()
  await clock.set(start)
  return clock
}

test('what is due runs in the order of its time, with the clock set to it, one after the other', async () => {
  const clock = await frozen()
  const ran: string[] = []
  const slow = async (name: string) => {
    ran.push(`${name} ${clock.now()}`)
    await new Promise((resolve) => setImmediate(resolve))
    ran.push(`${name} is over`)
  }
  clock.after(300, () => slow('late'))
  clock.after(100, () => slow('early'))
  clock.after(100, () => slow('second'))
  clock.after(401, () => slow('never'))
  await clock.advance(400)
  assert.deepEqual(ran, [
    'early 1100',
    'early is over',
    'second 1100',
    'second is over',
    'late 1300',
    'late is over',
  ])
  assert.equal(clock.now(), 1_400)
})

test('what a task sets on the way runs too, if it is due by the end', async () => {
  const clock = await frozen()
  const ran: number[] = []
  clock.after(10, () => {
    clock.after(20, () => clock.after(30, () => ran.push(clock.now())))
    clock.after(1000, () => ran.push(0))
  })
  await clock.advance(60)
  assert.deepEqual(ran, [1_060])
})

test('what repeats runs at its times, but at most 20 times in a step, the last time at its end', async () => {
  const clock = await frozen(0)
  let ran: number[] = []
  const alarm = clock.every(1_000, () => ran.push(clock.now()))
  await clock.advance(3_500)
  assert.deepEqual(ran, [1_000, 2_000, 3_000, 3_500])
  ran = []
  await clock.advance(30 * 24 * 3_600_000)
  assert.equal(ran.length, 21)
  assert.equal(ran.at(-1), clock.now())
  ran = []
  await clock.advance(100_003)
  assert.ok(ran.every(Number.isInteger), 'times are whole ms, as databases keep them')
  ran = []
  alarm.cancel()
  await clock.advance(10_000)
  assert.deepEqual(ran, [])
})

test('the clock does not go back, and says so; nothing has changed then', async () => {
  const clock = await frozen(Date.UTC(2030, 0, 2))
  await assert.rejects(clock.set(Date.UTC(2030, 0, 1)), {
    name: 'ClockBehind',
    message: /^the clock cannot go back from 2030-01-02T00:00:00.000Z to 2030-01-01T00:00:00.000Z: ids/,
  })
  await assert.rejects(clock.advance(-1), RangeError)
  await assert.rejects(clock.advance(Number.NaN), RangeError)
  assert.equal(clock.now(), Date.UTC(2030, 0, 2))
  await clock.set(Date.UTC(2030, 0, 3))
  assert.equal(clock.now(), Date.UTC(2030, 0, 3))
})

test('it goes on with the time of the machine unless it is frozen', async () => {
  const clock = new TestClock(5_000)
  assert.ok(clock.now() >= 5_000 && clock.now() < 60_000)
  const { promise, resolve } = Promise.withResolvers<void>()
  clock.after(5, resolve)
  const alive = setInterval(() => {}, 1_000)
  await promise
  clearInterval(alive)
  assert.ok(clock.now() >= 5_005)
  await clock.advance(1_000_000)
  const then = clock.now()
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.ok(clock.now() > then)
  clock.freeze()
  const stands = clock.now()
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(clock.now(), stands)
  clock.resume()
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.ok(clock.now() > stands)
})

test('a move waits for what has begun by itself, and moves follow each other', async () => {
  const clock = new TestClock(0)
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const ran: string[] = []
  clock.after(1, async () => {
    begun.resolve()
    await end.promise
    ran.push('begun by itself')
  })
  const alive = setInterval(() => {}, 1_000)
  await begun.promise
  clearInterval(alive)
  clock.freeze()
  clock.after(1_000, () => ran.push('moved'))
  const both = Promise.all([clock.advance(500), clock.advance(500)])
  end.resolve()
  await both
  assert.deepEqual(ran, ['begun by itself', 'moved'])
})

test('an error of a task is that of the move, after all others have run', async () => {
  const clock = await frozen()
  let last = 0
  clock.after(1, () => {
    throw new Error('no disk')
  })
  clock.after(2, () => {
    last = clock.now()
  })
  await assert.rejects(clock.advance(10), /no disk/)
  assert.equal(last, 1_002)
  await clock.advance(1)
  assert.equal(clock.now(), 1_011)
})

for (const [name, clock] of [
  ['the clock of the machine', machineClock],
  ['a clock that nobody moves', new TestClock()],
] as [string, Clock][])
  test(`${name} runs a task once, or again after its end, until it is taken back`, async () => {
    const alive = setInterval(() => {}, 1_000)
    const before = Date.now()
    assert.ok(Math.abs(clock.now() - before) < 1_000)
    const ran: string[] = []
    const done = Promise.withResolvers<void>()
    clock.after(1, () => ran.push('taken back')).cancel()
    clock.after(2 ** 32, () => ran.push('in 49 days'))
    let running = 0
    const alarm = clock.every(2, async () => {
      running += 1
      assert.equal(running, 1, 'never two at a time')
      await new Promise((resolve) => setTimeout(resolve, 5))
      running -= 1
      ran.push('again')
      if (ran.length < 3) return
      alarm.cancel()
      clock.after(10, done.resolve)
    })
    await done.promise
    clearInterval(alive)
    assert.deepEqual(ran, ['again', 'again', 'again'])
  })
