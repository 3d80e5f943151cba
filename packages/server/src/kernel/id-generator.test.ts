import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IdGenerator, idFloor, idTime } from './id-generator.ts'

test('ids rise, are unique and stay exact, even many per millisecond', () => {
  const ids = new IdGenerator(3)
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
  const stored = new IdGenerator(5).next(Date.now() + 60_000)
  assert.ok(new IdGenerator(0, stored).next() > stored)
})

test('an id contains its time', () => {
  const now = 1_790_000_000_123
  const id = new IdGenerator(15).next(now)
  assert.ok(id >= idFloor(now) && id < idFloor(now + 1))
})

test('ids of the year 2109 still fit in 53 bits', () => {
  assert.ok(Number.isSafeInteger(new IdGenerator(15).next(Date.UTC(2109, 0, 1))))
})
