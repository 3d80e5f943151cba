import type { ConnectionWatch } from './connection-pool.ts'

/**
 * Reports once that the server is unavailable, and once that it is back, however many connections and callers are
 * affected.
 */
export class Outage implements ConnectionWatch {
  readonly #tell: (message: string) => void
  #isWatching = false
  #isAway = false

  constructor(tell: (message: string) => void) {
    this.#tell = tell
  }

  /** The caller reports what happened before. */
  begin(): void {
    this.#isWatching = true
  }

  lost(reason: Error): void {
    if (!this.#isWatching || this.#isAway) return
    this.#isAway = true
    this.#tell(`PostgreSQL is away: ${reason.message}; requests answer 503 until it is back`)
  }

  worked(): void {
    if (!this.#isAway) return
    this.#isAway = false
    this.#tell('PostgreSQL is back')
  }
}
