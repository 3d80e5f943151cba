import type { Caller } from '../caller.ts'
import { Quotas } from '../channels/quotas.ts'
import type { Journal } from '../log/journal.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import { aboutUser } from '../users/user-facts.ts'
import { foldUserName } from '../users/user-name.ts'
import { roomRules } from './room-rules.ts'

/** Users whom the app allows to create rooms (rest-groups-rooms.md §2.1, §2.2). */
export class SuperAdmins {
  readonly #stores: Stores
  readonly #journal: Journal
  readonly #quotas: Quotas

  constructor(stores: Stores, journal: Journal) {
    this.#stores = stores
    this.#journal = journal
    this.#quotas = new Quotas(roomRules, stores)
  }

  /** Ordered by name. */
  page(app: App, page: { limit: number; offset: number }): Promise<string[]> {
    return this.#stores.superAdmins.page(app.id, page)
  }

  /** @throws ApiError `channel.user_unknown`. */
  async add({ app, actor }: Caller, name: string): Promise<void> {
    const user = foldUserName(name)
    await this.#quotas.requireKnown(app, [user])
    const fact = aboutUser(app, { kind: 'user.super-admin', user, appointed: true }, actor)
    await this.#journal.commit(app.id, [{ report: fact }], ({ superAdmins }) => [
      superAdmins.add(app.id, user),
    ])
  }

  /** @returns the folded name, whether or not the user was a super admin. @throws ApiError `channel.user_unknown`. */
  async remove({ app, actor }: Caller, name: string): Promise<string> {
    const user = foldUserName(name)
    await this.#quotas.requireKnown(app, [user])
    const fact = aboutUser(app, { kind: 'user.super-admin', user, appointed: false }, actor)
    await this.#journal.commit(app.id, [{ report: fact }], ({ superAdmins }) => [
      superAdmins.remove(app.id, user),
    ])
    return user
  }
}
