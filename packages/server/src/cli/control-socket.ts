import { createHash } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Core } from '../app/core.ts'
import { UsageError } from './command.ts'
import { findCommand } from './commands.ts'

/** Longest path of a socket that every platform takes. */
const PATH_LIMIT = 100

interface Answer {
  output: string
  /** The output says what the user has to mend. */
  refused: boolean
}

/** Where the server of a data folder takes commands. Only the account that runs the server may reach it. */
function controlPath(data: string): string {
  const id = createHash('sha256').update(data).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\ringpost-${id}`
  const beside = join(data, 'control.sock')
  return Buffer.byteLength(beside) <= PATH_LIMIT ? beside : join(tmpdir(), `ringpost-${id}.sock`)
}

/** Lets CLI commands run inside the server while it has the database open. Returns what ends it. */
export async function openControl(core: Core, data: string): Promise<() => Promise<void>> {
  const path = controlPath(data)
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    res.end(JSON.stringify(await answer(core, Buffer.concat(chunks).toString('utf8'))))
  })
  // A socket left behind by a killed server: the data folder is ours by the database lock.
  await rm(path, { force: true })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  if (process.platform !== 'win32') await chmod(path, 0o600)
  return async () => {
    await new Promise((resolve) => server.close(resolve))
    await rm(path, { force: true })
  }
}

async function answer(core: Core, text: string): Promise<Answer> {
  try {
    const { command, input } = findCommand(JSON.parse(text) as string[])
    return { output: await command.run(core, input), refused: false }
  } catch (error) {
    if (error instanceof UsageError) return { output: error.message, refused: true }
    core.log.error({ err: error }, 'command failed')
    return { output: 'the command failed; the log of the server says why', refused: true }
  }
}

/**
 * Has the running server of a data folder carry out a command.
 * @returns its output; undefined when no server runs.
 * @throws UsageError when the server refuses.
 */
export async function runInServer(data: string, words: readonly string[]): Promise<string | undefined> {
  const text = await new Promise<string | undefined>((resolve, reject) => {
    const call = request({ socketPath: controlPath(data), method: 'POST', path: '/' }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve(Buffer.concat(chunks).toString('utf8'))
    })
    call.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined)
      else reject(error)
    })
    call.end(JSON.stringify(words))
  })
  if (text === undefined) return undefined
  const { output, refused } = JSON.parse(text) as Answer
  if (refused) throw new UsageError(output)
  return output
}
