import { createHash, timingSafeEqual } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { LruCache } from '../../kernel/lru-cache.ts'
import type { PasswordHasher } from '../../kernel/password.ts'
import type { Actor } from '../actor.ts'
import type { App } from '../tenancy/app.ts'
import type { AppStore, OrgAdmin } from '../tenancy/app-store.ts'
import type { User } from '../users/user.ts'
import { foldUserName, isLegalUserName } from '../users/user-name.ts'
import type { Users } from '../users/users.ts'
import { looksLikeAgoraToken, verifyAgoraToken } from './agora-token.ts'
import { type DynamicToken, looksLikeDynamicToken, verifyDynamicToken } from './dynamic-token.ts'
import type { GuessGuard } from './guess-guard.ts'
import { type LocalTokenLimits, rivals, type Span, spanFault } from './local-token-rules.ts'
import { type TokenClaims, TokenCodec } from './token-codec.ts'

const VERIFIED_TOKENS = 20_000
/** Ten years: stands for "never expires" with clients that compute with the time (msync.md §3.6). */
const FOREVER_SECONDS = 10 * 365 * 24 * 3600

export interface IssuedToken {
  token: string
  /** In seconds. */
  expiresIn: number
  /** ms since 1970. */
  expiresAt: number
}

/** Whom a verified token identifies. */
export interface Identity {
  actor: Actor
  /** ms since 1970; 0 means never. */
  expiresAt: number
}

export interface TokensParts {
  /** Signs the tokens. */
  key: Uint8Array
  users: Users
  apps: AppStore
  passwords: PasswordHasher
  guesses: GuessGuard
  clock: Clock
  limits: LocalTokenLimits
  /** Called when a `dt-` token is refused because it may have been signed for another user. */
  onAmbiguous(app: App, token: DynamicToken): void
}

/** Issues and verifies every kind of token. Errors use the documented wording. */
export class Tokens {
  readonly #codec: TokenCodec
  readonly #users: Users
  readonly #apps: AppStore
  readonly #passwords: PasswordHasher
  readonly #guesses: GuessGuard
  readonly #clock: Clock
  readonly #limits: LocalTokenLimits
  readonly #onAmbiguous: (app: App, token: DynamicToken) => void
  /** Tokens whose signature has been verified, with their claims. Revocation and expiry are checked every time. */
  readonly #verified = new LruCache<string, TokenClaims>(VERIFIED_TOKENS)

  constructor(parts: TokensParts) {
    this.#codec = new TokenCodec(parts.key)
    this.#users = parts.users
    this.#apps = parts.apps
    this.#passwords = parts.passwords
    this.#guesses = parts.guesses
    this.#clock = parts.clock
    this.#limits = parts.limits
    this.#onAmbiguous = parts.onAmbiguous
  }

