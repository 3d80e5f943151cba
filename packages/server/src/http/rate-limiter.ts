import { ApiError, type Operation } from '@ringpost/contract'
import type { Clock } from '../kernel/clock.ts'

/** ms between two looks for windows that have ended. */
const SWEEP_MS = 60_000

interface Window {
  /** End of the window, ms since 1970. */
  until: number
  calls: number
}

/**
 * Limits calls per window, app and pool, from the declared table (rest-messages-users.md §14.1). Windows are fixed because the
 * documentation speaks of calls per second.
 */
export class RateLimiter {
  readonly #clock: Clock
  readonly #windows = new Map<string, Window>()
  #sweepAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * @param user folded name of the user that the call concerns.
   * @throws ApiError `request.rate_limited`, with the seconds until every full window of the call has ended.
   */
  take(app: number, operation: Operation, user?: string, now = this.#clock.now()): void {
    const { rate } = operation
    if (rate === undefined) return
    if (now >= this.#sweepAt || this.#sweepAt - now > SWEEP_MS) this.#sweep(now)
    const key = `${app}/${rate.pool ?? operation.id}`
    const taken = [this.#window(key, rate, now)]
    if (rate.perUser !== undefined && user !== undefined)
      taken.push(this.#window(`${key}/${user}`, rate.perUser, now))
    const full = taken.filter(({ window, calls }) => window.calls >= calls)
    if (full.length > 0) {
      const until = Math.max(...full.map(({ window }) => window.until))
      throw new ApiError('request.rate_limited', {}, { retryAfter: Math.ceil((until - now) / 1000) })
    }
    for (const { window } of taken) window.calls++
  }

  #window(
    key: string,
    { calls, seconds }: { calls: number; seconds: number },
    now: number,
  ): { window: Window; calls: number } {
    let window = this.#windows.get(key)
    // One that ends later than it can was begun before the clock was put back.
    if (window === undefined || now >= window.until || window.until - now > seconds * 1000) {
      window = { until: now + seconds * 1000, calls: 0 }
      this.#windows.set(key, window)
    }
    return { window, calls }
  }

  #sweep(now: number): void {
    for (const [key, window] of this.#windows) if (now >= window.until) this.#windows.delete(key)
    this.#sweepAt = now + SWEEP_MS
  }
}
