import type { Core } from '../app/core.ts'

/** A failure that is the user's to mend; printed without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface CommandInput {
  /** Words after the command's name. */
  args: readonly string[]
  options: Readonly<Record<string, string>>
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
  /** @returns what to print. */
  run(core: Core, input: CommandInput): Promise<string>
}
