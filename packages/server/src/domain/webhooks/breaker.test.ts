import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { TestClock } from '../../kernel/test-clock.ts'
import { Breaker } from './breaker.ts'

describe('breaker', () => {
  let clock: TestClock
  beforeEach(() => {
    clock = new TestClock()
    clock.freeze()
  })
  const fail = (breaker: Breaker, times: number, retry: 'reliable' | 'compat' = 'reliable') => {
    for (let i = 0; i < times; i++) breaker.failed(retry, false)
  }

  test('ten failures in a row open it; then one attempt at a time, after growing pauses', async () => {
    const breaker = new Breaker(clock)
    fail(breaker, 9)
    breaker.succeeded()
    fail(breaker, 9)
    assert.equal(breaker.tryAttempt(), true)
    fail(breaker, 1)
    assert.deepEqual([breaker.state, breaker.tryAttempt()], ['open', false])
    for (const ms of [30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]) {
      await clock.advance(ms - 1)
      assert.equal(breaker.state, 'open', `${ms}`)
      await clock.advance(1)
      assert.deepEqual([breaker.tryAttempt(), breaker.tryAttempt()], [true, false])
      fail(breaker, 1)
    }
    await clock.advance(600_000)
    assert.equal(breaker.tryAttempt(), true)
    breaker.succeeded()
    assert.deepEqual([breaker.state, breaker.tryAttempt(), breaker.tryAttempt()], ['closed', true, true])
  })

  test('a receiver that is gone is asked every ten minutes', async () => {
    const breaker = new Breaker(clock)
    breaker.failed('reliable', true)
    await clock.advance(599_999)
    assert.equal(breaker.state, 'open')
    await clock.advance(1)
    assert.equal(breaker.state, 'half-open')
  })

  test('mode compat: 90 failures within 30 s, for 5 min times the bans of the day, 25 at most', async () => {
    const breaker = new Breaker(clock)
    fail(breaker, 89, 'compat')
    await clock.advance(30_001)
    fail(breaker, 89, 'compat')
    assert.equal(breaker.state, 'closed')
    for (const minutes of [5, 10, 15, 20, 25, 25]) {
      fail(breaker, 90, 'compat')
      assert.equal(breaker.state, 'open')
      await clock.advance(minutes * 60_000 - 1)
      assert.equal(breaker.state, 'open')
      await clock.advance(1)
      assert.equal(breaker.tryAttempt(), true)
      breaker.succeeded()
      assert.equal(breaker.state, 'closed')
    }
  })
})
