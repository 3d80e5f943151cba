import type { Command, OwnCommand } from './command.ts'
import { dataCommands } from './data-commands.ts'
import { settingsHelp } from './settings-help.ts'

const start: OwnCommand = {
  name: 'start',
  summary: 'Run the server (what npm start does)',
  details: settingsHelp(),
  async runAlone(config) {
    const { start } = await import('./start.ts')
    await start(config)
    return undefined
  },
}

const move: OwnCommand = {
  name: 'move',
  summary: 'Carry an SQLite database into PostgreSQL',
  details:
    'Carry the SQLite database of the data folder into the empty PostgreSQL database that RINGPOST_DATABASE_URL names, and compare. ' +
    'Stop the server first. Uploaded files stay where they are; the SQLite file is left as it is.',
  async runAlone(config, progress) {
    const { moveInstallation } = await import('./move.ts')
    return moveInstallation(config, progress)
  },
}

/** Every command, in the order of help and documentation. */
export const commands: readonly Command[] = [start, ...dataCommands.values(), move]

/** What the first words of two-word commands stand for. */
export const commandGroups: Readonly<Record<string, string>> = {
  app: 'Apps: create, list, show and change them',
  user: 'Users of an app',
  'org-admin': 'Administrators of an organisation',
}
