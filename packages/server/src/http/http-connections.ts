import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ApiError } from '@ringpost/contract'
import type { Clock } from '../kernel/clock.ts'
import { clearInterval, clearTimeout, setInterval, setTimeout } from '../kernel/machine-time.ts'
import { errorBody } from './envelope.ts'
import { takesWebSocket, withoutUpgrade } from './without-upgrade.ts'

/** ms that requests in progress get to finish when the server stops. */
const FINISH_WITHIN_MS = 10_000

/** State of a connection that speaks HTTP. */
interface ConnectionState {
  /** Address of the client, as the connection gives it. */
  address: string
  /** Requests being answered, which a malformed request behind them must not cut off (client-quirks.md Q1). */
  answering: number
  /** The most recent request. */
  latest: IncomingMessage | undefined
  /** Close after the current answer: what follows on the connection cannot be parsed. */
  isBroken: boolean
  /** Called once no request is being answered. */
  onIdle?: () => void
  /** Forgets the connection when its socket closes. */
  forget(): void
}

/** A request, and what its connection says about it. */
export interface Arrival {
  request: IncomingMessage
  response: ServerResponse
  /** Address of the client, as the connection gives it. */
  address: string
  /** The client withholds the body until it gets `100 Continue` (`Expect: 100-continue`). */
  isWaiting: boolean
}

export interface ConnectionHandlers {
  onRequest(arrival: Arrival): void
  /** Takes over connections whose client asks for a WebSocket. */
  onWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void
}

/** The connections that speak HTTP. Does not listen: they are handed to it. */
export class HttpConnections {
  readonly #http: Server
  readonly #handlers: ConnectionHandlers
  readonly #clock: Clock
  readonly #connections = new Map<Duplex, ConnectionState>()

  constructor(handlers: ConnectionHandlers, clock: Clock) {
    this.#clock = clock
    this.#handlers = handlers
    this.#http = createServer({ keepAliveTimeout: 75_000, requestTimeout: 300_000 }, (request, response) =>
      this.#receive(request, response, { isWaiting: false }),
    )
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#http.on('checkContinue', (request, response) =>
      this.#receive(request, response, { isWaiting: true }),
    )
    this.#http.on('clientError', (error: NodeJS.ErrnoException, socket) => this.#refuse(error, socket))
    // Starts Node's checks of how long requests take.
    this.#http.emit('listening')
  }

  /** Serves a connection that was accepted elsewhere. `address`: of the client. */
  accept(socket: Socket, address: string): void {
    this.#serve(socket, address)
  }

  /** Finishes the requests in progress, then closes every connection. Call it once no more are accepted. */
  async close(): Promise<void> {
    this.#http.close()
    // Node does not count a connection as idle before its first request; browsers open such connections in advance.
    for (const [socket, { latest }] of this.#connections) if (latest === undefined) socket.destroy()
    const closed = [...this.#connections.keys()].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    )
    // Connections become idle one by one, as their answers finish.
    const idle = setInterval(() => this.#http.closeIdleConnections(), 50)
    const patience = setTimeout(() => this.#http.closeAllConnections(), FINISH_WITHIN_MS)
    await Promise.all(closed)
    clearInterval(idle)
    clearTimeout(patience)
  }

  #serve(socket: Duplex, address: string): void {
    const forget = () => this.#connections.delete(socket)
    this.#connections.set(socket, { address, answering: 0, latest: undefined, isBroken: false, forget })
    socket.once('close', forget)
    this.#http.emit('connection', socket)
  }

  #receive(request: IncomingMessage, response: ServerResponse, { isWaiting }: { isWaiting: boolean }): void {
    const { socket } = request
    const connection = this.#connections.get(socket)
    // The connection is closed: nobody waits for an answer.
    if (connection === undefined) return
    connection.latest = request
    connection.answering++
    response.on('close', () => {
      connection.answering--
      if (connection.answering === 0) connection.onIdle?.()
      if (connection.isBroken) socket.destroySoon()
    })
    this.#handlers.onRequest({ request, response, address: connection.address, isWaiting })
  }

  /**
   * Node treats every offer of another protocol as an upgrade (before 24.9 unconditionally). Java and curl offer HTTP/2 with
   * their first request. Such an offer is ignored: once earlier requests are answered, the request is read again without it.
   */
  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const before = this.#connections.get(socket)
    const leave = () => {
      if (before !== undefined) socket.off('close', before.forget)
      this.#connections.delete(socket)
    }
    if (takesWebSocket(request)) {
      leave()
      this.#handlers.onWebSocket(request, socket, head, before?.address ?? '')
      return
    }
    // Node no longer handles errors of such a socket: a reset would end the process.
    const ignore = () => {}
    socket.on('error', ignore).pause()
    const readAgain = () => {
      // The socket closed while earlier requests were answered: its entry would never be removed.
      if (socket.destroyed) return
      leave()
      socket.off('error', ignore).unshift(Buffer.concat([withoutUpgrade(request), head]))
      this.#serve(socket, before?.address ?? '')
      socket.resume()
    }
    if (before === undefined || before.answering === 0) readAgain()
    else before.onIdle = readAgain
  }

  /** Handles a request that Node cannot parse. An answer in progress on the connection is finished first (Q1). */
  #refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const connection = this.#connections.get(socket)
    const isAnswering = connection !== undefined && connection.answering > 0
    if (isAnswering && connection.latest?.complete === true) {
      connection.isBroken = true
      return
    }
    // The body of a request in progress is malformed or timed out: nobody waits for the rest.
    if (isAnswering || !socket.writable) {
      socket.destroy()
      return
    }
    const body = JSON.stringify(
      errorBody(new ApiError('request.argument_illegal'), { now: this.#clock.now(), duration: 0 }),
    )
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }
}
