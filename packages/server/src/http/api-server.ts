import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { BlockList, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { ApiError, type Operation } from '@ringpost/contract'
import type { Caller } from '../domain/caller.ts'
import type { App } from '../domain/tenancy/app.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { Tokens } from '../domain/tokens/tokens.ts'
import type { Clock } from '../kernel/clock.ts'
import { performance } from '../kernel/machine-time.ts'
import { Overloaded } from '../kernel/turns.ts'
import { authenticate, bearerToken } from './authenticate.ts'
import { bears } from './bears.ts'
import { addressOf, networkOf, placeOf } from './client-network.ts'
import { requirePlainBody } from './decoded-body.ts'
import { dismiss } from './dismiss.ts'
import { errorBody, successBody } from './envelope.ts'
import { findRoute } from './find-route.ts'
import { type Arrival, HttpConnections } from './http-connections.ts'
import type { OperationRouter } from './operation-router.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { sendStream } from './reply-stream.ts'
import { readBody, streamOf } from './request-body.ts'
import { parseTarget, type RequestTarget } from './request-target.ts'
import { type RequestObserver, type RequestWatch, Unanswered } from './request-watch.ts'

/** A page that is not an API operation (metrics, documentation). */
export interface Page {
  path: string
  /** Token that requests must carry; undefined: none. */
  bearer: string | undefined
  /** Only for requests that accept HTML; others are answered as if it did not exist. */
  isForBrowsers?: true
  /** Only where the target spells it like this, as a proxy that hides it compares. */
  isExact?: true
  /** `status`: 200 if absent. */
  render(): Promise<{
    type: string
    body: string | Buffer
    status?: number
    headers?: Readonly<Record<string, string>>
  }>
}

/** Another protocol on the same port, on paths that belong to no operation. */
export interface Mount {
  matches(path: string): boolean
  /** @param address of the client. */
  handle(request: IncomingMessage, response: ServerResponse, path: string, address: string): Promise<void>
}

export interface ApiServerOptions {
  router: OperationRouter
  apps: AppRegistry
  tokens: Tokens
  pages: readonly Page[]
  mounts: readonly Mount[]
  /** Takes over connections whose client asks for a WebSocket. */
  onWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void
  /** Undefined: no limits. */
  limiter: RateLimiter | undefined
  clock: Clock
  /** URL prefix in replies; undefined: taken from the Host header. */
  publicUrl: string | undefined
  /** Sees the requests of apps; undefined: nobody does. */
  watch: RequestWatch | undefined
  /** Lets only those through who may call the emulator. `address`: as the connection gives it. @throws ApiError */
  requireTester(request: IncomingMessage, address: string): void
  /** Proxies whose X-Forwarded-For is trusted. */
  trustedProxies: BlockList
  /** Called for every finished request; `operation` is undefined if none matched. */
  onFinish(facts: { operation: string | undefined; method: string; status: number; ms: number }): void
  /** Called for errors that are the server's own fault. */
  onError(error: unknown): void
}

/** Seconds after which a client retries a 503. By then a backlog at the disk or database is cleared, or the outage is longer. */
const BUSY_SECONDS = 1
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
  'access-control-max-age': '86400',
}
const CORS_HEADERS =
  'authorization, content-type, accept, restrict-access, share-secret, x-requested-with, thumbnail'

interface Exchange extends Arrival {
  target: RequestTarget
  method: string
  /** On the monotonic clock. */
  begunAt: number
  /** Id of the operation, or path of the page. */
  operation?: string
  numbers?: Operation['numbers']
  observer?: RequestObserver | undefined
  /** The body may be large: after an error the rest of it is not read. */
  isUpload: boolean
}

/**
 * The REST entry: finds the operation, authenticates the caller, reads and validates the body, runs it, wraps the result. It does not
 * listen: connections are handed to it.
 */
export class ApiServer {
  readonly #options: ApiServerOptions
  readonly #pages: ReadonlyMap<string, Page>
  readonly #connections: HttpConnections
  /** The last answer of {@link #origin}, and whom it was for: most clients call a server by one name. */
  #lastOrigin = { scheme: '', host: '', origin: '' }

  constructor(options: ApiServerOptions) {
    this.#options = options
    this.#pages = new Map(options.pages.map((page) => [page.path, page]))
    this.#connections = new HttpConnections(
      {
        onRequest: (arrival) => void this.#exchange(arrival),
        onWebSocket: (request, socket, head, from) =>
          options.onWebSocket(request, socket, head, this.#placeOf(request, from)),
      },
      options.clock,
    )
  }

  /** Serves a connection that was accepted elsewhere. `address`: of the client. */
  accept(socket: Socket, address: string): void {
    this.#connections.accept(socket, address)
  }

  /** Finishes the requests in progress, then closes every connection. Call it once no more are accepted. */
  close(): Promise<void> {
    return this.#connections.close()
  }

