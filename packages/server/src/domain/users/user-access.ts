import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import type { PasswordHasher } from '../../kernel/password.ts'
import type { KickReason, Sessions } from '../devices/sessions.ts'
import type { Doer } from '../facts/doer.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { App } from '../tenancy/app.ts'
import type { GuessGuard } from '../tokens/guess-guard.ts'
import { requireShort } from './account-fields.ts'
import type { User, UserPatch } from './user.ts'
import { aboutUser } from './user-facts.ts'
import { foldUserName } from './user-name.ts'
import type { Users } from './users.ts'

interface Parts {
  users: Users
  sessions: Sessions
  passwords: PasswordHasher
  guesses: GuessGuard
  clock: Clock
}

/** Decides who gets in as a user: passwords, bans, and the end of tokens and sessions. Names may be in any case. */
export class UserAccess {
  readonly #users: Users
  readonly #sessions: Sessions
  readonly #passwords: PasswordHasher
  readonly #guesses: GuessGuard
  readonly #clock: Clock

  constructor(parts: Parts) {
    this.#users = parts.users
    this.#sessions = parts.sessions
    this.#passwords = parts.passwords
    this.#guesses = parts.guesses
    this.#clock = parts.clock
  }

  /**
   * @throws ApiError for a wrong old password (if users change their own), an illegal new one, or an unknown user;
   * `request.rate_limited` after too many wrong passwords.
   */
  async setPassword(
    app: App,
    by: Doer,
    username: string,
    newPassword: string,
    proof: { oldPassword: string; network: string } | 'admin',
  ): Promise<void> {
    const user = await this.#users.find(app, foldUserName(username))
    if (user === undefined) throw new ApiError('user.unknown_entity')
    requireShort(newPassword)
    if (proof !== 'admin' && !(await this.#isPassword(user, proof.oldPassword, proof.network))) {
      throw new ApiError('user.oldpassword_wrong')
    }
    const passwordHash = await this.#passwords.hash(newPassword)
    const changed = { kind: 'user.password-changed', user: user.name } as const
    await this.#revoke(app, user, { passwordHash }, 'password-changed', aboutUser(app, changed, by))
  }

  /**
   * @param network origin of the attempt.
   * @throws ApiError `grant.password_wrong`, `grant.user_unknown`, `grant.user_inactive`; `request.rate_limited` after
   * too many wrong passwords.
   */
  async verifyPassword(app: App, username: string, password: string, network: string): Promise<User> {
    const user = await this.#users.find(app, foldUserName(username))
    // Not counted as a guess: apps try to log in first and register users they do not find.
    if (user === undefined) throw new ApiError('grant.user_unknown')
    if (!(await this.#isPassword(user, password, network))) throw new ApiError('grant.password_wrong')
    if (!user.activated) throw new ApiError('grant.user_inactive')
    return user
  }

  async deactivate(app: App, by: Doer, nameOrUuid: string): Promise<User> {
    const user = await this.#users.get(app, nameOrUuid)
    const fact = aboutUser(app, { kind: 'user.deactivated', user: user.name }, by)
    return this.#revoke(app, user, { activated: false }, 'forced', fact)
  }

  async activate(app: App, by: Doer, nameOrUuid: string): Promise<User> {
    const user = await this.#users.get(app, nameOrUuid)
    const fact = aboutUser(app, { kind: 'user.activated', user: user.name }, by)
    return this.#users.change(app, user.name, { activated: true }, fact)
  }

  /** Ends all sessions of a user and invalidates their tokens. */
  async disconnect(app: App, by: Doer, nameOrUuid: string): Promise<void> {
    const user = await this.#users.get(app, nameOrUuid)
    const fact = aboutUser(app, { kind: 'user.signed-out', user: user.name }, by)
    await this.#revoke(app, user, {}, 'forced', fact)
  }

  /** Ends the sessions of one device; returns false if it is not online. */
  async disconnectDevice(app: App, by: Doer, nameOrUuid: string, resource: string): Promise<boolean> {
    const user = await this.#users.get(app, nameOrUuid)
    return (await this.#sessions.kick(app.id, user.name, 'forced', by, resource)) > 0
  }

  /**
   * Invalidates every token of the user, then ends their sessions; in the reverse order a client could reconnect in
   * between.
   */
  async #revoke(app: App, user: User, patch: UserPatch, reason: KickReason, fact: LooseFact): Promise<User> {
    const revoked = { ...patch, nextTokenGeneration: true, tokensValidFrom: this.#clock.now() } as const
    const updated = await this.#users.change(app, user.name, revoked, fact)
    await this.#sessions.kick(app.id, user.name, reason, fact.by)
    return updated
  }

  #isPassword({ app, name, passwordHash }: User, password: string, network: string): Promise<boolean> {
    return this.#guesses.check({ subject: `user ${app}/${name}`, network }, (admit) =>
      this.#passwords.verify(password, passwordHash, admit),
    )
  }
}
