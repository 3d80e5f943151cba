import { freePort } from '../../test/harness/free-port.ts'
import { ChildServer } from './child-server.ts'

/** Our own NATS server on loopback, with default settings. */
export class Nats {
  readonly url: string
  readonly #server: ChildServer

  private constructor(url: string, server: ChildServer) {
    this.url = url
    this.#server = server
  }

  /** @param program its path. */
  static async start(program: string): Promise<Nats> {
    const port = await freePort()
    const server = await ChildServer.start({
      command: program,
      args: ['-a', '127.0.0.1', '-p', String(port)],
      ready: /(Server is ready)/,
    })
    return new Nats(`nats://127.0.0.1:${port}`, server)
  }

  pids(): readonly number[] {
    return [this.#server.pid]
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }
}
