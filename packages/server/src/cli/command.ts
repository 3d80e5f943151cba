import type { Core } from '../app/core.ts'

/** A failure that is the user's to mend; printed without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Done, but not all of it: what is left is told, exit code 1. */
export class PartialFailure extends Error {
  override readonly name = 'PartialFailure'
}

export interface CommandInput {
  /** Words after the command's name. */
  args: readonly string[]
  options: Readonly<Record<string, string>>
  /** Folder where the user is: names of files are meant from there. */
  cwd: string
  /** Tells the user how far a long command has come. */
  progress(line: string): void
  /** Aborted when nobody waits for the command any more. */
  signal: AbortSignal
}

/**
 * Something to do with the data of an installation. Runs in the server's process when one is running, else in the CLI's own:
 * two processes never have the database open.
 */
export interface Command {
  /** Words that select it. */
  name: string
  /** Arguments, as help shows them. */
  usage: string
  help: string
  /** Names of `--options` that take a value. */
  options?: readonly string[]
  /**
   * Loads what only it needs: mostly it runs in a server, and the user's own process shall not load it for nothing.
   * @returns what to print.
   */
  run(core: Core, input: CommandInput): Promise<string>
}
