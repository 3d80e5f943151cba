import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP load balancer: each connection goes to the next node that accepts it, or to the first one that does. */
export class Balancer implements AsyncDisposable {
  /** Ports of the nodes; can change at any time. */
  readonly ports: number[]
  readonly #rotates: boolean
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #next = 0

  private constructor(ports: readonly number[], rotates: boolean) {
    this.ports = [...ports]
    this.#rotates = rotates
    this.#server = createServer((client) => {
      this.#sockets.add(client)
      client.on('error', () => client.destroy())
      client.on('close', () => this.#sockets.delete(client))
      this.#connect(client, this.#rotates ? this.#next++ : 0, this.ports.length)
    })
  }

  static async start(ports: readonly number[], rotates = true): Promise<Balancer> {
    const balancer = new Balancer(ports, rotates)
    balancer.#server.listen(0, '127.0.0.1')
    await once(balancer.#server, 'listening')
    return balancer
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get wsUrl(): string {
    return `${this.url.replace(/^http/, 'ws')}/websocket`
  }

  #connect(client: Socket, turn: number, attempts: number): void {
    const port = this.ports[turn % this.ports.length]
    if (attempts === 0 || port === undefined) {
      client.destroy()
      return
    }
    const node = connect(port, '127.0.0.1')
    let isOpen = false
    node.once('connect', () => {
      isOpen = true
      client.pipe(node)
      node.pipe(client)
      client.on('close', () => node.destroy())
      node.on('close', () => client.destroy())
    })
    node.on('error', () => {
      node.destroy()
      if (isOpen) client.destroy()
      else this.#connect(client, turn + 1, attempts - 1)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(this.#server, 'close')
  }
}
