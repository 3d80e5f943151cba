import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import { ReadThrough } from '../../kernel/read-through.ts'
import type { Forgetful, SharedCaches } from '../cluster/shared-caches.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { Doer } from '../facts/doer.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { Journal } from '../log/journal.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import { legalNickname } from './account-fields.ts'
import { pickPreferences } from './preferences.ts'
import type { MutedKind, Mutes, User, UserPatch } from './user.ts'
import { aboutUser } from './user-facts.ts'
import { foldUserName } from './user-name.ts'
import type { MutedUser, UserPage, UserPageRequest } from './user-store.ts'

const CACHED_USERS = 20_000
const CACHE = 'users'

/** Cleans up a user's data elsewhere before the user is deleted. */
export interface Departures {
  /** @param by who deletes the user. */
  depart(app: App, user: string, by: Doer): Promise<void>
}

export interface UsersParts {
  stores: Stores
  journal: Journal
  sessions: Sessions
  departures: readonly Departures[]
  shared: SharedCaches
  clock: Clock
}

/** Finds, changes and removes user accounts. Names may be in any case, unless a method says that it takes folded ones. */
export class Users implements Forgetful {
  readonly #stores: Stores
  readonly #journal: Journal
  readonly #sessions: Sessions
  readonly #departures: readonly Departures[]
  readonly #shared: SharedCaches
  readonly #clock: Clock
  readonly #cache: ReadThrough<User>

  constructor(parts: UsersParts) {
    const { shared } = parts
    this.#stores = parts.stores
    this.#journal = parts.journal
    this.#sessions = parts.sessions
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
    return this.change(app, user.name, patch, aboutUser(app, changed, by))
  }

  /**
   * Forbids a user to send to all conversations of a kind, or allows it again.
   * @param mutes kinds that are absent stay as they are.
   * @throws ApiError `user.unknown`.
   */
  async mute(app: App, by: Doer, nameOrUuid: string, mutes: Mutes): Promise<void> {
    const { name } = await this.get(app, nameOrUuid)
    if (Object.keys(mutes).length === 0) return
    await this.change(app, name, { mutes }, aboutUser(app, { kind: 'user.muted', user: name, mutes }, by))
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

  /**
   * Changes an account, on all nodes, and reports it.
   * @param name folded.
   * @throws ApiError `user.unknown`.
   */
  async change(app: App, name: string, patch: UserPatch, fact: LooseFact): Promise<User> {
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
}
