import type { Command } from '../command.ts'

const acts = () => import('./account-acts.ts')

export const accountCommands: readonly Command[] = [
  {
    name: 'token',
    usage: '<org#app> [--user <name>] [--ttl <seconds>]',
    help: 'Print a token of the app, or of one of its users',
    options: ['user', 'ttl'],
    run: async (core, input) => (await acts()).printToken(core, input),
  },
  {
    name: 'user add',
    usage: '<org#app> <name> <password> [--nickname <text>]',
    help: 'Register a user',
    options: ['nickname'],
    run: async (core, input) => (await acts()).addUser(core, input),
  },
  {
    name: 'org-admin add',
    usage: '<org> <name> <password>',
    help: 'Make an organisation administrator, or give one a new password (token: POST /management/token, username <org>/<name>)',
    run: async (core, input) => (await acts()).addAdmin(core, input),
  },
]
