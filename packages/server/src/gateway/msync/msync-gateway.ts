import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { Connection, type ConnectionServices, type Patience } from './connection.ts'

/** Path at which the SDKs from 4.13 on connect (msync.md §1.1). */
export const MSYNC_PATH = '/websocket'

/** Largest frame of a client in bytes. */
const MAX_FRAME_BYTES = 1024 * 1024
/** A client sends a heartbeat every 30-60 s (msync.md §1.4, trap 20). */
const PATIENCE: Patience = { login: 15_000, idle: 150_000, close: 5_000 }
const SWEEP_MS = 5_000

/** Plain WebSocket entry: every binary message is one MSYNC frame. */
export class MsyncGateway {
  readonly #services: ConnectionServices
  readonly #patience: Patience
  readonly #server: WebSocketServer
  readonly #connections = new Set<Connection>()
  /** One timer for all connections. */
  readonly #sweeper: NodeJS.Timeout
  #closed = false

  /** @param patience over the defaults; @param sweepMs how often silence is looked for. */
  constructor(services: ConnectionServices, patience: Partial<Patience> = {}, sweepMs = SWEEP_MS) {
    this.#services = services
    this.#patience = { ...PATIENCE, ...patience }
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: MAX_FRAME_BYTES,
      clientTracking: false,
    })
    this.#sweeper = setInterval(() => this.#sweep(Date.now()), sweepMs)
    this.#sweeper.unref()
  }

  /** Takes over a connection from the HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#closed) {
      socket.destroy()
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, socket, this.#services)
      this.#connections.add(connection)
      webSocket.on('close', () => {
        this.#connections.delete(connection)
        connection.closed()
      })
    })
  }

  /**
   * Answers what was accepted, then closes every connection; clients come back by themselves, to this node or another.
   * Those that do not answer the close frame in time are cut.
   */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweeper)
    const ended = [...this.#connections].map((connection) => connection.end(1001))
    const cut = setTimeout(() => {
      for (const connection of this.#connections) connection.terminate()
    }, this.#patience.close)
    await Promise.all(ended)
    clearTimeout(cut)
  }

  #sweep(now: number): void {
    for (const connection of this.#connections) connection.expire(now, this.#patience)
  }
}
