import { AppToken, type Credentials } from './app-token.ts'
import { CallError } from './call-error.ts'
import type { Operations } from './operations.ts'
import { Patience } from './patience.ts'
import { type Route, routes } from './routes.ts'

export type ClientOptions = Credentials & {
  /** `http://host:port` of the server, without a path. */
  url: string
  /** `org#app` */
  app: string
  /** ms that one attempt may take, uploads included; of a download, until it begins. 30,000 if left out. */
  timeout?: number
  /** Further attempts where they are safe; 2 if left out. */
  retries?: number
  /** Used instead of the global fetch. */
  fetch?: typeof fetch
}

/** A field that must be there if any of its own must. */
type Part<Name extends string, T> = [T] extends [undefined]
  ? { [N in Name]?: undefined }
  : Record<never, never> extends T
    ? { [N in Name]?: T }
    : { [N in Name]: T }

/** Query parameters are texts; numbers and booleans become some. */
type QueryValues<T> = T extends object ? { [Name in keyof T]: T[Name] | number | boolean } : undefined

/** What a call of an operation takes. */
export type Input<Id extends keyof Operations> = Part<'params', Operations[Id]['params']> &
  Part<'query', QueryValues<Operations[Id]['query']>> &
  Part<'body', Operations[Id]['body']> & {
    /** Headers beside those that the client sets. */
    headers?: Record<string, string>
    /** Ends the call, and a download after it. */
    signal?: AbortSignal
    /** Instead of that of the client: for uploads that take longer. */
    timeout?: number
  }

/** The reply to a call. */
export interface Reply<Id extends keyof Operations> {
  /** The result of the operation. */
  data: Operations[Id]['reply']
  /** Top-level fields that only this operation has. */
  further: Operations[Id]['further']
  /** The whole reply: `cursor`, `count`, `timestamp` and the like are here. Empty for files. */
  body: Readonly<Record<string, unknown>>
}

/** An input whose parts are known at run time only. */
type AnyInput = {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  timeout?: number
}

/** Longest wait between two attempts, in ms. */
const LONGEST_WAIT = 30_000

/**
 * Calls the REST API: one method for all operations, typed by their declarations.
 *
 * ```ts
 * const client = new Client({ url: 'http://localhost:8080', app: 'demo#demo', clientId, clientSecret })
 * const { data } = await client.call('users.get', { params: { username: 'alice' } })
 * ```
 */
export class Client {
  readonly #options: ClientOptions
  readonly #token: AppToken

  constructor(options: ClientOptions) {
    if (!/^[^#]+#[^#]+$/.test(options.app)) throw new TypeError('app must be org#app')
    this.#options = options
    this.#token = new AppToken(options, async (body) => {
      const reply = await this.#attempt('tokens.issue', routes['tokens.issue']!, { body }, undefined)
      return (await reply.json()) as { access_token: string; expires_in?: number }
    })
  }

  /**
   * Calls an operation. Reads are tried again when the server cannot be reached or is unavailable, and every call when there were too
   * many of them (429) or its token had ended: nothing has happened then.
   * @throws CallError if the server refuses; what fetch throws if there is no reply; TimeoutError after the timeout.
   */
  async call<Id extends keyof Operations & string>(
    id: Id,
    ...[input = {} as Input<Id>]: Record<never, never> extends Input<Id> ? [Input<Id>?] : [Input<Id>]
  ): Promise<Reply<Id>> {
    const route = routes[id]
    if (route === undefined) throw new TypeError(`there is no operation ${id}`)
    const response = await this.#send(id, route, input as AnyInput)
    if (route.streams === 'out')
      return { data: response.body, further: undefined, body: {} } as unknown as Reply<Id>
    const body = (await response.json()) as Record<string, unknown>
    const data = route.replyIn === 'bare' ? body : body[route.replyIn]
    return { data, further: body, body } as unknown as Reply<Id>
  }

