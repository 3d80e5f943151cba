import type { Clock } from '../../packages/server/src/kernel/clock.ts'
import { machineClock } from '../../packages/server/src/kernel/machine-clock.ts'

/**
 * A clock that says what `now` returns, ms since 1970, and so may go back, which `TestClock` must not: for rules that only compare
 * times. What waits for a time waits as long as ever.
 */
export function clockSaying(now: () => number): Clock {
  return { ...machineClock, now }
}
