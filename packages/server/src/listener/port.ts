import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { clearInterval, performance, setInterval } from '../kernel/machine-time.ts'
import { readProxyHeader } from './proxy-header.ts'

/** First byte of an MSYNC frame over TCP: lengths are below 16 MiB (native.md §2.1). */
const MSYNC = 0x00
/** First byte of a TLS handshake (RFC 8446 §5.1). */
const TLS = 0x16

/** ms that a client gets until it has said what it speaks, TLS and all. As long as Node waits for the first head of a request. */
const SILENCE_MS = 60_000
const SWEEP_MS = 5_000

export interface PortOptions {
  /** Takes a connection over which comes HTTP, and with it where the client is. Undefined: there is none on this port. */
  http: ((socket: Socket, address: string) => void) | undefined
  /** Takes a connection over which come MSYNC frames, and with it where the client is. */
  msync(socket: Socket, address: string): void
  /** The certificate to use now. Undefined: no TLS. */
  tls: (() => SecureContext) | undefined
  /** Whether the PROXY header of this address counts. Undefined: nobody's does. */
  isProxy: ((address: string) => boolean) | undefined
  /** For tests: over the defaults. */
  silenceMs?: number
  sweepMs?: number
}

/** A connection that has not said yet what it speaks. */
interface Newcomer {
  socket: Socket
  /** Of the client. */
  address: string
  /** ms, on the monotonic clock. */
  since: number
  /** What has come so far. */
  head: Buffer
  mayBringHeader: boolean
}

/**
 * One port for every protocol: the first byte of a connection tells which one it is, inside of TLS as without it. All that has come
 * is given back to the socket before it is handed on, so that who takes it need not know.
 */
export class Port {
  readonly #options: PortOptions
  /** As Node's own HTTP server listens. */
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const address = socket.remoteAddress ?? ''
    this.#meet(socket, address, { mayBringHeader: this.#options.isProxy?.(address) === true })
  })
  readonly #newcomers = new Set<Newcomer>()
  readonly #sweeper: NodeJS.Timeout

  constructor(options: PortOptions) {
    this.#options = options
    this.#sweeper = setInterval(() => this.#sweep(), options.sweepMs ?? SWEEP_MS).unref()
  }

  /** Rejects with the error of the system. @returns the port, where 0 was asked for too. */
  async listen(port: number, host: string): Promise<number> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  /** Takes no more connections; resolves when all are gone, those that were handed on included. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const { socket } of this.#newcomers) socket.destroy()
    await closed
  }

  #meet(socket: Socket, address: string, { mayBringHeader }: { mayBringHeader: boolean }): void {
    const since = performance.now()
    const newcomer: Newcomer = { socket, address, since, head: Buffer.alloc(0), mayBringHeader }
    this.#newcomers.add(newcomer)
    const leave = () => socket.destroy()
    const forget = () => this.#newcomers.delete(newcomer)
    const read = (chunk: Buffer) => {
      if (!this.#look(newcomer, chunk)) return
      forget()
      socket.off('data', read).off('end', leave).off('error', leave).off('close', forget).pause()
      socket.unshift(newcomer.head)
      this.#handOn(newcomer)
    }
    socket.on('data', read).on('end', leave).on('error', leave).on('close', forget)
  }

  /** Whether enough has come. */
  #look(newcomer: Newcomer, chunk: Buffer): boolean {
    newcomer.head = newcomer.head.length === 0 ? chunk : Buffer.concat([newcomer.head, chunk])
    if (newcomer.mayBringHeader) {
      try {
        const header = readProxyHeader(newcomer.head)
        if (header === 'more') return false
        newcomer.mayBringHeader = false
        if (header !== 'none') {
          newcomer.head = newcomer.head.subarray(header.length)
          newcomer.address = header.address ?? newcomer.address
        }
      } catch {
        newcomer.socket.destroy()
        return false
      }
    }
    return newcomer.head.length > 0
  }

  #handOn({ socket, address, head }: Newcomer): void {
    const { http, msync, tls } = this.#options
    if (head[0] === TLS && tls !== undefined && !(socket instanceof TLSSocket)) {
      const secured = new TLSSocket(socket, {
        isServer: true,
        secureContext: tls(),
        ALPNProtocols: ['http/1.1'],
      })
      this.#meet(secured, address, { mayBringHeader: false })
      return
    }
    if (head[0] === MSYNC) msync(socket, address)
    else if (http !== undefined) http(socket, address)
    else socket.destroy()
    socket.resume()
  }

  #sweep(): void {
    const silence = this.#options.silenceMs ?? SILENCE_MS
    const now = performance.now()
    for (const { socket, since } of this.#newcomers) if (now - since > silence) socket.destroy()
  }
}
