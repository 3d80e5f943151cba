import type { Core } from '../../packages/server/src/app/core.ts'
import type { CommandInput } from '../../packages/server/src/cli/command.ts'
import { runProgram } from '../../packages/server/src/cli/program.ts'

/** Runs a command line on a core in this process, as a server does for the CLI; returns what would be printed. */
export async function runCommand(
  core: Core,
  words: readonly string[],
  context: Partial<CommandInput> = {},
): Promise<string> {
  const alone = { cwd: process.cwd(), progress: () => {}, signal: new AbortController().signal }
  let output = ''
  await runProgram(words, async (command, line) => {
    if (!('run' in command)) throw new Error(`${command.name} needs a process of its own`)
    output = await command.run(core, { ...alone, ...line, ...context })
  })
  return output
}
