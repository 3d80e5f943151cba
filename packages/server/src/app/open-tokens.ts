import type { Logger } from 'pino'
import type { App } from '../domain/tenancy/app.ts'
import type { AppStore } from '../domain/tenancy/app-store.ts'
import type { DynamicToken } from '../domain/tokens/dynamic-token.ts'
import type { GuessGuard } from '../domain/tokens/guess-guard.ts'
import { Tokens } from '../domain/tokens/tokens.ts'
import type { Users } from '../domain/users/users.ts'
import type { Clock } from '../kernel/clock.ts'
import { performance } from '../kernel/machine-time.ts'
import type { PasswordHasher } from '../kernel/password.ts'
import type { Config } from './config.ts'

/** ms between two log lines about refused tokens, so that nobody can flood the log. */
const QUIET_MS = 60_000

/** Wires tokens as configured. */
export function openTokens(
  { tokenSkew, dynamicTokenTtl }: Config,
  {
    key,
    users,
    apps,
    passwords,
    guesses,
    clock,
    log,
  }: {
    key: Uint8Array
    users: Users
    apps: AppStore
    passwords: PasswordHasher
    guesses: GuessGuard
    clock: Clock
    log: Logger
  },
): Tokens {
  let quietUntil = 0
  const limits = { skew: tokenSkew, dynamicLifetime: dynamicTokenTtl }
  const onAmbiguous = (app: App, { user, lifetime }: DynamicToken) => {
    if (performance.now() < quietUntil) return
    quietUntil = performance.now() + QUIET_MS
    log.warn(
      { app: app.key, user, ttl: lifetime },
      'dt- token refused: its digits can also be read as a token of another user. If your own server made it, set RINGPOST_DYNAMIC_TOKEN_TTL to the ttl that it signs',
    )
  }
  return new Tokens({ key, users, apps, passwords, guesses, clock, limits, onAmbiguous })
}
