import type { Config } from '../app/config.ts'
import type { Core } from '../app/core.ts'

/** An error that the user can fix; printed without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command was carried out only in part; the message lists the rest. Exit code 1. */
export class PartialFailure extends Error {
  override readonly name = 'PartialFailure'
}

/** Options by name, in camel case without dashes. Those that take no value are there or not. */
export type Options = Readonly<Record<string, string>>

/** The user's input to a command. The parser has checked that nothing required is missing and nothing is superfluous. */
export interface CommandLine {
  /** Arguments in order; those of a repeated argument come last. */
  args: readonly string[]
  options: Options
}

export interface CommandInput extends CommandLine {
  /** The user's working folder, to which file names are relative. */
  cwd: string
  /** Shows the progress of a long command. */
  progress(line: string): void
  /** Aborted when nobody waits for the command any more. */
  signal: AbortSignal
}

/** What the help and the parser know of a command. */
interface Declaration {
  /** One word, or two if it belongs to a group (`app create`). */
  name: string
  /** Arguments in commander's notation: `<required> [optional] <repeated...>`. */
  args?: string
  /** One line, for lists of commands. */
  summary: string
  /** The rest of the command's help. */
  details?: string
  /** `--flag <value>`, or `--flag` alone, and its meaning. */
  options?: readonly (readonly [flag: string, meaning: string])[]
}

/**
 * A command on the data of an installation. Runs in the process of the server if one is running, else in the CLI's own: two
 * processes never have the database open.
 */
export interface DataCommand extends Declaration {
  /** The command only reads: it reports a missing installation instead of creating one. */
  reads?: true
  /**
   * Loads its modules on demand: it mostly runs in a server, and the user's own process should not load them in vain.
   * @returns the text to print.
   */
  run(core: Core, input: CommandInput): Promise<string>
}

/** A command that needs a process of its own. Loads its modules on demand. */
export interface OwnCommand extends Declaration {
  /** Defaults of settings, by variable, with these options. */
  defaults?(options: Options): Record<string, string>
  /** @returns the text to print, if any. */
  runAlone(config: Config, progress: CommandInput['progress'], options: Options): Promise<string | undefined>
}

export type Command = DataCommand | OwnCommand
