import { CONFIG_FILE_ENV, settings } from '../app/config.ts'
import { commands } from './commands.ts'

const moveHelp =
  'Carry the SQLite database of the data folder into the empty PostgreSQL database that RINGPOST_DATABASE_URL names, and compare. ' +
  'Stop the server first. Uploaded files stay where they are; the SQLite file is left as it is'

/** What `--help` prints: commands, settings and exit codes, from their declarations. */
export function helpText(): string {
  const rows = [
    { name: 'start', usage: '', help: 'Run the server (what npm start does)' },
    { name: 'move', usage: '', help: moveHelp },
    ...commands,
  ].map(({ name, usage, help }) => `  ringpost ${name} ${usage}`.trimEnd().concat(`\n      ${help}`))
  const variables = Object.values(settings).map(
    ({ env, help, wants, fallback }) =>
      `  ${env}\n      ${help}\n      ${wants}; default ${fallback === '' ? 'empty' : fallback}`,
  )
  return [
    'Ringpost, a self-hosted chat server that speaks the Easemob IM / Agora Chat API.',
    '',
    'Commands',
    ...rows,
    '',
    'Commands run in the server when one runs on the same data folder, else on the folder itself.',
    '',
    'Configuration: environment variables, over the JSON file named by ' +
      CONFIG_FILE_ENV +
      ', over the defaults',
    ...variables,
    '',
    'Exit codes: 0 done, 1 failed (the log says why) or not all of it done, 2 wrong use or configuration, 3 the data folder cannot be used',
  ].join('\n')
}
