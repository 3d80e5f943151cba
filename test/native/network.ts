import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** ms. */
const LATENCY_MS = 100

/**
 * What is between a phone and its server: whatever the server says is under way for a while. The SDK begins to wait for an answer after
 * it has asked, and never gets one that came before: without a network, on a busy machine, the server is quicker than that.
 */
export class Network implements AsyncDisposable {
  /** ms that it takes from now on. */
  latency = LATENCY_MS
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(port: number) {
    this.#server = createServer({ allowHalfOpen: true }, (phone) => this.#open(phone, port))
  }

  /** @param port of the server, on this machine. */
  static async start(port: number): Promise<Network> {
    const network = new Network(port)
    await once(network.#server.listen(0, '127.0.0.1'), 'listening')
    return network
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Runs work during which answers are under way for longer. */
  async slowly<T>(work: () => Promise<T>): Promise<T> {
    this.latency = 20 * LATENCY_MS
    return work().finally(() => {
      this.latency = LATENCY_MS
    })
  }

  #open(phone: Socket, port: number): void {
    const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let arrived = Promise.resolve()
    const later = (arrive: () => void) => {
      const at = performance.now() + this.latency
      arrived = arrived.then(() => pause(Math.max(0, at - performance.now()))).then(arrive)
    }
    server.on('data', (chunk) => later(() => phone.write(chunk)))
    server.on('end', () => later(() => phone.end()))
    server.on('close', () => later(() => phone.destroy()))
    phone.pipe(server)
    phone.on('close', () => server.destroy())
    for (const socket of [phone, server]) {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => this.#sockets.delete(socket))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(this.#server, 'close')
  }
}
