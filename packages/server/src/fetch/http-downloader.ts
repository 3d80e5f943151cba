import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { DownloadError, type Downloader } from '../domain/import/attachments.ts'
import { type AddressFault, checkedAddresses, hostOf } from './checked-addresses.ts'

const REDIRECTS = 5
/** ms for a whole download, redirects included. */
const PATIENCE_MS = 60_000
const REDIRECT = new Set([301, 302, 303, 307, 308])

export interface HttpDownloaderOptions {
  /** Whether connecting to an IP address is allowed. */
  allows(address: string): boolean
  /** ms for a whole download; a minute by default. */
  patience?: number
}

/**
 * Fetches files over HTTP from the public internet, not from the server's own network: callers must not reach through us what
 * they cannot reach themselves. Every host, after every redirect, is resolved and all of its addresses are checked. The
 * connection goes to a checked address, so the name cannot resolve to another one in between.
 */
export class HttpDownloader implements Downloader {
  readonly #allows: (address: string) => boolean
  readonly #patience: number

  constructor({ allows, patience = PATIENCE_MS }: HttpDownloaderOptions) {
    this.#allows = allows
    this.#patience = patience
  }

  async open(url: string): Promise<{ type: string; bytes: AsyncIterable<Uint8Array> }> {
    const signal = AbortSignal.timeout(this.#patience)
    let target = parse(url)
    for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
      const response = await this.#request(target, signal)
      const { statusCode = 0, headers } = response
      if (statusCode === 200) return { type: headers['content-type'] ?? '', bytes: named(response, signal) }
      response.destroy()
      if (!REDIRECT.has(statusCode) || headers.location === undefined)
        throw new DownloadError(`its server answered ${statusCode}`)
      target = parse(headers.location, target)
    }
    throw new DownloadError(`it was redirected more than ${REDIRECTS} times`)
  }

  async #request(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const addresses = await checkedAddresses(hostOf(url), this.#allows).catch((error: AddressFault) => {
      throw new DownloadError(error.message)
    })
    const lookup: LookupFunction = (_name, { all }, done) => {
      const [first] = addresses
      if (all) done(null, addresses)
      else done(null, first!.address, first!.family)
    }
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'ringpost' }
    const { request } = url.protocol === 'https:' ? https : http
    return new Promise((resolve, reject) => {
      request(url, { lookup, headers, signal, agent: false }, resolve)
        .on('error', (error) => reject(failure(error, signal)))
        // Without a listener, Node closes the connection and says nothing.
        .on('upgrade', (_response, socket) => {
          socket.destroy()
          reject(new DownloadError('its server speaks another protocol'))
        })
        .end()
    })
  }
}

/** @throws DownloadError for anything but an http(s) URL. */
function parse(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  if (url === null || !/^https?:$/.test(url.protocol)) throw new DownloadError('it is not an http(s) URL')
  return url
}

/** The body; if the connection breaks, the error is one of ours. */
async function* named(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array
  } catch (error) {
    throw failure(error, signal)
  }
}

function failure(cause: unknown, signal: AbortSignal): DownloadError {
  return new DownloadError(signal.aborted ? 'it took too long' : 'the connection failed', { cause })
}
