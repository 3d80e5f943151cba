import type { Bus } from '../domain/cluster/bus.ts'
import type { Peers } from '../domain/cluster/peers.ts'
import type { SessionRegistry } from './session-registry.ts'

/** Sessions that look at the same time: each asks the database. */
const AT_ONCE = 8
/** ms between two rounds while the bus is away, and what is added at random so that nodes do not look at once. */
const ROUND_MS = 1500
const ROUND_JITTER_MS = 1000
/** ms in which several reasons to look become one round. */
const GATHER_MS = 100

export interface CatchUpServices {
  bus: Bus
  peers: Peers
  registry: SessionRegistry
  /** Before a round that follows an outage: what was known of the bus is not true any more. */
  restart(): void
}

/**
 * Has the sessions of this node look into the database for what did not come over the bus: again and again while the bus is
 * away, once when it is back, and when another node that may have committed something without telling has died or come back.
 */
export class CatchUp {
  readonly #services: CatchUpServices
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #closed = false

  constructor(services: CatchUpServices) {
    const { bus, peers } = services
    this.#services = services
    bus.watch((connected) => {
      if (connected) {
        services.restart()
        peers.tell('missed', null)
      }
      this.#schedule(connected ? 0 : ROUND_MS)
    })
    peers.on('missed', () => this.#schedule(GATHER_MS))
    peers.onGone(() => this.#schedule(GATHER_MS))
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
    const sessions = this.#services.registry.all()
    const worker = async () => {
      for (let session = sessions.shift(); session !== undefined && !this.#closed; session = sessions.shift())
        await session.catchUp()
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    if (!this.#services.bus.connected) this.#schedule(ROUND_MS + Math.random() * ROUND_JITTER_MS)
  }
}
