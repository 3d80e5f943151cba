import addCompletion from '@bomb.sh/tab/commander'
import { CommanderError, Command as Parser } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { type Command, type CommandLine, UsageError } from './command.ts'
import { commandGroups, commands } from './commands.ts'

/** Runs the command that the command line names. */
export type CarryOut = (command: Command, line: CommandLine) => Promise<void>

const AFTER_HELP = `
Commands run in the server if one is running on the same data folder, else on the folder itself.
"ringpost <command> --help" explains one command, "ringpost start --help" every setting.

Exit codes: 0 done, 1 failed (see the log) or only partly done, 2 wrong usage or configuration,
3 the data folder cannot be used`

/**
 * Parses a command line and runs its command. Prints help, the version and completion scripts by itself.
 * @throws UsageError if the words name no command or do not fit it; whatever running the command throws.
 */
export async function runProgram(words: readonly string[], carryOut: CarryOut): Promise<void> {
  try {
    await createParser(carryOut).parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' })
  } catch (error) {
    // Help or the version was requested and has been printed.
    if (error instanceof CommanderError && error.exitCode === 0) return
    throw error
  }
}

function createParser(carryOut: CarryOut): Parser {
  const program = new Parser('ringpost')
    .description('Ringpost, a self-hosted chat server that speaks the Easemob IM / Agora Chat API.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', AFTER_HELP)
    // Errors are thrown, and printed in one place with all others.
    .configureOutput({ writeErr: () => {} })
    .exitOverride((error) => refuse(error, 'ringpost'))
  const groups = new Map<string, Parser>()
  for (const command of commands) {
    const [word, group] = command.name.split(' ').reverse() as [string, string?]
    if (group !== undefined && !groups.has(group)) groups.set(group, addGroup(program, group))
    addCommand(group === undefined ? program : groups.get(group)!, word, command, carryOut)
  }
  addCompletion(program, { completionCommandName: 'completion' })
  return program
}

function addGroup(program: Parser, name: string): Parser {
  return program
    .command(name)
    .description(commandGroups[name] ?? '')
    .exitOverride((error) => refuse(error, `ringpost ${name}`))
}

function addCommand(parent: Parser, word: string, command: Command, carryOut: CarryOut): void {
  const { name, args = '', summary, details, options = [] } = command
  const parser = parent
    .command(`${word} ${args}`)
    .description(summary)
    .addHelpText('after', details === undefined ? '' : `\n${details}`)
    .exitOverride((error) => refuse(error, `ringpost ${name}`))
  for (const [flag, meaning] of options) parser.option(flag, meaning)
  parser.action(() => carryOut(command, { args: parser.args, options: parser.opts() }))
}

/** @throws CommanderError if nothing is wrong; else UsageError, in the parser's words, with a pointer to help. */
function refuse(error: CommanderError, command: string): never {
  if (error.exitCode === 0) throw error
  // A group without a subcommand: the parser would print help and has no error text.
  const message = error.code === 'commander.help' ? 'name one of its commands' : error.message
  throw new UsageError(`${message.replace(/^error: /, '')}\nsee ${command} --help`)
}
