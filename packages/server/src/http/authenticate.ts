import { ApiError, type Operation } from '@ringpost/contract'
import { type Actor, isAdmin } from '../domain/actor.ts'
import type { App } from '../domain/tenancy/app.ts'
import type { Tokens } from '../domain/tokens/tokens.ts'
import { foldUserName } from '../domain/users/user-name.ts'

/** The token of an Authorization header. Extra white space is allowed (rest-messages-users.md §16 row 7); SDKs prefix `$t$`. */
export function bearerToken(header: string | undefined): string | undefined {
  const match = /^\s*bearer\s*(?:\$t\$)?(\S+)\s*$/i.exec(header ?? '')
  return match?.[1]
}

/**
 * Identifies the caller and checks them against the operation's declared rule.
 * @throws ApiError with the documented 401 texts; `forbidden` for an app token where only an organisation may act.
 */
export async function authenticate(
  operation: Operation,
  request: {
    app: App | undefined
    token: string | undefined
    params: Readonly<Record<string, string>>
    resource: string | undefined
    /** Checks callers of the emulator. @throws ApiError */
    requireTester(): void
  },
  tokens: Tokens,
): Promise<Actor> {
  const { app, token } = request
  if (operation.auth === 'public') return { kind: 'nobody' }
  if (operation.auth === 'tester') {
    request.requireTester()
    return { kind: 'nobody' }
  }
  // Without an existing app, no token can belong to it.
  if (app === undefined) throw new ApiError('auth.required')
  if (operation.auth === 'registration' && app.settings.openRegistration) return { kind: 'nobody' }
  if (token === undefined) throw new ApiError(missingToken(operation))
  const { actor } = await tokens.verify(app, token)
  if (isAdmin(actor)) {
    if (operation.auth === 'org' && actor.kind !== 'org') throw new ApiError('forbidden')
    return actor
  }
  if (actor.kind !== 'user') throw new ApiError('auth.foreign')
  if (operation.auth === 'self' && foldUserName(request.params.username ?? '') !== actor.name)
    throw new ApiError('auth.required')
  if (operation.auth === 'app' || operation.auth === 'org' || operation.auth === 'registration') {
    // A user token where an app token is required reads as an insufficient one (rest-messages-users.md §2.1).
    throw new ApiError('auth.required')
  }
  return { ...actor, device: request.resource || null }
}

function missingToken(operation: Operation) {
  if (operation.auth === 'registration') return 'user.registration_closed'
  return operation.tokenWording === 'expired' ? 'auth.expired' : 'auth.required'
}
