import type { Command, OwnCommand } from './command.ts'
import { dataCommands } from './data-commands.ts'
import { emulatorDefaults } from './emulator-defaults.ts'
import { settingsHelp } from './settings-help.ts'

const start: OwnCommand = {
  name: 'start',
  summary: 'Run the server (what npm start does)',
  details: settingsHelp(),
  options: [
    [
      '--emulator',
      'for tests: opens /ringpost/test/ to this machine, and keeps everything in memory unless a place for data is named',
    ],
    [
      '--ready-json',
      'print one line of JSON when the server is ready, and nothing else; the log goes to standard error',
    ],
    [
      '--exit-with-parent',
      'stop when standard input ends, as it does with the process that holds its other end',
    ],
  ],
  defaults: (options) => (options.emulator === undefined ? {} : emulatorDefaults(process.env)),
  async runAlone(config, _, options) {
    const { start } = await import('./start.ts')
    await start(config, options)
    return undefined
  },
}

const move: OwnCommand = {
  name: 'move',
  summary: 'Copy an SQLite database into PostgreSQL',
  details:
    'Copy the SQLite database of the data folder into the empty PostgreSQL database that RINGPOST_DATABASE_URL names, and compare the two. ' +
    'Stop the server first. Uploaded files stay where they are; the SQLite file is not changed.',
  async runAlone(config, progress) {
    const { moveInstallation } = await import('./move.ts')
    return moveInstallation(config, progress)
  },
}

/** All commands, in the order of help and documentation. */
export const commands: readonly Command[] = [start, ...dataCommands.values(), move]

/** Descriptions of command groups, by the first word of two-word commands. */
export const commandGroups: Readonly<Record<string, string>> = {
  app: 'Apps: create, list, show and change them',
  user: 'Users of an app',
  'org-admin': 'Administrators of an organisation',
  search: 'The index of messages',
  webhook: 'Servers that are told what happens',
}
