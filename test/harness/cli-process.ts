import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { engineSettings } from './engine.ts'

const main = fileURLToPath(new URL('../../packages/server/src/cli/main.ts', import.meta.url))

export interface Finished {
  /** Exit code; null if a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
}

/** Environment of a CLI process, without the test run's own settings. */
async function cliEnv(data: string, env: Record<string, string> = {}): Promise<NodeJS.ProcessEnv> {
  const { PATH, HOME } = process.env
  return {
    PATH,
    HOME,
    NODE_COMPILE_CACHE: join(tmpdir(), 'ringpost-test-compiled'),
    HOST: '127.0.0.1',
    PORT: '0',
    RINGPOST_DATA: data,
    RINGPOST_PASSWORD_COST: '1024',
    ...(await engineSettings(env.RINGPOST_DATA ?? data, env)),
    ...env,
  }
}

/** Runs a CLI command until it exits. */
export async function runCli(
  data: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...words], {
    env: await cliEnv(data, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** A server in its own process, which can be killed. */
export class ServerProcess {
  readonly child: ChildProcess
  readonly url: string
  readonly readyLine: string

  private constructor(child: ChildProcess, url: string, readyLine: string) {
    this.child = child
    this.url = url
    this.readyLine = readyLine
  }

  /**
   * Resolves once the ready line was printed.
   * @param program the sources, or what was made of them; and the Node that runs it.
   * @throws Error with the output if the process ends before that.
   */
  static async start(
    data: string,
    env: Record<string, string> = {},
    { program = main, node = process.execPath } = {},
  ): Promise<ServerProcess> {
    const child = spawn(node, [program, 'start'], {
      env: await cliEnv(data, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    return new Promise((resolve, reject) => {
      const take = (chunk: Buffer) => {
        output += chunk.toString('utf8')
        const ready = /^Ringpost is ready at (\S+) .*$/m.exec(output)
        if (ready === null) return
        // From now on, output is kept only by listeners.
        for (const stream of [child.stdout!, child.stderr!]) stream.off('data', take).resume()
        resolve(new ServerProcess(child, ready[1]!, ready[0]))
      }
      child.stdout!.on('data', take)
      child.stderr!.on('data', take)
      child.once('close', (code) => reject(new Error(`server ended with ${code}: ${output}`)))
    })
  }

  /**
   * Keeps what the process writes from now on. What it returns stops the process and resolves with all of it: a line comes through
   * a pipe, so before the end it may not have come yet, however long ago the process did what it tells of.
   */
  recordLog(): () => Promise<string> {
    let written = ''
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        written += text
      })
    return async () => {
      await this.end('SIGTERM')
      return written
    }
  }

  /** Ends the process and waits for it; resolves with its exit code, null after SIGKILL. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode
    const closed = once(this.child, 'close')
    this.child.kill(signal)
    const [code] = (await closed) as [number | null]
    return code
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
  }
}
