import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FairSlots } from './fair-slots.ts'

test('a key has its share only, and free slots go to those who have the fewest', async () => {
  const slots = new FairSlots(4)
  const begun: string[] = []
  const ends: (() => void)[] = []
  const run = (key: string, limit: number) =>
    slots.run(key, limit, () => {
      begun.push(key)
      return new Promise<void>((resolve) => ends.push(resolve))
    })
  const all = [
    ...Array.from({ length: 5 }, () => run('busy', 3)),
    ...Array.from({ length: 3 }, () => run('calm', 3)),
  ]
  const settle = () => new Promise(setImmediate)
  await settle()
  assert.deepEqual(begun, ['busy', 'busy', 'busy', 'calm'])
  ends.shift()!()
  await settle()
  assert.deepEqual(begun.slice(4), ['calm'], 'two and one: the one that has fewer')
  for (let i = 0; i < 7; i++) {
    ends.shift()!()
    await settle()
  }
  await Promise.all(all)
  assert.equal(begun.filter((key) => key === 'busy').length, 5)
})

test('work that fails frees its slot', async () => {
  const slots = new FairSlots(1)
  await assert.rejects(slots.run('a', 1, () => Promise.reject(new Error('no'))))
  assert.equal(await slots.run('b', 1, async () => 'yes'), 'yes')
})
