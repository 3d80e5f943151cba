import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import {
  type Outgoing,
  type OutgoingAnswer,
  OutgoingFault,
  type OutgoingRequest,
} from '../domain/outgoing/outgoing.ts'
import { AddressFault, checkedAddresses, hostOf } from './checked-addresses.ts'

/** ms after which an idle connection is closed: less than most servers keep one. */
const IDLE_MS = 4000
/** Idle connections kept per server. */
const IDLE_EACH = 64

export interface HttpOutgoingOptions {
  /** Whether connecting to an IP address is allowed; asked for every connection. */
  allows(address: string): boolean
}

/** Calls servers over HTTP/1.1. A connection that was idle and turns out to be closed is replaced by a new one, once. */
export class HttpOutgoing implements Outgoing {
  readonly #allows: (address: string) => boolean
  readonly #lookup: LookupFunction
  readonly #agents: Readonly<Record<string, http.Agent>>

  constructor({ allows }: HttpOutgoingOptions) {
    this.#allows = allows
    this.#lookup = (host, { all }, done) => {
      checkedAddresses(host, allows).then(
        (found) => (all ? done(null, found) : done(null, found[0]!.address, found[0]!.family)),
        (error: Error) => done(error, ''),
      )
    }
    const options = { keepAlive: true, maxFreeSockets: IDLE_EACH, timeout: IDLE_MS }
    this.#agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }
  }

  accepts(text: string): 'yes' | 'malformed' | 'internal' {
    const url = URL.parse(text)
    if (
      url === null ||
      this.#agents[url.protocol] === undefined ||
      url.username !== '' ||
      url.password !== ''
    )
      return 'malformed'
    const host = hostOf(url)
    return isIP(host) !== 0 && !this.#allows(host) ? 'internal' : 'yes'
  }

  async call(request: OutgoingRequest): Promise<OutgoingAnswer> {
    // Connecting to a literal address asks no resolver.
    const answer = this.accepts(request.url)
    if (answer === 'malformed')
      throw new OutgoingFault('forbidden', 'it is not an http(s) URL without a user')
    if (answer === 'internal')
      throw new OutgoingFault('forbidden', 'its address is not on the public internet')
    const url = new URL(request.url)
    const agent = this.#agents[url.protocol]!
    const late = AbortSignal.timeout(request.patienceMs)
    const signal = request.signal === undefined ? late : AbortSignal.any([late, request.signal])
    try {
      return await answerTo(await this.#send(url, agent, request, signal), request.answerBytes)
    } catch (error) {
      throw faultOf(error, { isLate: late.aborted, isCancelled: request.signal?.aborted === true })
    }
  }

  /** Closes idle connections. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy()
  }

  #send(
    url: URL,
    agent: http.Agent,
    { method, headers, body }: OutgoingRequest,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const options = {
      method,
      agent,
      signal,
      lookup: this.#lookup,
      headers: { 'user-agent': 'ringpost', ...length, ...headers },
    }
    const { request } = url.protocol === 'https:' ? https : http
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        const sent: ClientRequest = request(url, options, resolve)
        sent.on('error', (error: NodeJS.ErrnoException) => {
          if (sent.reusedSocket && error.code === 'ECONNRESET') attempt()
          else reject(error)
        })
        // Without a listener, Node closes the connection and says nothing.
        sent.on('upgrade', (_response, socket) => {
          socket.destroy()
          reject(new Error('it speaks another protocol'))
        })
        sent.end(body)
      }
      attempt()
    })
  }
}

async function answerTo(response: IncomingMessage, most: number): Promise<OutgoingAnswer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length
    // Leaving the loop destroys the connection.
    if (size > most) throw new OutgoingFault('oversized', `its answer is longer than ${most} bytes`)
    chunks.push(chunk)
  }
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
    text: Buffer.concat(chunks).toString(),
  }
}

function faultOf(error: unknown, { isLate, isCancelled }: { isLate: boolean; isCancelled: boolean }) {
  if (error instanceof OutgoingFault) return error
  if (error instanceof AddressFault)
    return new OutgoingFault(error.isForbidden ? 'forbidden' : 'unreachable', error.message)
  if (isCancelled) return new OutgoingFault('cancelled', 'it was given up')
  if (isLate) return new OutgoingFault('late', 'it took too long')
  return new OutgoingFault('unreachable', 'the connection failed', { cause: error })
}
