import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from 'node:http2'
import { clearInterval, clearTimeout, performance, setInterval, setTimeout } from '../kernel/machine-time.ts'
import { Overloaded, Turns } from '../kernel/turns.ts'

/** Requests at once; Apple allows about a thousand, and what the server allows counts anyway. */
const AT_ONCE = 500
const WAITING = 10_000
/** ms between pings: who does not answer one until the next is gone. */
const PING_MS = 30_000
/** ms without a push after which the connection is closed. */
const IDLE_MS = 10 * 60_000
/** Answers are short; what is longer is no answer of Apple. */
const ANSWER_CHARACTERS = 10_000

export interface ApnsAnswer {
  status: number
  text: string
  headers: Readonly<Record<string, string | string[] | undefined>>
}

/**
 * The request got no answer.
 * - `unsent`: the server has certainly not looked at it.
 * - `unknown`: nobody knows.
 * - `overloaded`: too many are waiting.
 */
export class ApnsConnectionFault extends Error {
  override readonly name = 'ApnsConnectionFault'
  readonly kind: 'unsent' | 'unknown' | 'overloaded'

  constructor(kind: ApnsConnectionFault['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

interface Live {
  session: ClientHttp2Session
  isConnected: boolean
  /** ms of `performance.now()`. */
  usedAt: number
  awaitsPing: boolean
}

/**
 * One connection to APNs for all requests of a certificate. When it ends, is told to go away or stops answering, the next request opens
 * another. Where it goes is Apple's host or the operator's choice, never that of an app.
 */
export class ApnsConnection {
  readonly #url: string
  readonly #options: SecureClientSessionOptions
  readonly #patienceMs: number
  readonly #turns = new Turns(AT_ONCE, WAITING)
  #live: Live | undefined

  /** @param patienceMs for a connection and the answer. */
  constructor(url: string, options: SecureClientSessionOptions, patienceMs: number) {
    this.#patienceMs = patienceMs
    this.#url = url
    this.#options = options
  }

  /** @throws ApnsConnectionFault */
  async post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<ApnsAnswer> {
    try {
      return await this.#turns.take(() => this.#send(path, headers, body))
    } catch (error) {
      if (error instanceof Overloaded) throw new ApnsConnectionFault('overloaded', error.message)
      throw error
    }
  }

  /** Lets requests that are under way finish. */
  close(): void {
    if (this.#live !== undefined) this.#retire(this.#live)
  }

  #send(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<ApnsAnswer> {
    const live = this.#open()
    live.usedAt = performance.now()
    const { promise, resolve, reject } = Promise.withResolvers<ApnsAnswer>()
    const stream = requestOn(live.session, { ':method': 'POST', ':path': path, ...headers })
    let answer: ApnsAnswer | undefined
    stream.setEncoding('utf8')
    stream.on('response', ({ ':status': status = 0, ...rest }) => {
      answer = { status, text: '', headers: rest }
    })
    stream.on('data', (chunk: string) => {
      if (answer === undefined || answer.text.length > ANSWER_CHARACTERS)
        stream.close(constants.NGHTTP2_CANCEL)
      else answer.text += chunk
    })
    stream.on('end', () => answer && resolve(answer))
    // What went wrong is told by `close`, which always comes.
    stream.on('error', () => {})
    stream.on('close', () => {
      const isUnsent = !live.isConnected || stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
      const message = live.isConnected ? 'the connection broke' : 'there is no connection'
      reject(new ApnsConnectionFault(isUnsent ? 'unsent' : 'unknown', message))
    })
    // Whoever stays silent is not asked again.
    const late = setTimeout(() => live.session.destroy(), this.#patienceMs)
    stream.end(body)
    return promise.finally(() => clearTimeout(late))
  }

  #open(): Live {
    // It says so before it has told its listeners.
    const ended = this.#live?.session.closed || this.#live?.session.destroyed
    if (this.#live !== undefined && !ended) return this.#live
    const session = connect(this.#url, this.#options)
    const live: Live = { session, isConnected: false, usedAt: 0, awaitsPing: false }
    this.#live = live
    const pings = setInterval(() => this.#look(live), PING_MS)
    pings.unref()
    session.on('connect', () => {
      live.isConnected = true
    })
    session.on('goaway', () => this.#forget(live))
    session.on('error', () => this.#forget(live))
    session.on('close', () => {
      clearInterval(pings)
      this.#forget(live)
    })
    return live
  }

  /** Closes a connection that is not used, and ends one that does not answer. */
  #look(live: Live): void {
    if (performance.now() - live.usedAt > IDLE_MS) this.#retire(live)
    else if (live.awaitsPing) live.session.destroy()
    else if (live.isConnected)
      live.awaitsPing = live.session.ping(() => {
        live.awaitsPing = false
      })
  }

  #retire(live: Live): void {
    this.#forget(live)
    live.session.close()
  }

  #forget(live: Live): void {
    if (this.#live === live) this.#live = undefined
  }
}

/** @throws ApnsConnectionFault if the connection ended between two events. */
function requestOn(session: ClientHttp2Session, headers: OutgoingHttpHeaders): ClientHttp2Stream {
  try {
    return session.request(headers)
  } catch (error) {
    if (!session.closed && !session.destroyed) throw error
    throw new ApnsConnectionFault('unsent', 'the connection is closed')
  }
}
