import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AHEAD_MS, IdGenerator, idFloor, idTime, lanesOf } from './id-generator.ts'

test('ids rise, are unique and stay exact, even many per millisecond', () => {
  const ids = new IdGenerator(lanesOf(3))
  const now = Date.UTC(2026, 0, 1)
  let last = 0
  for (let i = 0; i < 1000; i++) {
    const id = ids.next(now)
    assert.ok(id > last && Number.isSafeInteger(id))
    last = id
  }
  assert.equal(idTime(last), now + Math.floor(999 / 128))
})

test('a clock that steps back does not cause repeated ids', () => {
  const ids = new IdGenerator()
  const first = ids.next(2_000_000_000_000)
  assert.ok(ids.next(1_000_000_000_000) > first)
})

test('a restart continues above the greatest stored id', () => {
  const stored = new IdGenerator(lanesOf(5)).next(Date.now() + 60_000)
  assert.ok(new IdGenerator(lanesOf(0), stored).next() > stored)
})

test('an id contains its time', () => {
  const now = 1_790_000_000_123
  const id = new IdGenerator(lanesOf(15)).next(now)
  assert.ok(id >= idFloor(now) && id < idFloor(now + 1))
})

test('ids of the year 2109 still fit in 53 bits', () => {
  assert.ok(Number.isSafeInteger(new IdGenerator(lanesOf(15, 64, 63)).next(Date.UTC(2109, 0, 1))))
})

test('1,024 nodes with the smallest shares have different ids, in milliseconds of old ones too', () => {
  const now = 1_790_000_000_123
  const all = Array.from({ length: 16 * 64 }, (_, i) => {
    const ids = new IdGenerator(lanesOf(i >> 6, 64, i & 63))
    return [ids.next(now), ids.next(now)]
  }).flat()
  assert.equal(new Set(all).size, 2048)
  assert.ok(all.every((id) => idTime(id) === now))
})

test('ids go on above those of lanes that a node had before', () => {
  const ids = new IdGenerator(lanesOf(3))
  const now = Date.now() + 1000
  const last = Array.from({ length: 300 }, () => ids.next(now)).at(-1)!
  ids.adopt(lanesOf(0, 64, 1), 0, Infinity)
  assert.ok(ids.next(now) > last)
})

test('a node with the smallest share borrows a few seconds, then refuses until time has caught up', () => {
  const ids = new IdGenerator(lanesOf(15, 64, 63))
  const now = Date.now()
  let count = 0
  assert.throws(() => {
    for (; count < 1_000_000; count++) assert.ok(idTime(ids.next(now)) <= now + AHEAD_MS + 1000)
  }, /no id can be generated/)
  assert.ok(count >= 2 * AHEAD_MS, `${count}`)
  assert.equal(idTime(ids.next(now + 60_000)), now + 60_000)
})
