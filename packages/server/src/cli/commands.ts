import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type Command, type CommandInput, UsageError } from './command.ts'
import { accountCommands } from './commands/account-commands.ts'
import { appCommands } from './commands/app-commands.ts'
import { importCommands } from './commands/import-command.ts'

/** Every command besides `start`. */
export const commands: readonly Command[] = [...appCommands, ...accountCommands, ...importCommands]

/** Nobody watches, and nobody leaves before the end. */
const alone = { cwd: process.cwd(), progress: () => {}, signal: new AbortController().signal }

/**
 * Finds the command that the words name and reads its arguments.
 * @throws UsageError
 */
export function findCommand(
  words: readonly string[],
  context: Pick<CommandInput, 'cwd' | 'progress' | 'signal'> = alone,
): { command: Command; input: CommandInput } {
  const command = commands.find(({ name }) => name.split(' ').every((word, i) => words[i] === word))
  if (command === undefined)
    throw new UsageError(`there is no command "${words.join(' ')}"; see ringpost --help`)
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    (command.options ?? []).map((name) => [name, { type: 'string' as const }]),
  )
  try {
    const { values, positionals } = parseArgs({
      args: words.slice(command.name.split(' ').length),
      options,
      allowPositionals: true,
    })
    const given = { args: positionals, options: values as Record<string, string> }
    return { command, input: { ...given, ...context } }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nusage: ringpost ${command.name} ${command.usage}`)
  }
}
