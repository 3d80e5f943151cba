import { ApiError, type Operation } from '@ringpost/contract'

interface Window {
  /** End of the window: ms, on the monotonic clock. */
  until: number
  calls: number
}

/**
 * Limits calls per window, app and pool, from the declared table (rest-messages-users.md §14.1). Windows are fixed because the
 * documentation speaks of calls per second.
 */
export class RateLimiter {
  readonly #windows = new Map<string, Window>()
  #sweepAt = 0

  /**
   * @param user folded name of the user that the call concerns.
   * @param now ms, on the monotonic clock.
   * @throws ApiError `request.rate_limited`, with the seconds until every full window of the call has ended.
   */
  take(app: number, operation: Operation, user?: string, now = performance.now()): void {
    const { rate } = operation
    if (rate === undefined) return
    if (now >= this.#sweepAt) this.#sweep(now)
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
    if (window === undefined || now >= window.until) {
      window = { until: now + seconds * 1000, calls: 0 }
      this.#windows.set(key, window)
    }
    return { window, calls }
  }

  #sweep(now: number): void {
    for (const [key, window] of this.#windows) if (now >= window.until) this.#windows.delete(key)
    this.#sweepAt = now + 60_000
  }
}
