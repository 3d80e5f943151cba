import { randomInt, randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import type { Clock } from '../../kernel/clock.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import type { PasswordHasher } from '../../kernel/password.ts'
import { ReadThrough } from '../../kernel/read-through.ts'
import type { Forgetful, SharedCaches } from '../cluster/shared-caches.ts'
import type { KickReason, Sessions } from '../devices/sessions.ts'
import type { Doer } from '../facts/doer.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { Journal } from '../log/journal.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { GuessGuard } from '../tokens/guess-guard.ts'
import { pickPreferences } from './preferences.ts'
import type { MutedKind, Mutes, User, UserPatch } from './user.ts'
import { aboutUser } from './user-facts.ts'
import { foldUserName, legalUserName } from './user-name.ts'
import type { MutedUser, UserPage, UserPageRequest } from './user-store.ts'
import { UsersExist } from './users-exist.ts'

/** Maximum lengths in characters (rest-messages-users.md §14.2). */
const PASSWORD_LIMIT = 64
const NICKNAME_LIMIT = 100
const BATCH_LIMIT = 60
const CACHED_USERS = 20_000
const CACHE = 'users'

export interface Registration {
  username: string
  password?: string | undefined
  nickname?: string | null | undefined
}

/** Cleans up a user's data elsewhere before the user is deleted. */
export interface Departures {
  /** @param by who deletes the user. */
  depart(app: App, user: string, by: Doer): Promise<void>
}

/** Operations on user accounts. Names may be in any case, unless a method says that it takes folded ones. */
export interface UsersParts {
  stores: Stores
  journal: Journal
  sessions: Sessions
  passwords: PasswordHasher
  guesses: GuessGuard
  departures: readonly Departures[]
  shared: SharedCaches
  clock: Clock
}

export class Users implements Forgetful {
  readonly #stores: Stores
  readonly #journal: Journal
  readonly #sessions: Sessions
  readonly #passwords: PasswordHasher
  readonly #guesses: GuessGuard
  readonly #departures: readonly Departures[]
  readonly #shared: SharedCaches
  readonly #clock: Clock
  readonly #cache: ReadThrough<User>

  constructor(parts: UsersParts) {
    const { shared } = parts
    this.#stores = parts.stores
    this.#journal = parts.journal
    this.#sessions = parts.sessions
    this.#passwords = parts.passwords
    this.#guesses = parts.guesses
    this.#departures = parts.departures
    this.#shared = shared
    this.#clock = parts.clock
    this.#cache = new ReadThrough(CACHED_USERS, shared.areTrusted)
    shared.add(CACHE, this)
  }

  /** Finds a user by folded name; undefined if there is none. */
  async find(app: App, name: string): Promise<User | undefined> {
    return this.#cache.get(`${app.id}/${name}`, () => this.#stores.users.get(app.id, name))
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) this.#cache.delete(key)
  }

  forgetAll(): void {
    this.#cache.clear()
  }

  /**
   * Finds the user of a path segment: a name in any case, or a UUID (rest-messages-users.md §1.5).
   * @throws ApiError `user.unknown`.
   */
  async get(app: App, nameOrUuid: string): Promise<User> {
    const name = foldUserName(nameOrUuid)
    const user = (await this.find(app, name)) ?? (await this.findByUuid(app, name))
    if (user === undefined) throw new ApiError('user.unknown')
    return user
  }

  /** Resolves names or UUIDs to user names, without duplicates. @throws ApiError `user.unknown`. */
  async names(app: App, namesOrUuids: readonly string[]): Promise<string[]> {
    const users = await Promise.all(namesOrUuids.map((each) => this.get(app, each)))
    return [...new Set(users.map(({ name }) => name))]
  }

  /** Returns those folded names that are, or once were, names of users. */
  everKnown(app: App, names: readonly string[]): Promise<Set<string>> {
    return this.#stores.users.everKnown(app.id, names)
  }

  async findByUuid(app: App, uuid: string): Promise<User | undefined> {
    return uuid.length === 36 ? this.#stores.users.getByUuid(app.id, uuid) : undefined
  }

  /**
   * Registers one user.
   * @throws ApiError for illegal fields, `user.exists`.
   */
  async register(app: App, by: Doer, registration: Registration): Promise<User> {
    const user = await this.#prepare(app, registration)
    const { existing } = await this.#create(app, by, [user])
    if (existing.size > 0) {
      throw new ApiError('user.exists', { application: app.uuid, username: registration.username })
    }
    return user
  }

  /**
   * Registers up to 60 users; existing ones are reported, and are not an error (rest-messages-users.md §17 "Batch
   * register").
   * @throws ApiError for illegal fields of any user, and for one name with two different passwords.
   */
  async registerBatch(
    app: App,
    by: Doer,
    registrations: readonly Registration[],
  ): Promise<{ created: User[]; existing: string[] }> {
    if (registrations.length > BATCH_LIMIT)
      throw new ApiError('user.batch_too_large', { size: registrations.length })
    const byName = new Map<string, Registration>()
    for (const registration of registrations) {
      const name = legalUserName(registration.username)
      const twin = byName.get(name)
      if (twin !== undefined && twin.password !== registration.password) {
        // The documents print the passwords here; passwords are secrets, so we name only the user.
        throw new ApiError('user.batch_conflict', { username: name, passwords: '***' })
      }
      byName.set(name, registration)
    }
    const users = await Promise.all(
      [...byName.values()].map((registration) => this.#prepare(app, registration)),
    )
    const { existing } = await this.#create(app, by, users)
    return { created: users.filter((user) => !existing.has(user.name)), existing: [...existing] }
  }

  /** Creates a user without a password, for `inherit` grants with autoCreateUser. */
  async createWithoutPassword(app: App, by: Doer, username: string): Promise<User> {
    const user = this.#newUser(app, await this.#freeName(app, username), null, null)
    const { existing } = await this.#create(app, by, [user])
    if (existing.size > 0) throw new ApiError('grant.concurrent_create')
    return user
  }

  /** @param page its limit is clamped to 1..100. @throws ApiError `request.cursor_illegal`. */
  list(app: App, page: UserPageRequest): Promise<UserPage> {
    return this.#stores.users.list(app.id, { ...page, limit: Math.min(Math.max(page.limit, 1), 100) })
  }

  /** @throws ApiError `user.unknown`. */
  async delete(app: App, by: Doer, nameOrUuid: string): Promise<User> {
    const user = await this.get(app, nameOrUuid)
    await this.#remove(app, by, [user])
    return user
  }

  /** Deletes the users of a page; returns them and the cursor of the next page. */
  async deletePage(app: App, by: Doer, page: UserPageRequest): Promise<UserPage> {
    const found = await this.list(app, page)
    await this.#remove(app, by, found.users)
    return found
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
    const user = await this.find(app, foldUserName(username))
    if (user === undefined) throw new ApiError('user.unknown_entity')
    if (characterCount(newPassword) > PASSWORD_LIMIT) throw new ApiError('user.password_too_long')
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
    const user = await this.find(app, foldUserName(username))
    // Not counted as a guess: apps try to log in first and register users they do not find.
    if (user === undefined) throw new ApiError('grant.user_unknown')
    if (!(await this.#isPassword(user, password, network))) throw new ApiError('grant.password_wrong')
    if (!user.activated) throw new ApiError('grant.user_inactive')
    return user
  }

  /**
   * Sets nickname and push preferences if present; ignores unknown fields.
   * @throws ApiError `user.unknown`, `user.nickname_too_long`, `user.preference_illegal`.
   */
  async update(
    app: App,
    by: Doer,
    nameOrUuid: string,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<User> {
    const user = await this.get(app, nameOrUuid)
    const patch: UserPatch = { preferences: pickPreferences(fields, user.preferences) }
    if (fields.nickname !== undefined) patch.nickname = legalNickname(fields.nickname)
    const { nickname, preferences = {} } = patch
    const changed = {
      kind: 'user.updated',
      user: user.name,
      ...(nickname !== undefined && { nickname }),
      preferences: Object.keys(preferences),
    } as const
    return this.#update(app, user.name, patch, aboutUser(app, changed, by))
  }

  /**
   * Forbids a user to send to all conversations of a kind, or allows it again.
   * @param mutes kinds that are absent stay as they are.
   * @throws ApiError `user.unknown`.
   */
  async mute(app: App, by: Doer, nameOrUuid: string, mutes: Mutes): Promise<void> {
    const { name } = await this.get(app, nameOrUuid)
    if (Object.keys(mutes).length === 0) return
    await this.#update(app, name, { mutes }, aboutUser(app, { kind: 'user.muted', user: name, mutes }, by))
  }

  /** Everybody who is or was muted, a row for each kind, in the order of registration. */
  muted(app: App, page: { limit: number; offset: number }): Promise<MutedUser[]> {
    return this.#stores.users.muted(app.id, page)
  }

  /**
   * Returns undefined instead of a promise if the user is cached, so that messages keep the order of the calls.
   * @param name folded.
   * @throws ApiError `send.user_muted`: thrown, or as a rejection.
   */
  requireVoice(app: App, name: string, kind: MutedKind): undefined | Promise<undefined> {
    const user = this.#cache.get(`${app.id}/${name}`, () => this.#stores.users.get(app.id, name))
    return onceKnown(user, (found) => {
      if ((found?.mutes[kind] ?? 0) > this.#clock.now()) throw new ApiError('send.user_muted')
      return undefined
    }) as undefined | Promise<undefined>
  }

  async deactivate(app: App, by: Doer, nameOrUuid: string): Promise<User> {
    const user = await this.get(app, nameOrUuid)
    const fact = aboutUser(app, { kind: 'user.deactivated', user: user.name }, by)
    return this.#revoke(app, user, { activated: false }, 'forced', fact)
  }

  async activate(app: App, by: Doer, nameOrUuid: string): Promise<User> {
    const user = await this.get(app, nameOrUuid)
    const fact = aboutUser(app, { kind: 'user.activated', user: user.name }, by)
    return this.#update(app, user.name, { activated: true }, fact)
  }

  /** Ends all sessions of a user and invalidates their tokens. */
  async disconnect(app: App, by: Doer, nameOrUuid: string): Promise<void> {
    const user = await this.get(app, nameOrUuid)
    const fact = aboutUser(app, { kind: 'user.signed-out', user: user.name }, by)
    await this.#revoke(app, user, {}, 'forced', fact)
  }

  /** Ends the sessions of one device; returns false if it is not online. */
  async disconnectDevice(app: App, by: Doer, nameOrUuid: string, resource: string): Promise<boolean> {
    const user = await this.get(app, nameOrUuid)
    return (await this.#sessions.kick(app.id, user.name, 'forced', by, resource)) > 0
  }

  /**
   * Invalidates every token of the user, then ends their sessions; in the reverse order a client could reconnect in
   * between.
   */
  async #revoke(app: App, user: User, patch: UserPatch, reason: KickReason, fact: LooseFact): Promise<User> {
    const revoked = { ...patch, nextTokenGeneration: true, tokensValidFrom: this.#clock.now() } as const
    const updated = await this.#update(app, user.name, revoked, fact)
    await this.#sessions.kick(app.id, user.name, reason, fact.by)
    return updated
  }

  #isPassword({ app, name, passwordHash }: User, password: string, network: string): Promise<boolean> {
    return this.#guesses.check({ subject: `user ${app}/${name}`, network }, (admit) =>
      this.#passwords.verify(password, passwordHash, admit),
    )
  }

  /** Creates those of the users who do not exist. @returns names of the others. */
  async #create(app: App, by: Doer, users: readonly User[]): Promise<{ existing: Set<string> }> {
    const existing = new Set<string>()
    for (;;) {
      const fresh = users.filter(({ name }) => !existing.has(name))
      const facts = fresh.map(({ name }) => ({
        report: aboutUser(app, { kind: 'user.registered', user: name }, by),
      }))
      try {
        await this.#journal.commit(app.id, facts, (stores) => [stores.users.create(fresh)])
        return { existing }
      } catch (error) {
        if (!(error instanceof UsersExist)) throw error
        for (const name of error.names) existing.add(name)
      }
    }
  }

  async #update(app: App, name: string, patch: UserPatch, fact: LooseFact): Promise<User> {
    const [user] = await this.#journal.commit(app.id, [{ report: fact }], ({ users }) => [
      users.update(app.id, name, patch, this.#clock.now()),
    ])
    const key = `${app.id}/${name}`
    this.#cache.set(key, user)
    await this.#shared.changed(CACHE, [key])
    return user
  }

  async #remove(app: App, by: Doer, removed: readonly User[]): Promise<void> {
    if (removed.length === 0) return
    const names = removed.map(({ name }) => name)
    for (const name of names)
      for (const departures of this.#departures) await departures.depart(app, name, by)
    const facts = names.map((user) => ({ report: aboutUser(app, { kind: 'user.removed', user }, by) }))
    await this.#journal.commit(app.id, facts, ({ users }) => [users.delete(app.id, names)])
    const keys = names.map((name) => `${app.id}/${name}`)
    this.forget(keys)
    await this.#shared.changed(CACHE, keys)
    for (const name of names) await this.#sessions.kick(app.id, name, 'user-removed', by)
  }

  /**
   * A name must not be another user's UUID: calls and tokens would resolve it to that user while the name is not taken.
   * @throws ApiError for an illegal name, `user.exists`.
   */
  async #freeName(app: App, username: string): Promise<string> {
    const name = legalUserName(username)
    if ((await this.findByUuid(app, name)) !== undefined)
      throw new ApiError('user.exists', { application: app.uuid, username })
    return name
  }

  async #prepare(app: App, registration: Registration): Promise<User> {
    const name = await this.#freeName(app, registration.username)
    const nickname = legalNickname(registration.nickname)
    const { password } = registration
    if (password === undefined || password === '') throw new ApiError('user.password_missing')
    if (characterCount(password) > PASSWORD_LIMIT) throw new ApiError('user.password_too_long')
    return this.#newUser(app, name, await this.#passwords.hash(password), nickname)
  }

  #newUser(app: App, name: string, passwordHash: string | null, nickname: string | null): User {
    const now = this.#clock.now()
    return {
      app: app.id,
      name,
      uuid: randomUUID(),
      passwordHash,
      nickname,
      activated: true,
      createdAt: now,
      modifiedAt: now,
      // Random, so that tokens of an earlier user of the same name stay invalid.
      tokenGeneration: randomInt(2 ** 31),
      tokensValidFrom: 0,
      mutes: {},
      preferences: {},
    }
  }
}

function legalNickname(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw new ApiError('user.preference_illegal', { name: 'nickname' })
  if (characterCount(value) > NICKNAME_LIMIT) throw new ApiError('user.nickname_too_long')
  return value
}
