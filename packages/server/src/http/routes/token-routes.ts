import { ApiError, tokens as operations } from '@ringpost/contract'
import type { Sessions } from '../../domain/devices/sessions.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Tokens } from '../../domain/tokens/tokens.ts'
import type { Registrations } from '../../domain/users/registrations.ts'
import type { UserAccess } from '../../domain/users/user-access.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import type { Users } from '../../domain/users/users.ts'
import { type Binding, bind, type OperationReply, type RequestContext } from '../request-context.ts'
import { userJson } from '../user-json.ts'

type Issue = RequestContext<typeof operations.issueToken>
type Issued = Promise<OperationReply<typeof operations.issueToken>>

export function tokenRoutes({
  tokens,
  users,
  registrations,
  userAccess,
  sessions,
}: {
  tokens: Tokens
  users: Users
  registrations: Registrations
  userAccess: UserAccess
  sessions: Sessions
}): Binding[] {
  /** rest-messages-users.md §2.1 */
  const grants: Readonly<Record<string, (context: Issue) => Issued>> = {
    async client_credentials({ app, body, network }) {
      if (!body.client_id) throw new ApiError('grant.client_id_missing')
      if (!body.client_secret) throw new ApiError('grant.client_secret_missing')
      const given = { clientId: body.client_id, clientSecret: body.client_secret, network }
      const { token, expiresIn } = await tokens.issueForApp(app, given, body.ttl)
      return { reply: { access_token: token, expires_in: expiresIn, application: app.uuid } }
    },

    async password({ app, body, network }) {
      if (!body.username || body.password === undefined) throw new ApiError('grant.password_wrong')
      const user = await userAccess.verifyPassword(app, body.username, body.password, network)
      return userReply(app, user, body.ttl)
    },

    async inherit(context) {
      const { app, body } = context
      await requireAppToken(context)
      if (!body.username) throw new ApiError('user.username_missing')
      const user = await users.find(app, foldUserName(body.username))
      if (user !== undefined) return userReply(app, user, body.ttl)
      if (body.autoCreateUser !== true && body.autoCreateUser !== 'true')
        throw new ApiError('grant.user_unknown')
      const created = await registrations.createWithoutPassword(app, { kind: 'app' }, body.username)
      return userReply(app, created, body.ttl)
    },

    /** Exchanges the bearer, normally a locally built 007 token, for one of our own of the same kind. */
    async agora({ app, token, body }) {
      if (token === undefined) throw new ApiError('auth.required')
      const issued = await tokens.exchange(app, token, body.ttl)
      return {
        reply: {
          access_token: issued.token,
          expires_in: issued.expiresIn,
          expire_timestamp: issued.expiresAt,
        },
      }
    },
  }

  async function requireAppToken({ app, token }: Issue): Promise<void> {
    if (token === undefined) throw new ApiError('auth.required')
    const { actor } = await tokens.verify(app, token)
    if (actor.kind === 'user') throw new ApiError('auth.corrupt')
  }

  async function userReply(app: App, user: Awaited<ReturnType<Users['get']>>, ttl: unknown) {
    const { token, expiresIn } = tokens.issueForUser(app, user, ttl)
    return { reply: { access_token: token, expires_in: expiresIn, user: userJson(user) } }
  }

  return [
    bind(operations.issueToken, (context) => {
      const type = context.body.grant_type ?? ''
      const grant = Object.hasOwn(grants, type) ? grants[type] : undefined
      if (grant === undefined) throw new ApiError('grant.type_unsupported')
      return grant(context)
    }),

    bind(operations.tokenExpiry, async ({ app, token }) => {
      const { actor, expiresAt } = await tokens.verify(app, token ?? '')
      if (actor.kind === 'user') sessions.renew(app.id, actor.name, expiresAt)
      return { reply: { expire_timestamp: tokens.expiryForClients(expiresAt) } }
    }),

    bind(operations.issueManagementToken, async ({ body, network }) => {
      if (body.grant_type !== 'password') throw new ApiError('grant.type_unsupported')
      const { token, expiresIn } = await tokens.issueForOrgAdmin(
        { username: body.username ?? '', password: body.password ?? '', network },
        body.ttl,
      )
      return { reply: { access_token: token, expires_in: expiresIn } }
    }),
  ]
}
