import { ApiError } from '@ringpost/contract'
import { foldUserName, legalUserName } from '../../domain/users/user-name.ts'
import { type Command, UsageError } from '../command.ts'
import { requireApp } from './app-commands.ts'

type Act = Command['run']

export const printToken = explained(async (core, { args, options: { user: name, ttl } }) => {
  const app = requireApp(core, args[0])
  if (name === undefined) return core.tokens.issueAppToken(app, ttl).token
  const user = await core.users.find(app, foldUserName(name))
  if (user === undefined) throw new UsageError(`${app.key} has no user ${name}`)
  return core.tokens.issueForUser(app, user, ttl).token
})

export const addUser = explained(async (core, { args: [key, username, password], options: { nickname } }) => {
  const app = requireApp(core, key)
  if (username === undefined || password === undefined) throw new UsageError('name the user and a password')
  const user = await core.users.register(app, { username, password, nickname })
  return `${user.name}\t${user.uuid}`
})

export const addAdmin = explained(async (core, { args: [org, name, password] }) => {
  if (org === undefined || name === undefined || !password)
    throw new UsageError('name the organisation, the administrator and a password')
  if (!core.apps.list().some((app) => app.org === org))
    throw new UsageError(`there is no organisation ${org}`)
  const username = legalUserName(name)
  const passwordHash = await core.passwords.hash(password)
  await core.stores.apps.saveOrgAdmin({ org, username, passwordHash, createdAt: Date.now() })
  return `${org}/${username}`
})

/** Refusals of the domain are the user's to mend here. */
function explained(act: Act): Act {
  return async (core, input) => {
    try {
      return await act(core, input)
    } catch (error) {
      throw error instanceof ApiError ? new UsageError(error.message) : error
    }
  }
}
