import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { BlockList, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { ApiError, type Operation } from '@ringpost/contract'
import type { Caller } from '../domain/caller.ts'
import type { App } from '../domain/tenancy/app.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { Tokens } from '../domain/tokens/tokens.ts'
import { Overloaded } from '../kernel/turns.ts'
import { authenticate, bearerToken } from './authenticate.ts'
import { bears } from './bears.ts'
import { parseBody, parseForm, readBytes } from './body-reader.ts'
import { networkOf } from './client-network.ts'
import { decodedBody, requirePlainBody } from './decoded-body.ts'
import { dismiss } from './dismiss.ts'
import { errorBody, successBody } from './envelope.ts'
import type { OperationRouter, RouteMatch } from './operation-router.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { sendStream } from './reply-stream.ts'
import type { RequestStream } from './request-context.ts'
import { parseTarget, type RequestTarget } from './request-target.ts'
import { takesWebSocket, withoutUpgrade } from './without-upgrade.ts'

/** A page that is not an API operation (metrics, documentation). */
export interface Page {
  path: string
  /** Token that requests must carry; undefined: none. */
  bearer: string | undefined
  render(): Promise<{ type: string; body: string | Buffer }>
}

/** Another protocol on the same port, on paths that belong to no operation. */
export interface Mount {
  matches(path: string): boolean
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
}

export interface ApiServerOptions {
  router: OperationRouter
  apps: AppRegistry
  tokens: Tokens
  pages: readonly Page[]
  mounts: readonly Mount[]
  /** Takes over connections whose client asks for a WebSocket. */
  onWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Undefined: no limits. */
  limiter: RateLimiter | undefined
  /** URL prefix in replies; undefined: taken from the Host header. */
  publicUrl: string | undefined
  /** Proxies whose X-Forwarded-For is trusted. */
  trustedProxies: BlockList
  /** Called for every finished request; `operation` is undefined if none matched. */
  onFinish(facts: { operation: string | undefined; method: string; status: number; ms: number }): void
  /** Called for errors that are the server's own fault. */
  onError(error: unknown): void
}

/** ms that requests in progress get to finish when the server stops. */
const FINISH_WITHIN_MS = 10_000
/** Seconds after which a client retries a 503. By then a backlog at the disk or database is cleared, or the outage is longer. */
const BUSY_SECONDS = 1
/** Largest request body of operations outside an app, in bytes. */
const ROOT_BODY_BYTES = 16 * 1024
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
  'access-control-max-age': '86400',
}
const CORS_HEADERS =
  'authorization, content-type, accept, restrict-access, share-secret, x-requested-with, thumbnail'

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

interface Exchange {
  request: IncomingMessage
  /** Address of the client, as the connection gives it. */
  address: string
  response: ServerResponse
  target: RequestTarget
  method: string
  /** ms since 1970. */
  startedAt: number
  /** The same moment on the monotonic clock. */
  begunAt: number
  operation?: string
  /** The client withholds the body until it gets `100 Continue` (`Expect: 100-continue`). */
  isWaiting: boolean
  /** The body may be large: after an error the rest of it is not read. */
  isUpload: boolean
}

/**
 * The REST entry: finds the operation, authenticates the caller, reads and validates the body, runs it, wraps the result. It does not
 * listen: connections are handed to it.
 */
export class ApiServer {
  readonly #http: Server
  readonly #options: ApiServerOptions
  readonly #pages: ReadonlyMap<string, Page>
  readonly #connections = new Map<Duplex, ConnectionState>()

