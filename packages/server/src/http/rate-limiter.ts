import { ApiError, type Operation } from '@ringpost/contract'

/**
 * Calls per window, app and pool, from the declared table (rest-messages-users.md §14.1). Fixed windows: the documents
 * speak of calls per second, and daily quotas reset on the clock.
 */
export class RateLimiter {
  readonly #windows = new Map<string, { until: number; calls: number }>()
  #sweepAt = 0

  /** @param user folded name of whom the call is about. @throws ApiError `request.rate_limited`. */
  take(app: number, operation: Operation, user?: string, now = Date.now()): void {
    const { rate } = operation
    if (rate === undefined) return
    if (now >= this.#sweepAt) this.#sweep(now)
    const key = `${app}/${rate.pool ?? operation.id}`
    this.#count(key, rate, now)
    if (rate.perUser !== undefined && user !== undefined) this.#count(`${key}/${user}`, rate.perUser, now)
  }

  #count(key: string, { calls, seconds }: { calls: number; seconds: number }, now: number): void {
    let window = this.#windows.get(key)
    if (window === undefined || now >= window.until) {
      window = { until: now + seconds * 1000, calls: 0 }
      this.#windows.set(key, window)
    }
    if (++window.calls > calls) throw new ApiError('request.rate_limited')
  }

  #sweep(now: number): void {
    for (const [key, window] of this.#windows) if (now >= window.until) this.#windows.delete(key)
    this.#sweepAt = now + 60_000
  }
}