  async #send(id: string, route: Route, input: AnyInput): Promise<Response> {
    const { retries = 2 } = this.#options
    let renewed = false
    for (let attempt = 0; ; attempt++) {
      const token = route.isPublic ? undefined : await this.#token.text()
      try {
        return await this.#attempt(id, route, input, token)
      } catch (error) {
        if (error instanceof CallError && error.status === 401 && token !== undefined && !renewed) {
          renewed = this.#token.renew(token)
          if (renewed && isRepeatable(input.body)) continue
        }
        if (attempt >= retries || !canRepeat(route, input, error)) throw error
        const seconds = error instanceof CallError ? error.retryAfter : undefined
        await pause(
          Math.min(seconds === undefined ? 200 * 2 ** attempt : seconds * 1000, LONGEST_WAIT),
          input.signal,
        )
      }
    }
  }

  /** @throws CallError if the status is not one of success. */
  async #attempt(id: string, route: Route, input: AnyInput, token: string | undefined): Promise<Response> {
    const { fetch: send = fetch } = this.#options
    const patience = new Patience(input.timeout ?? this.#options.timeout ?? 30_000)
    const { payload, type } = encode(route, input.body)
    const response = await send(this.#address(route, input), {
      method: route.method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(type === undefined ? {} : { 'content-type': type }),
        ...input.headers,
      },
      signal: input.signal === undefined ? patience.signal : AbortSignal.any([patience.signal, input.signal]),
      // Only downloads are redirected, to a bucket; fetch leaves the token behind then. To follow elsewhere would send the client
      // secret, or what was written, to wherever a reply points.
      redirect: route.streams === 'out' ? 'follow' : 'manual',
      ...(payload === undefined ? {} : { body: payload }),
      ...(payload instanceof ReadableStream ? { duplex: 'half' } : {}),
    } as RequestInit)
    if (response.ok) {
      if (route.streams === 'out') patience.lift()
      return response
    }
    const text = await response.text()
    const after = Number(response.headers.get('retry-after') ?? Number.NaN)
    throw new CallError(id, response.status, parsed(text), Number.isFinite(after) ? after : undefined)
  }

  #address(route: Route, { params = {}, query = {} }: AnyInput): string {
    const { url, app } = this.#options
    const base = url.replace(/\/+$/, '') + (route.isRoot ? '' : `/${app.split('#').map(segment).join('/')}`)
    const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => {
      const value = params[name]
      if (value === undefined || value === '') throw new TypeError(`the parameter ${name} is missing`)
      return segment(value)
    })
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    const search = new URLSearchParams(
      given.map(([name, value]): [string, string] => [name, String(value)]),
    ).toString()
    return `${base}${path}${search === '' ? '' : `?${search}`}`
  }
}

/**
 * One segment of a path. URLs cannot hold `.` and `..`, not even encoded: they are resolved, and the call would be another one.
 * @throws TypeError
 */
function segment(value: string): string {
  if (/^\.{1,2}$/.test(value)) throw new TypeError(`${JSON.stringify(value)} cannot be part of a path`)
  return encodeURIComponent(value)
}

function encode(
  { isForm, streams }: Route,
  body: unknown,
): { payload?: NonNullable<RequestInit['body']>; type?: string } {
  if (body === undefined) return {}
  if (streams === 'in') return { payload: body as FormData }
  if (isForm) return { payload: new URLSearchParams(body as Record<string, string>) }
  return { payload: JSON.stringify(body), type: 'application/json' }
}

/** A stream can be sent once only. */
function isRepeatable(body: unknown): boolean {
  return !(body instanceof ReadableStream)
}

function canRepeat({ method }: Route, { body, signal }: AnyInput, error: unknown): boolean {
  if (signal?.aborted || !isRepeatable(body)) return false
  if (error instanceof CallError) return error.status === 429 || (method === 'GET' && error.status === 503)
  // What fetch throws when there is no connection. Something may have happened, which does no harm to reads.
  return method === 'GET' && error instanceof TypeError && error.message !== '' && 'cause' in error
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(signal.reason)
      },
      { once: true },
    )
  })
}
