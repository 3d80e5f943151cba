#!/usr/bin/env -S node --max-semi-space-size=16
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError } from '../app/config.ts'
import { loadConfig } from '../app/load-config.ts'
import { UnusableDataError } from '../app/unusable-data-error.ts'
import { type CommandLine, type DataCommand, PartialFailure, UsageError } from './command.ts'
import { runInServer } from './control-socket.ts'
import { runProgram } from './program.ts'

async function main(words: readonly string[]): Promise<void> {
  await runProgram(words, async (command, line) => {
    const isAlone = 'runAlone' in command
    const config = loadConfig(process.env, isAlone ? command.defaults?.(line.options) : {})
    const output = isAlone
      ? await command.runAlone(config, showProgress, line.options)
      : await runOnData(config, command, line)
    if (output !== undefined) console.log(output)
  })
}

async function runOnData(
  config: ReturnType<typeof loadConfig>,
  command: DataCommand,
  line: CommandLine,
): Promise<string> {
  if (config.storage === 'memory')
    throw new UsageError(
      `RINGPOST_STORAGE is "memory": such a server has no data folder through which "${command.name}" could reach it`,
    )
  const cwd = process.cwd()
  const output = await runInServer(config.data, { name: command.name, ...line, cwd }, showProgress)
  if (output !== undefined) return output
  // Loaded on demand: usually a running server runs the command, and the CLI then answers at once.
  const [{ openCore }, { createLogger }] = await Promise.all([
    import('../app/open-core.ts'),
    import('../app/logger.ts'),
  ])
  if (command.reads === true) assertData(config)
  const core = await openCore(config, createLogger({ ...config, logLevel: 'error' }))
  try {
    const { signal } = new AbortController()
    return await command.run(core, { ...line, cwd, progress: showProgress, signal })
  } finally {
    await core.close()
  }
}

/** @throws UnusableDataError if no server has been started there yet, and no apps are configured that one would create. */
function assertData({ data, databaseUrl, bootstrap }: Config): void {
  if (databaseUrl !== undefined || bootstrap.length > 0 || existsSync(join(data, 'ringpost.db'))) return
  throw new UnusableDataError(
    `there is no data in ${data}: start a server there first, or name its folder in RINGPOST_DATA`,
  )
}

/** Updates one line on a terminal; writes one line after another to a file. */
function showProgress(line: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`)
}

function exitCode(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigError) return 2
  return error instanceof UnusableDataError ? 3 : 1
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = [UsageError, PartialFailure, ConfigError, UnusableDataError].some(
    (each) => error instanceof each,
  )
  console.error(expected ? `ringpost: ${(error as Error).message}` : error)
  process.exitCode = exitCode(error)
})
