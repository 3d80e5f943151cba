import { randomInt, randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import type { PasswordHasher } from '../../kernel/password.ts'
import type { Doer } from '../facts/doer.ts'
import type { Journal } from '../log/journal.ts'
import type { App } from '../tenancy/app.ts'
import { legalNickname, requireShort } from './account-fields.ts'
import type { User } from './user.ts'
import { aboutUser } from './user-facts.ts'
import { legalUserName } from './user-name.ts'
import type { Users } from './users.ts'
import { UsersExist } from './users-exist.ts'

/** Users of one request (rest-messages-users.md §14.2). */
const BATCH_LIMIT = 60

export interface Registration {
  username: string
  password?: string | undefined
  nickname?: string | null | undefined
}

/** Creates user accounts. Names may be in any case. */
export class Registrations {
  readonly #journal: Journal
  readonly #users: Pick<Users, 'findByUuid'>
  readonly #passwords: PasswordHasher
  readonly #clock: Clock

  constructor(parts: {
    journal: Journal
    users: Pick<Users, 'findByUuid'>
    passwords: PasswordHasher
    clock: Clock
  }) {
    this.#journal = parts.journal
    this.#users = parts.users
    this.#passwords = parts.passwords
    this.#clock = parts.clock
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

  /**
   * A name must not be another user's UUID: calls and tokens would resolve it to that user while the name is not taken.
   * @throws ApiError for an illegal name, `user.exists`.
   */
  async #freeName(app: App, username: string): Promise<string> {
    const name = legalUserName(username)
    if ((await this.#users.findByUuid(app, name)) !== undefined)
      throw new ApiError('user.exists', { application: app.uuid, username })
    return name
  }

  async #prepare(app: App, registration: Registration): Promise<User> {
    const name = await this.#freeName(app, registration.username)
    const nickname = legalNickname(registration.nickname)
    const { password } = registration
    if (password === undefined || password === '') throw new ApiError('user.password_missing')
    requireShort(password)
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
