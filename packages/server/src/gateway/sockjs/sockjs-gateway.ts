import { randomInt } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { clearInterval, performance, setInterval } from '../../kernel/machine-time.ts'
import type { Connection, ConnectionServices } from '../msync/connection.ts'
import { Connections, type ConnectionTimes } from '../msync/connections.ts'
import { listen, MAX_MESSAGE_BYTES, SERVER_OPTIONS } from '../msync/msync-gateway.ts'
import { UNSUPPORTED_DATA } from '../msync/transport.ts'
import { textFrame } from '../msync/web-socket-frame.ts'
import { WebSocketTransport } from '../msync/web-socket-transport.ts'
import { PollingTransport } from './polling-transport.ts'
import { closeFrame, framesOf, HEARTBEAT, line, OPEN, sockjsMessages } from './sockjs-frames.ts'
import { type SockjsPath, sockjsPath } from './sockjs-path.ts'

/** Clients and proxies consider a silent connection dead. */
const HEARTBEAT_MS = 25_000
/** ms that a client over HTTP has between two of its requests. */
const PATIENCE_MS = 5_000
const SWEEP_MS = 1_000
/** The same while the server stops: a client that is still there sends its next request within a round trip. */
const STOPPING_PATIENCE_MS = 500
const STOPPING_SWEEP_MS = 100
const STILL_OPEN = 2010
/** Safari and old Chrome show nothing of a response before this much has arrived. */
const PRELUDE = `${'h'.repeat(2048)}\n`

interface Polling {
  transport: PollingTransport
  connection: Connection
}

export interface SockjsTimes extends ConnectionTimes {
  heartbeatMs?: number
}

/**
 * SockJS entry for SDKs up to 4.8.1: over WebSocket and, for networks that block it, over two HTTP requests, one that
 * waits and one that sends. Its sessions are those of every MSYNC client. All requests of a session must reach the
 * same node: a load balancer can route by path, whose first two parts are the same.
 */
export class SockjsGateway {
  readonly #connections: Connections
  readonly #server = new WebSocketServer(SERVER_OPTIONS)
  readonly #webSockets = new Set<WebSocketTransport>()
  readonly #polling = new Map<string, Polling>()
  readonly #timers: readonly NodeJS.Timeout[]

  constructor(services: ConnectionServices, { heartbeatMs = HEARTBEAT_MS, ...times }: SockjsTimes = {}) {
    this.#connections = new Connections(services, times)
    this.#timers = [
      setInterval(() => this.#beat(), heartbeatMs).unref(),
      setInterval(() => this.#expire(PATIENCE_MS), SWEEP_MS).unref(),
    ]
  }

  /** Whether a path, without query, belongs to SockJS. */
  matches(path: string): boolean {
    return sockjsPath(path) !== undefined
  }

  /** Takes over a connection from the HTTP server's `upgrade` event. `address`: of the client. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void {
    if (this.#connections.closed) socket.destroy()
    else
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, socket, address))
  }

  /** Answers a request to a path that matches. `address`: of the client. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    address: string,
  ): Promise<void> {
    const found = sockjsPath(path)
    const headers = corsOf(request)
    if (found === undefined || found.kind === 'websocket') return answer(response, 404, headers)
    if (request.method === 'OPTIONS') return answer(response, 204, { ...headers, ...PREFLIGHT })
    if (found.kind === 'info') return answer(response, 200, { ...headers, ...JSON_TYPE }, info())
    if (request.method !== 'POST') return answer(response, 405, headers)
    if (found.kind === 'xhr_send') return this.#receive(found.session, request, response, headers)
    this.#wait(found, request, response, headers, address)
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    const sweeper = setInterval(() => this.#expire(STOPPING_PATIENCE_MS), STOPPING_SWEEP_MS)
    await this.#connections.close()
    clearInterval(sweeper)
  }

  #open(webSocket: WebSocket, socket: Duplex, address: string): void {
    const { onSlow } = this.#connections
    const transport = new WebSocketTransport(webSocket, socket, onSlow, sockjsMessages, (code) =>
      textFrame(closeFrame(code)),
    )
    const connection = this.#connections.open(transport, address)
    this.#webSockets.add(transport)
    transport.write(textFrame(OPEN))
    webSocket.on('message', (data: Buffer, isBinary: boolean) => {
      const frames = isBinary ? undefined : framesOf(data.toString('latin1'))
      hand(connection, data.length === 0 ? [] : frames)
    })
    listen(webSocket, transport, connection)
    webSocket.on('close', () => {
      this.#webSockets.delete(transport)
      connection.closed()
    })
  }

  /** The client waits for data; its first such request opens the session. */
  #wait(
    { kind, session }: Exclude<SockjsPath, { kind: 'info' }>,
    request: IncomingMessage,
    response: ServerResponse,
    headers: OutgoingHttpHeaders,
    address: string,
  ): void {
    request.resume()
    const streams = kind === 'xhr_streaming'
    const polling = this.#polling.get(session) ?? this.#begin(session, address)
    if (polling === undefined) {
      answer(response, 503, headers)
      return
    }
    response.writeHead(200, { ...headers, ...SCRIPT_TYPE })
    if (streams) response.write(PRELUDE)
    if (!polling.transport.attach(response, streams))
      response.end(line(closeFrame(STILL_OPEN, 'Another connection still open')))
  }

