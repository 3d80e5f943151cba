import type { DataCommand } from '../command.ts'

const acts = () => import('./account-acts.ts')

export const accountCommands: readonly DataCommand[] = [
  {
    name: 'token',
    reads: true,
    args: '<org#app>',
    summary: 'Print a token of the app, or of one of its users',
    options: [
      ['--user <name>', 'issue the token for this user instead of the app'],
      [
        '--ttl <seconds>',
        'how long it is valid; default: the setting tokenTtlSeconds of the app; 0: forever',
      ],
    ],
    run: async (core, input) => (await acts()).printToken(core, input),
  },
  {
    name: 'user add',
    args: '<org#app> <name> <password>',
    summary: 'Register a user',
    options: [['--nickname <text>', 'name of the user in push notifications']],
    run: async (core, input) => (await acts()).addUser(core, input),
  },
  {
    name: 'org-admin add',
    args: '<org> <name> <password>',
    summary: 'Create an organisation administrator, or set the password of one',
    details: 'To get a token, call POST /management/token with <org>/<name> as the username.',
    run: async (core, input) => (await acts()).addAdmin(core, input),
  },
]