  constructor(options: ApiServerOptions) {
    this.#options = options
    this.#pages = new Map(options.pages.map((page) => [page.path, page]))
    this.#http = createServer({ keepAliveTimeout: 75_000, requestTimeout: 300_000 }, (request, response) => {
      void this.#exchange(request, response, { isWaiting: false })
    })
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#http.on(
      'checkContinue',
      (request, response) => void this.#exchange(request, response, { isWaiting: true }),
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
      this.#options.onWebSocket(request, socket, head)
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

  async #exchange(
    request: IncomingMessage,
    response: ServerResponse,
    { isWaiting }: { isWaiting: boolean },
  ): Promise<void> {
    const { socket } = request
    const connection = this.#connections.get(socket)
    // The connection is closed: nobody waits for an answer.
    if (connection === undefined) return
    const exchange: Exchange = {
      request,
      address: connection.address,
      response,
      target: parseTarget(request.url ?? '/'),
      method: request.method ?? 'GET',
      startedAt: Date.now(),
      begunAt: performance.now(),
      isWaiting,
      isUpload: false,
    }
    connection.latest = request
    connection.answering++
    response.once('close', () => {
      connection.answering--
      if (connection.answering === 0) connection.onIdle?.()
      if (connection.isBroken) socket.destroySoon()
      const { operation, method, begunAt } = exchange
      const ms = performance.now() - begunAt
      this.#options.onFinish({ operation, method, status: response.statusCode, ms })
    })
    const { path } = exchange.target
    try {
      const mount = this.#options.mounts.find((one) => one.matches(path))
      if (mount !== undefined) await mount.handle(request, response, path)
      else if (exchange.method === 'OPTIONS') this.#answerPreflight(exchange)
      else if (this.#pages.has(path)) await this.#answerPage(exchange, this.#pages.get(path)!)
      else await this.#answerOperation(exchange)
    } catch (error) {
      this.#answerError(exchange, error)
    }
  }

  async #answerOperation(exchange: Exchange): Promise<void> {
    const { request, address, target, method, startedAt } = exchange
    const { tokens, limiter } = this.#options
    const { app, path, match } = this.#find(method, target.path)
    const { operation, handle, validate, guard } = match.route
    exchange.operation = operation.id
    exchange.isUpload = operation.streams === 'in'
    const token = bearerToken(request.headers.authorization)
    const resource = target.query.resource
    const actor = await authenticate(operation, { app, token, params: match.params, resource }, tokens)
    if (handle === undefined) throw new ApiError('route.not_built', { operation: operation.id })
    guard(target.query)
    if (app !== undefined) limiter?.take(app.id, operation, match.params.username?.toLowerCase())
    if (operation.streams === 'in') requirePlainBody(request)
    const stream = operation.streams === undefined ? undefined : requestStream(exchange)
    const body = stream === undefined ? validate(await this.#readBody(exchange, operation, app)) : undefined
    const origin = this.#origin(request)
    const result = await handle({
      operation,
      app: app as App & undefined,
      caller: (app && { app, actor }) as Caller & undefined,
      params: match.params,
      query: queryOf(operation, target, request),
      body: body as undefined,
      stream: stream as undefined,
      token,
      origin,
      network: networkOf(address, request.headers, this.#options.trustedProxies),
    })
    if (result.stream !== undefined) {
      request.resume()
      return sendStream(exchange.response, result.stream, CORS)
    }
    const facts = { app, origin, path, query: target.query, method, startedAt }
    this.#answer(exchange, result.status ?? 200, successBody(operation, result, facts))
  }

  /** @throws ApiError `app.unknown`, `route.unknown`, `route.method`. */
  #find(method: string, path: string): { app: App | undefined; path: string; match: RouteMatch } {
    const { router, apps } = this.#options
    const root = router.find('root', method, path)
    if (root !== undefined) {
      // Some paths name the app somewhere other than at the start.
      const { org, app: name } = root.params
      const app = org === undefined || name === undefined ? undefined : apps.get(org, name)
      return { app, path, match: root }
    }
    const [, first = '', second = '', ...rest] = path.split('/')
    const below = `/${rest.join('/')}`
    const app =
      first === 'app-id' ? apps.byAppId(second) : apps.get(decodeSegment(first), decodeSegment(second))
    const match = app && router.find('app', method, below)
    if (app !== undefined && match !== undefined) return { app, path: below, match }
    if (router.knows('root', path)) throw new ApiError('route.method')
    if (second === '' || rest.length === 0) throw new ApiError('route.unknown')
    if (app === undefined) throw new ApiError('app.unknown', { org: first, app: second, path: below })
    throw new ApiError(router.knows('app', below) ? 'route.method' : 'route.unknown')
  }

  /** The parsed body of a request; undefined for operations that take none, whatever was sent. */
  async #readBody(exchange: Exchange, operation: Operation, app: App | undefined): Promise<unknown> {
    const { request } = exchange
    const limit = operation.maxBodyBytes ?? app?.settings.requestBytes ?? ROOT_BODY_BYTES
    const open = () => (operation.body === undefined ? request : decodedBody(request))
    const bytes = await readBytes(request, open, limit, () => tellToSend(exchange))
    if (operation.body === undefined) return undefined
    if (operation.bodyIn === 'form') return parseForm(bytes, request.headers['content-type'])
    try {
      return parseBody(bytes, request.headers['content-type'])
    } catch (error) {
      // Newer modules use one text for every unreadable body; the old stack quotes its parser (rest-messages-users.md §13.2).
      if (operation.bodyFault === 'request.body_invalid') throw new ApiError('request.body_invalid')
      throw error
    }
  }

  async #answerPage(exchange: Exchange, page: Page): Promise<void> {
    if (exchange.method !== 'GET' && exchange.method !== 'HEAD') throw new ApiError('route.method')
    exchange.operation = page.path
    if (!bears(page.bearer, exchange.request.headers.authorization)) throw new ApiError('auth.required')
    const { type, body } = await page.render()
    exchange.request.resume()
    exchange.response
      .writeHead(200, { ...CORS, 'content-type': type, 'content-length': Buffer.byteLength(body) })
      .end(body)
  }

  #answerPreflight({ request, response }: Exchange): void {
    const asked = request.headers['access-control-request-headers']
    request.resume()
    response
      .writeHead(204, { ...CORS, 'access-control-allow-headers': asked ?? CORS_HEADERS, 'content-length': 0 })
      .end()
  }

  #answerError(exchange: Exchange, error: unknown): void {
    const { request, response, startedAt } = exchange
    let known: ApiError
    if (error instanceof ApiError) known = error
    else if (error instanceof Overloaded)
      known = new ApiError('request.rate_limited', {}, { retryAfter: error.seconds })
    else {
      known = new ApiError('server.error')
      if (!request.destroyed || request.complete) this.#options.onError(error)
    }
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const retryAfter = known.retryAfter ?? (known.fact.status === 503 ? BUSY_SECONDS : undefined)
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
    const { isUpload, isWaiting } = exchange
    const isUnwanted = isUpload || isWaiting || known.code === 'request.too_large'
    if (!request.complete && isUnwanted) {
      const text = JSON.stringify(errorBody(known, startedAt))
      dismiss(request, response, known.fact.status, jsonHeaders(text), text)
    } else {
      request.resume()
      this.#answer(exchange, known.fact.status, errorBody(known, startedAt))
    }
  }

  #answer({ response }: Exchange, status: number, body: unknown): void {
    const text = JSON.stringify(body)
    response.writeHead(status, jsonHeaders(text)).end(text)
  }

  #origin(request: IncomingMessage): string {
    const scheme = request.socket instanceof TLSSocket ? 'https' : 'http'
    return this.#options.publicUrl ?? `${scheme}://${request.headers.host ?? 'localhost'}`
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
    const body = JSON.stringify(errorBody(new ApiError('request.argument_illegal'), Date.now()))
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }
}

function queryOf(
  { headerQuery = [] }: Operation,
  { query }: RequestTarget,
  { headers }: IncomingMessage,
): Readonly<Record<string, string>> {
  const merged: Record<string, string> = Object.assign(Object.create(null), query)
  for (const name of headerQuery) {
    const value = headers[name.toLowerCase()]
    if (typeof value === 'string') merged[name] ??= value
  }
  return merged
}

function jsonHeaders(text: string): OutgoingHttpHeaders {
  return {
    ...CORS,
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(text),
  }
}

function requestStream(exchange: Exchange): RequestStream {
  const { request, method } = exchange
  return {
    method,
    headers: request.headers,
    body() {
      tellToSend(exchange)
      return request
    },
  }
}

function tellToSend(exchange: Exchange): void {
  if (exchange.isWaiting) exchange.response.writeContinue()
  exchange.isWaiting = false
}

function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