  /**
   * @throws ApiError `grant.client_id_wrong`, `grant.client_secret_wrong`, `grant.ttl_illegal`; `request.rate_limited` after too
   *   many wrong secrets.
   */
  async issueForApp(
    app: App,
    given: { clientId: string; clientSecret: string; network: string },
    ttl: unknown,
  ): Promise<IssuedToken> {
    if (given.clientId !== app.clientId) throw new ApiError('grant.client_id_wrong')
    const attempt = { subject: `app ${app.id}`, network: given.network }
    const isRight = await this.#guesses.check(attempt, async () =>
      timingSafeEqual(digest(given.clientSecret), digest(app.clientSecret)),
    )
    if (!isRight) throw new ApiError('grant.client_secret_wrong')
    return this.issue({ kind: 'app', app: app.id, subject: '', generation: 0 }, ttl, app)
  }

  issueForUser(app: App, user: User, ttl: unknown): IssuedToken {
    if (!user.activated) throw new ApiError('grant.user_inactive')
    return this.issue(
      { kind: 'user', app: app.id, subject: user.name, generation: user.tokenGeneration },
      ttl,
      app,
    )
  }

  /**
   * Exchanges any other token for one of ours, for the same app or user and with no longer lifetime. Web SDK 4.0.8 also
   * exchanges our own tokens. Tokens of organisation administrators are refused: they end with the administrator's
   * password, which an app token would not.
   * @throws ApiError `auth.corrupt` for those, the errors of `verify`, `grant.ttl_illegal`.
   */
  async exchange(app: App, token: string, ttl: unknown): Promise<IssuedToken> {
    const { actor, expiresAt } = await this.verify(app, token)
    const until = expiresAt === 0 ? Number.POSITIVE_INFINITY : expiresAt
    if (actor.kind === 'app')
      return this.issue({ kind: 'app', app: app.id, subject: '', generation: 0 }, ttl, app, until)
    if (actor.kind !== 'user') throw new ApiError('auth.corrupt')
    const user = await this.#users.find(app, actor.name)
    if (user === undefined) throw new ApiError('auth.user_unknown')
    const { name: subject, tokenGeneration: generation } = user
    return this.issue({ kind: 'user', app: app.id, subject, generation }, ttl, app, until)
  }

  /** Issues a token with all rights of the app; for the CLI. */
  issueAppToken(app: App, ttl: unknown): IssuedToken {
    return this.issue({ kind: 'app', app: app.id, subject: '', generation: 0 }, ttl, app)
  }

  /** @throws ApiError `grant.password_wrong`; `request.rate_limited` after too many wrong passwords. */
  async issueForOrgAdmin(
    { username, password, network }: { username: string; password: string; network: string },
    ttl: unknown,
  ): Promise<IssuedToken> {
    const [org = '', name = ''] = username.split('/', 2)
    const admin = await this.#apps.orgAdmin(org, foldUserName(name))
    // Unknown administrators share one subject, so that made-up names do not fill the table.
    const subject = admin === undefined ? 'admin' : `admin ${admin.org}/${admin.username}`
    const matches = await this.#guesses.check({ subject, network }, (admit) =>
      this.#passwords.verify(password, admin?.passwordHash ?? null, admit),
    )
    if (admin === undefined || !matches) throw new ApiError('grant.password_wrong')
    return this.issue(
      {
        kind: 'org',
        app: 0,
        subject: `${admin.org}/${admin.username}`,
        generation: generationOf(admin),
      },
      ttl,
      undefined,
    )
  }

  /**
   * Verifies a bearer token for an app.
   * @throws ApiError `auth.expired`, `auth.corrupt` (not a token), `auth.foreign` (well-formed, but not for this app),
   *   `auth.user_unknown`, `auth.user_inactive` for tokens of users who are gone or banned.
   */
  async verify(app: App, token: string): Promise<Identity> {
    if (looksLikeAgoraToken(token)) return this.#verifyAgora(app, token)
    if (looksLikeDynamicToken(token)) return this.#verifyDynamic(app, token)
    const claims = this.#claims(token)
    if (claims.kind === 'org') {
      const [org = '', username = ''] = claims.subject.split('/', 2)
      if (org !== app.org) throw new ApiError('auth.foreign')
      this.#checkExpiry(claims.expiresAt)
      const admin = await this.#apps.orgAdmin(org, username)
      if (admin === undefined || generationOf(admin) !== claims.generation) throw new ApiError('auth.expired')
      return { actor: { kind: 'org', org, username }, expiresAt: claims.expiresAt }
    }
    if (claims.app !== (app.tokenRow ?? app.id)) throw new ApiError('auth.foreign')
    this.#checkExpiry(claims.expiresAt)
    if (claims.kind === 'app') return { actor: { kind: 'app' }, expiresAt: claims.expiresAt }
    const user = await this.#users.find(app, claims.subject)
    if (user === undefined) throw new ApiError('auth.user_unknown')
    // A different generation: the password changed, or the user was deactivated, signed out or registered anew since.
    if (user.activated && user.tokenGeneration !== claims.generation) throw new ApiError('auth.expired')
    return this.#identity(user, claims.expiresAt)
  }

  /** Expiry for clients that compute with it: tokens that never expire get a distant date. */
  expiryForClients(expiresAt: number): number {
    return expiresAt === 0 ? this.#clock.now() + FOREVER_SECONDS * 1000 : expiresAt
  }

  /** @param until latest expiry, in ms since 1970, whatever `ttl` says. */
  issue(
    claims: Omit<TokenClaims, 'expiresAt'>,
    ttl: unknown,
    app: App | undefined,
    until = Number.POSITIVE_INFINITY,
  ): IssuedToken {
    const seconds = lifetimeSeconds(ttl, app?.settings.tokenTtlSeconds ?? 24 * 3600)
    const never = seconds === 0 && until === Number.POSITIVE_INFINITY
    const now = this.#clock.now()
    const expiresAt = Math.min(now + (seconds === 0 ? FOREVER_SECONDS : seconds) * 1000, until)
    return {
      token: this.#codec.encode({
        ...claims,
        app: app?.tokenRow ?? claims.app,
        expiresAt: never ? 0 : expiresAt,
      }),
      expiresIn: Math.floor((expiresAt - now) / 1000),
      expiresAt,
    }
  }

  #claims(token: string): TokenClaims {
    const known = this.#verified.get(token)
    if (known !== undefined) return known
    const claims = this.#codec.decode(token)
    if (claims === undefined) throw new ApiError('auth.corrupt')
    this.#verified.set(token, claims)
    return claims
  }

  async #verifyAgora(app: App, text: string): Promise<Identity> {
    const token = verifyAgoraToken(text, app.appId, app.appCertificate)
    if (token === 'malformed') throw new ApiError('auth.corrupt')
    if (token === 'foreign') throw new ApiError('auth.foreign')
    const expiresAt = this.#checkSpan(token, Number.POSITIVE_INFINITY)
    if (token.kind === 'app') return { actor: { kind: 'app' }, expiresAt }
    if (!isLegalUserName(token.user)) throw new ApiError('auth.user_unknown')
    const name = foldUserName(token.user)
    // The token may contain the user name or the UUID (client-quirks.md, row 22).
    const user = (await this.#users.find(app, name)) ?? (await this.#users.findByUuid(app, name))
    return this.#local(user, token.issuedAt, expiresAt)
  }

  async #verifyDynamic(app: App, text: string): Promise<Identity> {
    const token = verifyDynamicToken(text, app)
    if (token === 'malformed') throw new ApiError('auth.corrupt')
    if (token === 'foreign') throw new ApiError('auth.foreign')
    const expiresAt = this.#checkSpan(token, this.#limits.dynamicLifetime)
    await this.#checkUnambiguous(app, token)
    return this.#local(await this.#users.find(app, foldUserName(token.user)), token.issuedAt, expiresAt)
  }

  /** @throws ApiError `auth.corrupt` if user names make it ambiguous for whom a token was signed. */
  async #checkUnambiguous(app: App, token: DynamicToken): Promise<void> {
    const others = rivals(token, this.#clock.now() / 1000, this.#limits, Math.floor(app.createdAt / 1000))
    if (others.length === 0) return
    const names = others.map(({ user }) => foldUserName(user))
    if ((await this.#users.everKnown(app, names)).size === 0) return
    this.#onAmbiguous(app, token)
    throw new ApiError('auth.corrupt')
  }

  /** Returns the expiry of a token, in ms since 1970. @throws ApiError `auth.expired`, `auth.corrupt`. */
  #checkSpan(span: Span, lifetime: number): number {
    const fault = spanFault(span, this.#clock.now() / 1000, { skew: this.#limits.skew, lifetime })
    if (fault !== undefined) throw new ApiError(`auth.${fault}`)
    return (span.issuedAt + span.lifetime) * 1000
  }

  /**
   * Tokens that callers build carry no generation, so time decides: refused are tokens older than the account, which
   * belong to a former owner of the name, and tokens issued up to the second of the last revocation.
   */
  #local(user: User | undefined, issuedAt: number, expiresAt: number): Identity {
    if (user === undefined) throw new ApiError('auth.user_unknown')
    const isOlder = issuedAt < Math.floor(user.createdAt / 1000)
    if (isOlder || issuedAt * 1000 < user.tokensValidFrom) throw new ApiError('auth.expired')
    return this.#identity(user, expiresAt)
  }

  #identity(user: User, expiresAt: number): Identity {
    if (!user.activated) throw new ApiError('auth.user_inactive')
    return { actor: { kind: 'user', name: user.name, device: null }, expiresAt }
  }

  #checkExpiry(expiresAt: number): void {
    if (expiresAt !== 0 && expiresAt <= this.#clock.now()) throw new ApiError('auth.expired')
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Changes with every password that is set, even the same one: hashes have a random salt. */
function generationOf({ passwordHash }: OrgAdmin): number {
  return digest(passwordHash).readUInt32BE()
}

/** Requested lifetime in seconds: numbers and numeric strings, 0 means never (rest-messages-users.md §2.1 "ttl"). */
function lifetimeSeconds(ttl: unknown, fallback: number): number {
  if (ttl === undefined || ttl === null || ttl === '') return fallback
  const seconds = Number(ttl)
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > 100 * FOREVER_SECONDS)
    throw new ApiError('grant.ttl_illegal')
  return Math.floor(seconds)
}
