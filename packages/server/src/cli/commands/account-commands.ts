import type { DataCommand } from '../command.ts'

const acts = () => import('./account-acts.ts')

export const accountCommands: readonly DataCommand[] = [
  {
    name: 'token',
    reads: true,
    args: '<org#app>',
    summary: 'Print a token of the app, or of one of its users',
    options: [
      ['--user <name>', 'a token of this user, not of the app'],
      [
        '--ttl <seconds>',
        'how long it is valid; the setting tokenTtlSeconds of the app when absent, 0 for ever',
      ],
    ],
    run: async (core, input) => (await acts()).printToken(core, input),
  },
  {
    name: 'user add',
    args: '<org#app> <name> <password>',
    summary: 'Register a user',
    options: [['--nickname <text>', 'what push notifications call the user']],
    run: async (core, input) => (await acts()).addUser(core, input),
  },
  {
    name: 'org-admin add',
    args: '<org> <name> <password>',
    summary: 'Make an organisation administrator, or give one a new password',
    details: 'Their token comes from POST /management/token, with <org>/<name> as the username.',
    run: async (core, input) => (await acts()).addAdmin(core, input),
  },
]
