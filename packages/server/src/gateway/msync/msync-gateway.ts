import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { ApiError } from '@ringpost/contract'
import { decodeClientFrame, ProtocolError, provisionAnswer } from '@ringpost/protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import type { SessionRegistry } from '../../delivery/session-registry.ts'
import { FrameSocket } from './frame-socket.ts'
import { statusOf } from './gateway-status.ts'
import { type LoginServices, logIn, makeRoom } from './login.ts'
import { MsyncSession, type SessionServices } from './msync-session.ts'
import { webSocketFrame } from './web-socket-frame.ts'

/** Path at which the SDKs from 4.13 on connect (msync.md §1.1). */
export const MSYNC_PATH = '/websocket'

/** Largest frame of a client in bytes. */
const MAX_FRAME_BYTES = 1024 * 1024
/** ms within which a new connection must log in. */
const LOGIN_WITHIN_MS = 15_000
/** ms of silence after which a client is gone: it sends a heartbeat every 30-60 s (msync.md §1.4, trap 20). */
const IDLE_MS = 150_000
const SWEEP_MS = 5_000

export interface MsyncServices extends LoginServices, SessionServices {
  readonly registry: SessionRegistry
  readonly metrics: { logins: { inc(): void }; slowClients: { inc(): void } }
}

/** Plain WebSocket entry: every binary message is one MSYNC frame. */
export class MsyncGateway {
  readonly #services: MsyncServices
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    clientTracking: false,
  })
  readonly #connections = new Set<Connection>()
  /** One timer for all connections. */
  readonly #sweeper = setInterval(() => this.#sweep(Date.now()), SWEEP_MS)

  constructor(services: MsyncServices) {
    this.#services = services
    this.#sweeper.unref()
  }

  /** Takes over a connection from the HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, socket, this.#services)
      this.#connections.add(connection)
      webSocket.on('close', () => {
        this.#connections.delete(connection)
        connection.closed()
      })
    })
  }

  /** Closes every connection; clients come back by themselves, to this node or another. */
  close(): void {
    clearInterval(this.#sweeper)
    for (const connection of this.#connections) connection.shut(1001)
  }

  #sweep(now: number): void {
    for (const connection of this.#connections) connection.expire(now)
  }
}

/** One WebSocket: first a login, then the frames of its session. */
class Connection {
  readonly #webSocket: WebSocket
  readonly #services: MsyncServices
  readonly #out: FrameSocket
  #session: MsyncSession | undefined
  #loggingIn = false
  #lastFrameAt = Date.now()

  constructor(webSocket: WebSocket, socket: Duplex, services: MsyncServices) {
    this.#webSocket = webSocket
    this.#services = services
    this.#out = new FrameSocket(socket, () => services.metrics.slowClients.inc())
    webSocket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    // A broken connection is followed by close; a frame too large or malformed closes with its own code.
    webSocket.on('error', () => {})
  }

  closed(): void {
    if (this.#session !== undefined) this.#services.registry.remove(this.#session)
    this.#session = undefined
  }

  expire(now: number): void {
    const limit = this.#session === undefined ? LOGIN_WITHIN_MS : IDLE_MS
    if (now - this.#lastFrameAt > limit) this.#webSocket.terminate()
  }

  /** Closes after what was written; the frames go first because both use the same socket. */
  shut(code: number): void {
    setImmediate(() => this.#webSocket.close(code))
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#lastFrameAt = Date.now()
    try {
      if (!isBinary) throw new ProtocolError('text frame')
      const frame = decodeClientFrame(data)
      if (this.#session !== undefined) {
        this.#session.receive(frame).catch((error) => this.#fail(error))
      } else if (frame.command === 'provision') {
        if (!this.#loggingIn) this.#logIn(frame).catch((error) => this.#fail(error))
      } else this.shut(1002)
    } catch (error) {
      this.#fail(error)
    }
  }

  async #logIn(frame: Parameters<typeof logIn>[0]): Promise<void> {
    this.#loggingIn = true
    try {
      const { facts, tokenExpiresAt } = await logIn(frame, this.#services)
      if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
      const session = new MsyncSession(facts, this.#services, {
        write: (bytes) => this.#out.write(bytes),
        close: () => this.shut(1000),
      })
      // Without waiting in between: of two logins at once the later one finds the earlier.
      makeRoom(facts, this.#services.registry, frame.reason ?? undefined)
      this.#services.registry.add(session)
      this.#session = session
      this.#services.metrics.logins.inc()
      this.#answer({
        resource: facts.resource,
        ...(frame.sessionId === null ? {} : { sessionId: frame.sessionId }),
        ...(tokenExpiresAt === 0 ? {} : { tokenExpiresAt }),
      })
    } catch (error) {
      if (!(error instanceof ApiError)) this.#services.onError(error)
      this.#answer({ resource: frame.resource, status: statusOf(error) })
      // The SDK leaves the socket open after a refusal (trap 9).
      this.shut(1000)
    } finally {
      this.#loggingIn = false
    }
  }

  #answer(answer: Parameters<typeof provisionAnswer>[0]): void {
    this.#out.write(webSocketFrame(provisionAnswer(answer)))
  }

  #fail(error: unknown): void {
    if (!(error instanceof ProtocolError)) this.#services.onError(error)
    this.shut(error instanceof ProtocolError ? 1007 : 1011)
  }
}
