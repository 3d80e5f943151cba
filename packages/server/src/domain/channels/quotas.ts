import { ApiError } from '@ringpost/contract/errors'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { ChannelRules } from './channel-rules.ts'

/**
 * Checks on users before a channel is created or lets them in: early refusals, in the order of the checks. The commit
 * itself guards against concurrent requests that exceed a quota (`ChannelWriter`).
 */
export class Quotas {
  readonly #rules: ChannelRules
  readonly #stores: Stores

  constructor(rules: ChannelRules, stores: Stores) {
    this.#rules = rules
    this.#stores = stores
  }

  /** @throws ApiError `channel.user_unknown` naming the first user who does not exist. */
  async requireKnown(app: App, users: readonly string[]): Promise<void> {
    const known = await this.#stores.users.known(app.id, users)
    const unknown = users.find((user) => !known.has(user))
    if (unknown !== undefined) throw new ApiError('channel.user_unknown', { username: unknown })
  }

  /** Checks the limits of the app for a new channel. @throws ApiError naming the app, or the user who is in too many. */
  async requireRoom(app: App, founders: readonly string[]): Promise<void> {
    const { kind, errors } = this.#rules
    const most = this.#rules.mostOfApp(app)
    if (most > 0 && (await this.#stores.channels.count(app.id, kind)) >= most)
      throw new ApiError(errors.tooManyOfApp, { key: app.key })
    await this.#requireFree(app, founders, errors.tooManyOfFounder)
  }

  /** @throws ApiError naming the first user who is in too many channels to join another. */
  requireFree(app: App, users: readonly string[]): Promise<void> {
    return this.#requireFree(app, users, this.#rules.errors.tooManyOfUser)
  }

  async #requireFree(
    app: App,
    users: readonly string[],
    error: ChannelRules['errors'][keyof ChannelRules['errors']],
  ): Promise<void> {
    const most = this.#rules.mostOfUser(app)
    if (most === 0) return
    const counts = await this.#stores.channels.countOfUsers(app.id, users, this.#rules.kind)
    const user = users.find((name) => (counts.get(name) ?? 0) >= most)
    if (user !== undefined) throw new ApiError(error, { username: user })
  }
}
