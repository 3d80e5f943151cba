#!/usr/bin/env -S node --max-semi-space-size=16
import { ConfigError, loadConfig } from '../app/config.ts'
import { UnusableDataError } from '../app/unusable-data-error.ts'
import { PartialFailure, UsageError } from './command.ts'
import { findCommand } from './commands.ts'
import { runInServer } from './control-socket.ts'
import { helpText } from './help.ts'

// What only some commands need is loaded by them: most are carried out by a running server, and are to answer at once.
async function main(words: readonly string[]): Promise<void> {
  if (words.length === 0 || words.includes('--help') || words.includes('-h') || words[0] === 'help') {
    console.log(helpText())
    return
  }
  const config = loadConfig(process.env)
  if (words[0] === 'start') {
    if (words.length > 1)
      throw new UsageError(
        'start takes no arguments; settings come from the environment, see ringpost --help',
      )
    const { start } = await import('./start.ts')
    return start(config)
  }
  if (words[0] === 'move') {
    if (words.length > 1) throw new UsageError('move takes no arguments; see ringpost --help')
    const { moveInstallation } = await import('./move.ts')
    console.log(await moveInstallation(config, showProgress))
    return
  }
  const context = { cwd: process.cwd(), progress: showProgress, signal: new AbortController().signal }
  const { command, input } = findCommand(words, context)
  const output = await runInServer(config.data, { words, cwd: context.cwd }, showProgress)
  if (output !== undefined) return console.log(output)
  const [{ openCore }, { createLogger }] = await Promise.all([
    import('../app/core.ts'),
    import('../app/logger.ts'),
  ])
  const core = await openCore(config, createLogger({ ...config, logLevel: 'error' }))
  try {
    console.log(await command.run(core, input))
  } finally {
    await core.close()
  }
}

/** One line that changes on a terminal; lines one after the other in a file. */
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
