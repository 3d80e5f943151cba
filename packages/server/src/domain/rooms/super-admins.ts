import { Quotas } from '../channels/quotas.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName } from '../users/user-name.ts'
import { roomRules } from './room-rules.ts'

/** Users whom the app allows to create rooms (rest-groups-rooms.md §2.1, §2.2). */
export class SuperAdmins {
  readonly #stores: Stores
  readonly #quotas: Quotas

  constructor(stores: Stores) {
    this.#stores = stores
    this.#quotas = new Quotas(roomRules, stores)
  }

  /** Ordered by name. */
  page(app: App, page: { limit: number; offset: number }): Promise<string[]> {
    return this.#stores.superAdmins.page(app.id, page)
  }

  /** @throws ApiError `channel.user_unknown`. */
  async add(app: App, name: string): Promise<void> {
    const user = foldUserName(name)
    await this.#quotas.requireKnown(app, [user])
    await this.#stores.superAdmins.add(app.id, user)
  }

  /** @returns the folded name, whether or not the user was a super admin. @throws ApiError `channel.user_unknown`. */
  async remove(app: App, name: string): Promise<string> {
    const user = foldUserName(name)
    await this.#quotas.requireKnown(app, [user])
    await this.#stores.superAdmins.remove(app.id, user)
    return user
  }
}
