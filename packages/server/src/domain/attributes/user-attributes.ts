import type { Clock } from '../../kernel/clock.ts'
import type { Doer } from '../facts/doer.ts'
import type { Journal } from '../log/journal.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import { aboutUser } from '../users/user-facts.ts'
import { foldUserName, foldUserNames } from '../users/user-name.ts'
import type { Users } from '../users/users.ts'
import type { DatedValues, Values } from './attribute-store.ts'
import type { ProfileNews } from './profile-news.ts'

const SUBJECT = 'u'
const NONE: DatedValues = { values: {}, changedAt: 0 }

/** Attributes of users: nickname, avatar and anything else an app likes (rest-messages-users.md §4.1). */
export class UserAttributes {
  readonly #stores: Stores
  readonly #users: Users
  readonly #journal: Journal
  readonly #news: ProfileNews
  readonly #clock: Clock

  constructor(parts: { stores: Stores; journal: Journal; users: Users; news: ProfileNews; clock: Clock }) {
    this.#clock = parts.clock
    this.#stores = parts.stores
    this.#journal = parts.journal
    this.#users = parts.users
    this.#news = parts.news
  }

  /**
   * Tells it those who show the user's profile.
   * @returns all attributes that the user has now.
   * @throws ApiError `user.unknown`, `attribute.user_too_large`.
   */
  async set(app: App, by: Doer, username: string, values: Values): Promise<DatedValues> {
    const { name: holder } = await this.#users.get(app, username)
    const limit = app.settings.userAttributeBytes
    const fact = aboutUser(app, { kind: 'user.attributes-set', user: holder, values }, by)
    const changes = Object.entries(values).map(([key, value]) => ({
      subject: SUBJECT,
      set: { holder, key, value, setter: '', autoDelete: false },
    }))
    await this.#journal.commit(app.id, [{ report: fact }], ({ attributes }) => [
      attributes.save(app.id, changes, this.#clock.now(), { subject: SUBJECT, holder, bytes: limit }),
    ])
    const now = (await this.getMany(app, [holder])).get(holder) ?? NONE
    await this.#news.tell(app, { user: holder, values, changedAt: now.changedAt })
    return now
  }

  /** Returns the attributes of a user; empty if they have none, or do not exist. */
  async get(app: App, username: string): Promise<Values> {
    const holder = foldUserName(username)
    return (await this.getMany(app, [holder])).get(holder)?.values ?? {}
  }

  /** Returns attributes by user, all or only the given keys; users without any are absent. */
  getMany(
    app: App,
    usernames: readonly string[],
    keys?: readonly string[],
  ): Promise<Map<string, DatedValues>> {
    return this.#stores.attributes.dated(app.id, SUBJECT, foldUserNames(usernames), keys)
  }

  async delete(app: App, by: Doer, username: string): Promise<void> {
    const holder = foldUserName(username)
    const fact = aboutUser(app, { kind: 'user.attributes-removed', user: holder }, by)
    await this.#journal.commit(app.id, [{ report: fact }], ({ attributes }) => [
      attributes.save(app.id, [{ subject: SUBJECT, strip: [holder] }], this.#clock.now()),
    ])
  }

  /** Total size of the attributes of all users, in bytes. */
  capacity(app: App): Promise<number> {
    return this.#stores.attributes.bytes(app.id, SUBJECT)
  }
}
