import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** ms. */
const START_WITHIN = 60_000
const STOP_WITHIN = 20_000
const ASK_EVERY = 100

/** Running servers; they are ended with the benchmark, however it ends. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export interface ChildCommand {
  command: string
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
  uid?: number
  gid?: number
  /** A channel for messages (Node only), which also tells the child when the benchmark is gone. */
  ipc?: boolean
  /** Matches the output once the server takes requests; the first group is handed to the caller. */
  ready?: RegExp
  /** Polled if the output does not say so. */
  isReady?: () => Promise<boolean>
}

/** A server in its own process. Its output is read and truncated, as a log collector would. */
export class ChildServer {
  readonly child: ChildProcess
  /** The first group of the line that announced readiness. */
  readonly announced: string

  private constructor(child: ChildProcess, announced: string) {
    this.child = child
    this.announced = announced
  }

  /** @throws Error with its output if it ends or takes too long. */
  static start({
    command,
    args,
    ready,
    isReady,
    ipc = false,
    ...options
  }: ChildCommand): Promise<ChildServer> {
    const channel = ipc ? ['ipc' as const] : []
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe', ...channel] })
    running.add(child)
    child.once('exit', () => running.delete(child))
    let output = ''
    let announced: string | undefined
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        clearTimeout(timer)
        clearInterval(asking)
        child.kill('SIGKILL')
        reject(new Error(`${command} ${why}: ${output.slice(-2000)}`))
      }
      const timer = setTimeout(() => fail('was not ready in time'), START_WITHIN)
      const read = (chunk: Buffer) => {
        if (announced !== undefined) return
        output += chunk.toString('utf8')
        const found = ready?.exec(output)?.[1]
        if (found !== undefined) succeed(found)
      }
      const succeed = (found: string) => {
        announced = found
        output = ''
        clearTimeout(timer)
        clearInterval(asking)
        resolve(new ChildServer(child, found))
      }
      const asking = setInterval(async () => {
        if (await isReady?.()) succeed('')
      }, ASK_EVERY)
      child.stdout!.on('data', read)
      child.stderr!.on('data', read)
      child.once('error', (error) => fail(error.message))
      child.once('exit', (code) => fail(`ended with ${code}`))
    })
  }

  get pid(): number {
    return this.child.pid!
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill(signal)
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_WITHIN)
    await gone
    clearTimeout(timer)
  }
}
