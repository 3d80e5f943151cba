import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { clearInterval, performance, setInterval } from '../../kernel/machine-time.ts'
import { type ConnectionServices, SyncConnection } from './sync-connection.ts'
import { SyncOwners } from './sync-owners.ts'

/** Where SDK 5 fetches its lists (sdk5.md §9.1); what SockJS serves lies below it. */
export const SYNC_PATH = '/ws'

/** Bytes of a query; the SDK's have about 150. */
const MAX_QUERY_BYTES = 4 * 1024
/** Characters: no header could carry a longer one. */
const MAX_TOKEN_LENGTH = 8 * 1024
/** ms without a query and without a page that has left. The SDK opens the socket to ask, and closes it with the answer. */
const PATIENCE_MS = 20_000
const SWEEP_MS = 2_000
/** Close code of a connection that ends for a newer one of its user. */
const REPLACED = 1000

/** Over the defaults, for tests. */
export interface SyncTimes {
  patienceMs?: number
  sweepMs?: number
}

/** The second socket of SDK 5: it is open only while lists are fetched, and says who it is with each query. */
export class SyncGateway {
  readonly #services: ConnectionServices
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_QUERY_BYTES,
    clientTracking: false,
  })
  readonly #connections = new Set<SyncConnection>()
  readonly #owners = new SyncOwners<SyncConnection>()
  readonly #sweeper: NodeJS.Timeout
  #isClosed = false

  constructor(
    services: ConnectionServices,
    { patienceMs = PATIENCE_MS, sweepMs = SWEEP_MS }: SyncTimes = {},
  ) {
    this.#services = services
    this.#sweeper = setInterval(() => {
      const now = performance.now()
      for (const connection of this.#connections) connection.expire(now, patienceMs)
    }, sweepMs)
    this.#sweeper.unref()
  }

  /** Takes over a connection from the HTTP server's `upgrade` event; without a token it is refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, token: string | undefined): void {
    if (this.#isClosed) {
      socket.destroy()
      return
    }
    if (token === undefined || token === '' || token.length > MAX_TOKEN_LENGTH) {
      socket.on('error', () => {})
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new SyncConnection(webSocket, token, this.#services, this.#onOwner)
      this.#connections.add(connection)
      void connection.gone.then(() => {
        this.#connections.delete(connection)
        if (connection.owner !== undefined) this.#owners.release(connection.owner, connection)
      })
    })
  }

  readonly #onOwner = (connection: SyncConnection, owner: string): void => {
    void this.#owners.claim(owner, connection)?.end(REPLACED)
  }

  /** The client comes again by itself, to this node or another. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#sweeper)
    await Promise.all([...this.#connections].map((connection) => connection.end(1001)))
  }
}
