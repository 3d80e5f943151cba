import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Slots } from './slots.ts'

test('a limited number runs at once, the others follow in order, and failed work frees its slot', async () => {
  const slots = new Slots(2)
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const begun: number[] = []
  const work = [1, 2, 3, 4].map((number) =>
    slots.run(async () => {
      begun.push(number)
      await held
      if (number === 1) throw new Error('it went wrong')
      return number
    }),
  )
  assert.deepEqual(begun, [1, 2])
  release()
  await assert.rejects(work[0]!, /it went wrong/)
  assert.deepEqual(await Promise.all(work.slice(1)), [2, 3, 4])
  assert.deepEqual(begun, [1, 2, 3, 4])
})

test('work that has waited too long is refused and takes no slot', async () => {
  const slots = new Slots(1, 10)
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const first = slots.run(() => held)
  await assert.rejects(
    slots.run(async () => {}),
    /no free slot within 10 ms/,
  )
  release()
  await first
  assert.equal(await slots.run(async () => 'free again'), 'free again')
})
