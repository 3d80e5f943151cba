import { ApiError } from '@ringpost/contract'
import { ClockBehind, type TestClock } from '../kernel/test-clock.ts'
import type { TestTime } from './test-app.ts'

/** Ids have 42 bits for the time, which last a little longer. */
const END = Date.UTC(2100)

/** The time of a server, within what ids can bear. */
export class EmulatedClock implements TestTime {
  readonly #clock: TestClock

  constructor(clock: TestClock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  get ahead(): number {
    return this.#clock.ahead
  }

  get isFrozen(): boolean {
    return this.#clock.isFrozen
  }

  set(time: number | Date): Promise<void> {
    return this.#move(Number(time), () => this.#clock.set(Number(time)))
  }

  advance(ms: number): Promise<void> {
    return this.#move(this.now() + (typeof ms === 'number' ? ms : Number.NaN), () => this.#clock.advance(ms))
  }

  freeze(): void {
    this.#clock.freeze()
  }

  resume(): void {
    this.#clock.resume()
  }

  /** What of it is to change. @throws Error as {@link set}; nothing has changed then. */
  async put({
    now,
    frozen = this.isFrozen,
  }: {
    now?: number | undefined
    frozen?: boolean | undefined
  }): Promise<void> {
    const wasFrozen = this.isFrozen
    // First, so that it stands exactly where it is set.
    if (frozen) this.freeze()
    try {
      if (now !== undefined) await this.set(now)
    } catch (error) {
      if (!wasFrozen) this.resume()
      throw error
    }
    if (!frozen) this.resume()
  }

  async #move(to: number, move: () => Promise<void>): Promise<void> {
    if (!Number.isFinite(to))
      throw new ApiError('testing.clock_illegal', {
        reason: 'the clock wants a number: set takes ms since 1970 or a Date, advance ms',
      })
    if (to > END)
      throw new ApiError('testing.clock_illegal', {
        reason: 'the clock cannot go beyond 2100: ids have no room for later times',
      })
    try {
      await move()
    } catch (error) {
      if (error instanceof ClockBehind) throw new ApiError('testing.clock_illegal', { reason: error.message })
      throw error
    }
  }
}
