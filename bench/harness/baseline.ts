import { fileURLToPath } from 'node:url'
import { requestBytes } from '../load/http-connection.ts'
import { RawWebSocket } from '../load/raw-web-socket.ts'
import type { ChatClient } from './chat-target.ts'
import { ChildServer } from './child-server.ts'

const names = { http: 'node:http', fastify: 'Fastify', sockets: 'ws', files: 'node:http to a file' } as const

/** A minimal server: shows what the platform itself costs on this machine at this moment. */
export class Baseline {
  readonly name: string
  readonly durability = 'stores nothing'
  readonly hasLoop = true
  readonly port: number
  readonly #server: ChildServer

  private constructor(name: string, server: ChildServer) {
    this.name = name
    this.#server = server
    this.port = Number(server.announced)
  }

  static async start(kind: keyof typeof names): Promise<Baseline> {
    const script = fileURLToPath(new URL(`../baseline-${kind}.ts`, import.meta.url))
    return new Baseline(
      names[kind],
      await ChildServer.start({
        command: process.execPath,
        args: [script],
        ready: /ready at (\d+)/,
      }),
    )
  }

  pids(): readonly number[] {
    return [this.#server.pid]
  }

  /** Connects a member of `ws`, which receives what is sent to it or to all. */
  async member(
    name: string,
    onMessages: (count: number) => void = () => {},
    from?: string,
  ): Promise<ChatClient> {
    const socket = await RawWebSocket.open({
      port: this.port,
      path: `/member/${name}`,
      ...(from === undefined ? {} : { from }),
    })
    const client = { onMessages, close: () => socket.close() }
    socket.onMessage = () => client.onMessages(1)
    return client
  }

  /** A request that makes `ws` send to one member, or to all. */
  push(to: string | 'all', body: unknown): Buffer {
    return requestBytes('POST', to === 'all' ? '/all' : `/to/${to}`, body)
  }

  async stop(): Promise<void> {
    await this.#server.stop()
  }
}