  async #exchange(arrival: Arrival): Promise<void> {
    const { request, response } = arrival
    const exchange: Exchange = {
      ...arrival,
      target: parseTarget(request.url ?? '/'),
      method: request.method ?? 'GET',
      begunAt: performance.now(),
      isUpload: false,
    }
    // `on`, not `once`: it happens once anyway, and this needs no wrapper.
    response.on('close', () => {
      const { operation, method, begunAt } = exchange
      const ms = performance.now() - begunAt
      this.#options.onFinish({ operation, method, status: response.statusCode, ms })
    })
    const { path } = exchange.target
    try {
      const mount = this.#options.mounts.find((one) => one.matches(path))
      if (mount !== undefined)
        await mount.handle(request, response, path, this.#placeOf(request, arrival.address))
      else if (exchange.method === 'OPTIONS') this.#answerPreflight(exchange)
      else {
        const page = this.#pages.get(path)
        if (page !== undefined && isFor(page, request)) await this.#answerPage(exchange, page)
        else await this.#answerOperation(exchange)
      }
    } catch (error) {
      this.#answerError(exchange, error)
    }
  }

  /** Where the client is, as far as proxies that are trusted say so. */
  #placeOf({ socket, headers }: IncomingMessage, from: string): string {
    return placeOf(socket, addressOf(from, headers, this.#options.trustedProxies))
  }

  async #answerOperation(exchange: Exchange): Promise<void> {
    const { request, address, target, method } = exchange
    const { tokens, limiter, clock } = this.#options
    const { app, path, match } = findRoute(this.#options, method, target.path)
    const { operation, handle, validate, guard } = match.route
    exchange.operation = operation.id
    exchange.numbers = operation.numbers
    exchange.isUpload = operation.streams === 'in'
    if (app !== undefined && this.#options.watch !== undefined && operation.auth !== 'tester') {
      const { response } = exchange
      const { query } = target
      exchange.observer = this.#options.watch.watch({
        app,
        operation,
        method,
        path,
        query,
        request,
        response,
      })
      await exchange.observer.before()
    }
    const token = bearerToken(request.headers.authorization)
    const resource = target.query.resource
    const requireTester = () => this.#options.requireTester(request, address)
    const asked = { app, token, params: match.params, resource, requireTester }
    const actor = await authenticate(operation, asked, tokens)
    if (handle === undefined) throw new ApiError('route.not_built', { operation: operation.id })
    guard(target.query)
    if (app !== undefined) limiter?.take(app.id, operation, match.params.username?.toLowerCase())
    if (operation.streams === 'in') requirePlainBody(request)
    const stream = operation.streams === undefined ? undefined : streamOf(exchange)
    const body = stream === undefined ? validate(await readBody(exchange, operation, app)) : undefined
    exchange.observer?.took(body)
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
      now: clock.now(),
      origin,
      network: networkOf(address, request.headers, this.#options.trustedProxies),
    })
    await exchange.observer?.after()
    if (result.stream !== undefined) {
      request.resume()
      return sendStream(exchange.response, result.stream, CORS)
    }
    const facts = { app, origin, path, query: target.query, method, ...this.#time(exchange) }
    this.#answer(exchange, result.status ?? 200, successBody(operation, result, facts))
  }

  async #answerPage(exchange: Exchange, page: Page): Promise<void> {
    if (exchange.method !== 'GET' && exchange.method !== 'HEAD') throw new ApiError('route.method')
    exchange.operation = page.path
    if (!bears(page.bearer, exchange.request.headers.authorization)) throw new ApiError('auth.required')
    const { type, body, status = 200, headers } = await page.render()
    exchange.request.resume()
    exchange.response
      .writeHead(status, {
        ...CORS,
        ...headers,
        'content-type': type,
        'content-length': Buffer.byteLength(body),
      })
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
    if (error instanceof Unanswered) return
    const { request, response } = exchange
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
    const body = errorBody(known, this.#time(exchange), exchange.numbers)
    const { isUpload, isWaiting } = exchange
    const isUnwanted = isUpload || isWaiting || known.code === 'request.too_large'
    if (!request.complete && isUnwanted) {
      const text = JSON.stringify(body)
      exchange.observer?.answers(text)
      dismiss(request, response, known.fact.status, jsonHeaders(text), text)
    } else {
      request.resume()
      this.#answer(exchange, known.fact.status, body)
    }
  }

  /** What answers say of the time. */
  #time({ begunAt }: Exchange): { now: number; duration: number } {
    return { now: this.#options.clock.now(), duration: Math.round(performance.now() - begunAt) }
  }

  #answer({ response, observer }: Exchange, status: number, body: unknown): void {
    const text = JSON.stringify(body)
    observer?.answers(text)
    response.writeHead(status, jsonHeaders(text)).end(text)
  }

  /** What a client calls us, if that can be an address: it gets URLs that begin with it. */
  #origin(request: IncomingMessage): string {
    if (this.#options.publicUrl !== undefined) return this.#options.publicUrl
    const scheme = request.socket instanceof TLSSocket ? 'https' : 'http'
    const { host = '' } = request.headers
    if (this.#lastOrigin.host !== host || this.#lastOrigin.scheme !== scheme) {
      const given = `${scheme}://${host}`
      const origin = URL.canParse(given) ? given : `${scheme}://localhost`
      this.#lastOrigin = { scheme, host, origin }
    }
    return this.#lastOrigin.origin
  }
}

function isFor(page: Page, { method, headers, url }: IncomingMessage): boolean {
  if (page.isExact === true && url?.split('?', 1)[0] !== page.path) return false
  if (page.isForBrowsers !== true) return true
  return (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true
}

function queryOf(
  { headerQuery }: Operation,
  { query }: RequestTarget,
  { headers }: IncomingMessage,
): Readonly<Record<string, string>> {
  if (headerQuery === undefined) return query
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
