/**
 * Limit on frames that a client may send at once, and per second in the long run; a frame counts once more for every
 * `LARGE` bytes. No SDK comes near it: a message waits for the one before it, and received entries are acknowledged up
 * to a hundred at a time.
 */
const BURST = 5000
const PER_SECOND = 2000
const LARGE = 2 * 1024

/** ms that a client may exceed its allowance, during which it is slowed. */
const FLOOD_MS = 10_000

/** Allowance of one client. Times are ms on the monotonic clock. */
export class FrameAllowance {
  #left = BURST
  #filledAt = 0
  #slowedSince: number | undefined

  /** Returns the cost of a frame. */
  static costOf({ length }: Buffer): number {
    return 1 + Math.floor(length / LARGE)
  }

  /** @returns false if the client has to wait. */
  spend(cost: number, now: number): boolean {
    this.#fill(now)
    if (this.#left <= 0) {
      this.#slowedSince ??= now
      return false
    }
    this.#left -= cost
    return true
  }

  /** Charges for what has already arrived, whether or not it was allowed. */
  charge(cost: number): void {
    this.#left -= cost
  }

  /** Whether the client has been slowed for so long that it will not stop by itself. */
  isFlooded(now: number): boolean {
    return this.#slowedSince !== undefined && now - this.#slowedSince > FLOOD_MS
  }

  #fill(now: number): void {
    this.#left = Math.min(this.#left + ((now - this.#filledAt) / 1000) * PER_SECOND, BURST)
    this.#filledAt = now
    if (this.#left >= BURST / 2) this.#slowedSince = undefined
  }
}
