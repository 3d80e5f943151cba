import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryDelay } from './retry-delay.ts'

test('delays grow to an hour, with jitter; a service is never asked earlier than it wants, nor by all at once', () => {
  const range = (attempts: number, asked: number | null) => {
    const found = Array.from({ length: 500 }, () => retryDelay(attempts, asked))
    return [Math.min(...found), Math.max(...found)] as const
  }
  for (const [attempts, delay] of [
    [1, 5000],
    [3, 120_000],
    [6, 3_600_000],
    [40, 3_600_000],
  ] as const) {
    const [least, most] = range(attempts, null)
    assert.ok(least >= delay * 0.8 && least < delay && most <= delay * 1.2 && most > delay, `${attempts}`)
  }
  const [least, most] = range(1, 60_000)
  assert.ok(least >= 60_000 && most > 62_000 && most <= 72_000)
})
