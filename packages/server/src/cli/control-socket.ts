import { createHash } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Core } from '../app/core.ts'
import { type CommandLine, PartialFailure, UsageError } from './command.ts'
import { dataCommands } from './data-commands.ts'

/** Longest socket path that every platform accepts. */
const PATH_LIMIT = 100
const CUT_OFF = 'the server ended before the command did'

/** A command as sent to the server. */
interface Call extends CommandLine {
  /** Name of the command. */
  name: string
  /** The user's working folder. */
  cwd: string
}

/** The reply, one JSON object per line: any number of progress notes, then the end. */
type Answer =
  | { progress: string }
  /** `refused`: the output says what the user has to fix; `partial`: not everything was done. */
  | { output: string; end: 'done' | 'refused' | 'partial' }

/** Where the server of a data folder accepts commands. Only the account that runs the server has access. */
function controlPath(data: string): string {
  const id = createHash('sha256').update(data).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\ringpost-${id}`
  const beside = join(data, 'control.sock')
  return Buffer.byteLength(beside) <= PATH_LIMIT ? beside : join(tmpdir(), `ringpost-${id}.sock`)
}

/** Accepts CLI commands to run inside the server, which has the database open. Returns a function that closes it. */
export async function openControl(core: Core, data: string): Promise<() => Promise<void>> {
  const path = controlPath(data)
  const stopping = new AbortController()
  const server = createServer(async (req, res) => {
    const gone = new AbortController()
    res.on('close', () => gone.abort())
    const call = await text(req)
    const write = (answer: Answer) => res.write(`${JSON.stringify(answer)}\n`)
    write(await answer(core, call, write, AbortSignal.any([gone.signal, stopping.signal])))
    res.end()
  })
  // A socket left behind by a killed server: the database lock proves that the data folder is ours.
  await rm(path, { force: true })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  if (process.platform !== 'win32') await chmod(path, 0o600)
  return async () => {
    stopping.abort()
    await new Promise((resolve) => server.close(resolve))
    await rm(path, { force: true })
  }
}

async function answer(
  core: Core,
  call: string,
  write: (answer: Answer) => void,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const { name, ...line } = JSON.parse(call) as Call
    const command = dataCommands.get(name)
    if (command === undefined) throw new UsageError(`the running server has no command "${name}"`)
    const progress = (progress: string) => write({ progress })
    return { output: await command.run(core, { ...line, progress, signal }), end: 'done' }
  } catch (error) {
    if (error instanceof UsageError) return { output: error.message, end: 'refused' }
    if (error instanceof PartialFailure) return { output: error.message, end: 'partial' }
    if (signal.aborted) return { output: 'the server is stopping', end: 'partial' }
    core.log.error({ err: error }, 'command failed')
    return { output: 'the command failed; see the log of the server', end: 'refused' }
  }
}

/**
 * Runs a command in the running server of a data folder.
 * @returns its output; undefined if no server is running.
 * @throws UsageError if the server refuses the command; PartialFailure.
 */
export async function runInServer(
  data: string,
  call: Call,
  progress: (line: string) => void,
): Promise<string | undefined> {
  const response = await new Promise<IncomingMessage | undefined>((resolve, reject) => {
    request({ socketPath: controlPath(data), method: 'POST', path: '/' }, resolve)
      .on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined)
        else reject(error.code === 'ECONNRESET' ? new PartialFailure(CUT_OFF) : error)
      })
      .end(JSON.stringify(call))
  })
  if (response === undefined) return undefined
  for await (const answer of answers(response)) {
    if ('progress' in answer) progress(answer.progress)
    else if (answer.end === 'refused') throw new UsageError(answer.output)
    else if (answer.end === 'partial') throw new PartialFailure(answer.output)
    else return answer.output
  }
  throw new PartialFailure(CUT_OFF)
}

/** The lines of a reply, until the connection ends. */
async function* answers(response: IncomingMessage): AsyncGenerator<Answer> {
  let rest = ''
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()!
      for (const line of lines) yield JSON.parse(line) as Answer
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
  }
}
