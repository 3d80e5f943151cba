import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { findNats } from './find-programs.ts'
import { freePort } from './free-port.ts'
import { isRequired } from './required.ts'
import { WITHIN_MS } from './until.ts'

/** Names a server that tests may use; otherwise they start their own if NATS is installed. */
const URL_VARIABLE = 'RINGPOST_TEST_NATS_URL'

/** For `skip` of tests that need NATS; if a run requires it, nothing is skipped, so they fail. */
export function withoutNats(): string | false {
  return process.env[URL_VARIABLE] === undefined && withoutNatsProgram()
}

/** The same for tests that stop and start the server. */
export function withoutNatsProgram(): string | false {
  if (findNats() !== undefined || isRequired('nats')) return false
  return `no NATS: install nats-server, or set ${URL_VARIABLE} to nats://host:port`
}

/** A NATS server on a free port, which can be killed and restarted there. */
export class NatsServer implements AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly #options: readonly string[]
  #process: ChildProcess | undefined

  private constructor(port: number, options: readonly string[]) {
    this.port = port
    this.url = `nats://127.0.0.1:${port}`
    this.#options = options
  }

  /** @param options of the command line. */
  static async start(...options: string[]): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), options)
    await server.start()
    return server
  }

  async start(): Promise<void> {
    const program = findNats()
    if (program === undefined) throw new Error('nats-server is not installed')
    const child = spawn(program, ['-a', '127.0.0.1', '-p', String(this.port), ...this.#options], {
      stdio: 'ignore',
    })
    this.#process = child
    const deadline = Date.now() + WITHIN_MS
    while (!(await answers(this.port))) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('nats-server did not start')
      await pause(20)
    }
  }

  async kill(): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill()
  }
}

/** A server for one test file, with a unique prefix; `kill` ends the server if it is ours. */
export async function openNats(): Promise<{ url: string; prefix: string; kill(): Promise<void> }> {
  const prefix = `test-${randomBytes(6).toString('hex')}`
  const named = process.env[URL_VARIABLE]
  if (named !== undefined) return { url: named, prefix, kill: async () => {} }
  const server = await NatsServer.start()
  return { url: server.url, prefix, kill: () => server.kill() }
}

/** In the NATS protocol the server speaks first. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('data', () => {
      resolve(true)
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
  })
}
