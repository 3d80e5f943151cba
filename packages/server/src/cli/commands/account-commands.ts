import { ApiError } from '@ringpost/contract'
import { foldUserName, legalUserName } from '../../domain/users/user-name.ts'
import { type Command, UsageError } from '../command.ts'
import { requireApp } from './app-commands.ts'

const token: Command = {
  name: 'token',
  usage: '<org#app> [--user <name>] [--ttl <seconds>]',
  help: 'Print a token of the app, or of one of its users',
  options: ['user', 'ttl'],
  async run(core, { args, options: { user: name, ttl } }) {
    const app = requireApp(core, args[0])
    if (name === undefined) return core.tokens.issueAppToken(app, ttl).token
    const user = await core.users.find(app, foldUserName(name))
    if (user === undefined) throw new UsageError(`${app.key} has no user ${name}`)
    return core.tokens.issueForUser(app, user, ttl).token
  },
}

const addUser: Command = {
  name: 'user add',
  usage: '<org#app> <name> <password> [--nickname <text>]',
  help: 'Register a user',
  options: ['nickname'],
  async run(core, { args: [key, username, password], options: { nickname } }) {
    const app = requireApp(core, key)
    if (username === undefined || password === undefined) throw new UsageError('name the user and a password')
    const user = await core.users.register(app, { username, password, nickname })
    return `${user.name}\t${user.uuid}`
  },
}

const addAdmin: Command = {
  name: 'org-admin add',
  usage: '<org> <name> <password>',
  help: 'Make an organisation administrator, or give one a new password (token: POST /management/token, username <org>/<name>)',
  async run(core, { args: [org, name, password] }) {
    if (org === undefined || name === undefined || !password)
      throw new UsageError('name the organisation, the administrator and a password')
    if (!core.apps.list().some((app) => app.org === org))
      throw new UsageError(`there is no organisation ${org}`)
    const username = legalUserName(name)
    const passwordHash = await core.passwords.hash(password)
    await core.stores.apps.saveOrgAdmin({ org, username, passwordHash, createdAt: Date.now() })
    return `${org}/${username}`
  },
}

/** Refusals of the domain are the user's to mend here. */
function explained(command: Command): Command {
  return {
    ...command,
    async run(core, input) {
      try {
        return await command.run(core, input)
      } catch (error) {
        throw error instanceof ApiError ? new UsageError(error.message) : error
      }
    },
  }
}

export const accountCommands: readonly Command[] = [token, addUser, addAdmin].map(explained)
