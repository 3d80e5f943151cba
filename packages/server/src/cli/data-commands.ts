import type { DataCommand } from './command.ts'
import { accountCommands } from './commands/account-commands.ts'
import { appCommands } from './commands/app-commands.ts'
import { importCommands } from './commands/import-command.ts'
import { retentionCommands } from './commands/retention-command.ts'
import { searchCommands } from './commands/search-command.ts'
import { webhookCommands } from './commands/webhook-commands.ts'

/** Commands that a running server runs for the CLI, by name. */
export const dataCommands: ReadonlyMap<string, DataCommand> = new Map(
  [
    ...appCommands,
    ...accountCommands,
    ...importCommands,
    ...retentionCommands,
    ...searchCommands,
    ...webhookCommands,
  ].map((command) => [command.name, command]),
)
