import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Overloaded, Turns } from './turns.ts'

test('work runs a few pieces at a time, in order, and excess work is refused', async () => {
  const turns = new Turns(2, 3)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const work = (number: number) =>
    turns.take(() => {
      begun.push(number)
      return new Promise<number>((resolve) => ends.push(() => resolve(number)))
    })
  const results = [1, 2, 3, 4, 5].map(work)
  await assert.rejects(work(6), (error) => error instanceof Overloaded && error.seconds >= 1)
  assert.deepEqual(begun, [1, 2])
  for (let done = 0; done < 5; done++) {
    ends[done]!()
    assert.equal(await results[done], done + 1)
    await new Promise(setImmediate)
    assert.deepEqual(begun, [1, 2, 3, 4, 5].slice(0, done + 3))
  }
})

test('failed work frees its place', async () => {
  const turns = new Turns(1, 1)
  const failing = turns.take(() => Promise.reject(new Error('no')))
  const next = turns.take(async () => 'done')
  await assert.rejects(failing, /no/)
  assert.equal(await next, 'done')
})
