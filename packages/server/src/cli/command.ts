import type { Config } from '../app/config.ts'
import type { Core } from '../app/core.ts'

/** A failure that is the user's to mend; printed without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Done, but not all of it: what is left is told, exit code 1. */
export class PartialFailure extends Error {
  override readonly name = 'PartialFailure'
}

/** What the user gave to a command; the parser has checked that nothing required is missing and nothing is too much. */
export interface CommandLine {
  /** Arguments in order, those of a repeated argument at the end. */
  args: readonly string[]
  /** By name, without dashes. */
  options: Readonly<Record<string, string>>
}

export interface CommandInput extends CommandLine {
  /** Folder where the user is: names of files are meant from there. */
  cwd: string
  /** Tells the user how far a long command has come. */
  progress(line: string): void
  /** Aborted when nobody waits for the command any more. */
  signal: AbortSignal
}

/** What help and the parser know of a command. */
interface Declaration {
  /** One word, or two when it belongs to a group (`app create`). */
  name: string
  /** Arguments in commander's notation: `<required> [optional] <repeated...>`. */
  args?: string
  /** One line, for lists of commands. */
  summary: string
  /** The rest of its own help. */
  details?: string
  /** `--flag <value>` and what it means. */
  options?: readonly (readonly [flag: string, meaning: string])[]
}

/**
 * Something to do with the data of an installation. Runs in the server's process when one is running, else in the CLI's own:
 * two processes never have the database open.
 */
export interface DataCommand extends Declaration {
  /** It only reads, so it says so where there is nothing to read instead of making an installation. */
  reads?: true
  /**
   * Loads what only it needs: mostly it runs in a server, and the user's own process shall not load it for nothing.
   * @returns what to print.
   */
  run(core: Core, input: CommandInput): Promise<string>
}

/** What needs a process of its own. Loads what only it needs. */
export interface OwnCommand extends Declaration {
  /** @returns what to print, if anything. */
  runAlone(config: Config, progress: CommandInput['progress']): Promise<string | undefined>
}

export type Command = DataCommand | OwnCommand
