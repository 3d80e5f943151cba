import { ApiError } from '@ringpost/contract'
import { foldUserName, legalUserName } from '../../domain/users/user-name.ts'
import { type DataCommand, UsageError } from '../command.ts'
import { requireApp } from './app-commands.ts'

type Act = DataCommand['run']

export const printToken = explained(async (core, { args: [key = ''], options: { user: name, ttl } }) => {
  const app = requireApp(core, key)
  if (name === undefined) return core.tokens.issueAppToken(app, ttl).token
  const user = await core.users.find(app, foldUserName(name))
  if (user === undefined) throw new UsageError(`${app.key} has no user ${name}`)
  return core.tokens.issueForUser(app, user, ttl).token
})

export const addUser = explained(
  async (core, { args: [key = '', username = '', password = ''], options: { nickname } }) => {
    const app = requireApp(core, key)
    const user = await core.registrations.register(app, { kind: 'system' }, { username, password, nickname })
    return `${user.name}\t${user.uuid}`
  },
)

export const addAdmin = explained(async (core, { args: [org = '', name = '', password = ''] }) => {
  if (password === '') throw new UsageError('the password is empty')
  if (!core.apps.list().some((app) => app.org === org))
    throw new UsageError(`there is no organisation ${org}`)
  const username = legalUserName(name)
  const passwordHash = await core.passwords.hash(password)
  await core.stores.apps.saveOrgAdmin({ org, username, passwordHash, createdAt: core.clock.now() })
  return `${org}/${username}`
})

/** Turns refusals of the domain into errors that the user can fix. */
function explained(act: Act): Act {
  return async (core, input) => {
    try {
      return await act(core, input)
    } catch (error) {
      throw error instanceof ApiError ? new UsageError(error.message) : error
    }
  }
}
