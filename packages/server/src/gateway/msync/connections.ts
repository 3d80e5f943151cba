import type { Alarm } from '../../kernel/clock.ts'
import {
  clearInterval,
  clearTimeout,
  performance,
  setInterval,
  setTimeout,
} from '../../kernel/machine-time.ts'
import { Connection, type ConnectionServices, type Patience } from './connection.ts'
import type { Transport } from './transport.ts'

/** Web clients send a heartbeat every 30-60 s (msync.md §1.4, trap 20), native ones after 120 to 270 s or as the app sets it (native.md §2.2). */
const PATIENCE: Patience = { login: 15_000, idle: 150_000, nativeIdle: 600_000, close: 5_000 }
const SWEEP_MS = 5_000

/** Over the defaults, for tests. */
export interface ConnectionTimes {
  patience?: Partial<Patience>
  /** Interval of the checks for silent connections, and for tokens that have expired, in ms. */
  sweepMs?: number
}

/** The connections of one entry point. */
export class Connections {
  readonly #services: ConnectionServices
  readonly #patience: Patience
  readonly #connections = new Set<Connection>()
  readonly #onGone = (connection: Connection) => void this.#connections.delete(connection)
  /** One timer for all connections. */
  readonly #sweeper: NodeJS.Timeout
  readonly #expiries: Alarm
  #closed = false

  constructor(services: ConnectionServices, { patience, sweepMs = SWEEP_MS }: ConnectionTimes = {}) {
    this.#services = services
    this.#patience = { ...PATIENCE, ...patience }
    this.#sweeper = setInterval(() => this.#sweep(performance.now()), sweepMs)
    this.#sweeper.unref()
    // Tokens expire by a time that tests move.
    this.#expiries = services.ids.clock.every(sweepMs, () => {
      for (const connection of this.#connections) connection.endIfExpired()
    })
  }

  /** No more connections are accepted. */
  get closed(): boolean {
    return this.#closed
  }

  /** Opens a connection; the creator of the transport passes input to it, and reports when the transport is gone. `address`: of the client. */
  open(transport: Transport, address: string): Connection {
    const line = this.#services.frameWatch?.watch(transport)
    const connection = new Connection(
      line?.transport ?? transport,
      address,
      this.#services,
      this.#onGone,
      line,
    )
    this.#connections.add(connection)
    return connection
  }

  /** Called when a client is cut off because it does not read. */
  readonly onSlow = (): void => this.#services.metrics.slowClients.inc()

  /**
   * Answers what was accepted, then closes every connection; clients reconnect by themselves, to this node or another.
   * Those that do not answer the close frame in time are cut off.
   */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweeper)
    this.#expiries.cancel()
    const ended = [...this.#connections].map((connection) => connection.end(1001))
    const cut = setTimeout(() => {
      for (const connection of this.#connections) connection.terminate()
    }, this.#patience.close)
    await Promise.all(ended)
    clearTimeout(cut)
  }

  #sweep(now: number): void {
    for (const connection of this.#connections) connection.endIfSilent(now, this.#patience)
  }
}