  #begin(session: string, address: string): Polling | undefined {
    if (this.#connections.closed) return undefined
    const transport = new PollingTransport({
      onSlow: this.#connections.onSlow,
      onClosed: () => {
        this.#polling.delete(session)
        connection.closed()
      },
    })
    const connection = this.#connections.open(transport, address)
    const polling = { transport, connection }
    this.#polling.set(session, polling)
    return polling
  }

  /** The client sends data. The answer waits while the limit on pending frames is reached. */
  async #receive(
    session: string,
    request: IncomingMessage,
    response: ServerResponse,
    headers: OutgoingHttpHeaders,
  ): Promise<void> {
    const text = await readText(request).catch(() => undefined)
    const polling = this.#polling.get(session)
    if (polling === undefined) return answer(response, 404, headers)
    if (text === undefined) return answer(response, 413, headers)
    if (text === '') return answer(response, 500, headers, 'Payload expected.')
    const frames = framesOf(text)
    if (frames === undefined) return answer(response, 500, headers, 'Broken JSON encoding.')
    hand(polling.connection, frames)
    await polling.transport.ready
    answer(response, 204, { ...headers, 'content-type': 'text/plain; charset=UTF-8' })
  }

  #beat(): void {
    const framed = textFrame(HEARTBEAT)
    for (const transport of this.#webSockets) transport.write(framed)
    for (const { transport } of this.#polling.values()) transport.heartbeat()
  }

  #expire(patience: number): void {
    const now = performance.now()
    for (const { transport } of this.#polling.values()) transport.expire(now, patience)
  }
}

/** Passes the frames of one message to the connection. */
function hand(connection: Connection, frames: Buffer[] | 'too many' | undefined): void {
  if (frames === undefined) connection.shut(UNSUPPORTED_DATA)
  else if (frames === 'too many') connection.onFlood()
  else if (frames.length === 0) connection.note()
  else for (const frame of frames) connection.receive(frame)
}

const NO_STORE = { 'cache-control': 'no-store, no-cache, no-transform, must-revalidate, max-age=0' }
const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8', ...NO_STORE }
const SCRIPT_TYPE = { 'content-type': 'application/javascript; charset=UTF-8', ...NO_STORE }
const PREFLIGHT = { 'access-control-allow-methods': 'OPTIONS, POST, GET', 'access-control-max-age': '86400' }

function info(): string {
  const entropy = randomInt(2 ** 32)
  return JSON.stringify({ websocket: true, origins: ['*:*'], cookie_needed: false, entropy })
}

/** These requests carry credentials, for which browsers require the page's origin by name. */
function corsOf({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const { origin } = headers
  const wanted = headers['access-control-request-headers']
  return {
    'access-control-allow-origin': origin ?? '*',
    ...(origin === undefined ? {} : { 'access-control-allow-credentials': 'true', vary: 'origin' }),
    ...(wanted === undefined ? {} : { 'access-control-allow-headers': wanted }),
  }
}

function answer(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, body = ''): void {
  response.writeHead(status, headers).end(body)
}

/** Undefined if the body is too large. Rejects if the client breaks off. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_MESSAGE_BYTES) chunks.push(chunk)
  }
  return size > MAX_MESSAGE_BYTES ? undefined : Buffer.concat(chunks).toString('latin1')
}
