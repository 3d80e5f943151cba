import type { Bus } from '../domain/cluster/bus.ts'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'
import type { SessionRegistry } from './session-registry.ts'

/** ms between two rounds while the bus is down, and the limit on the jitter that keeps nodes from querying in step. */
const ROUND_MS = 1500
const ROUND_JITTER_MS = 1000

export interface CatchUpServices {
  bus: Bus
  registry: SessionRegistry
  /** Called before a round that follows an outage: what was known from the bus is no longer valid. */
  restart(): void
}

/**
 * Makes the sessions of this node read from the database what the bus did not deliver: repeatedly while the bus is
 * down, and once when it is back. What others did not publish is announced (`unpublished.ts`).
 */
export class CatchUp {
  readonly #services: CatchUpServices
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #closed = false

  constructor(services: CatchUpServices) {
    this.#services = services
    services.bus.watch((connected) => {
      if (connected) {
        services.restart()
        services.registry.missAll()
      }
      this.#schedule(connected ? 0 : ROUND_MS)
    })
  }

  /** Looks now: something was missed. */
  now(): void {
    this.#schedule(0)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #schedule(ms: number): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#round = this.#round.then(() => this.#look())
    }, ms)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    if (!this.#closed) await this.#services.registry.refreshAll()
    if (!this.#services.bus.connected) this.#schedule(ROUND_MS + Math.random() * ROUND_JITTER_MS)
  }
}
