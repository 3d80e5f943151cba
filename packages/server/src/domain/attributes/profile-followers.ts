import type { App } from '../tenancy/app.ts'
import { foldUserName, foldUserNames, isLegalUserName } from '../users/user-name.ts'
import type { Users } from '../users/users.ts'
import type { ProfileFollowerStore } from './profile-follower-store.ts'

/** Users whose profiles one user can follow. */
const LIMIT = 500

/** Who is told of changes of whose profile, contacts or not (sdk5.md §10). */
export class ProfileFollowers {
  readonly #store: ProfileFollowerStore
  readonly #users: Users

  constructor(store: ProfileFollowerStore, users: Users) {
    this.#store = store
    this.#users = users
  }

  /**
   * Ignores names that no user can have, which would be of any length. Whether the others exist does not matter: nobody can find
   * that out with it.
   * @throws ApiError `user.unknown`, `attribute.follows_too_many`.
   */
  async follow(app: App, username: string, others: readonly string[]): Promise<void> {
    const { name } = await this.#users.get(app, username)
    await this.#store.follow(app.id, name, foldUserNames(others.filter(isLegalUserName)), LIMIT)
  }

  followed(app: App, username: string): Promise<string[]> {
    return this.#store.followed(app.id, foldUserName(username))
  }

  unfollow(app: App, username: string, others: readonly string[]): Promise<void> {
    return this.#store.unfollow(app.id, foldUserName(username), foldUserNames(others))
  }
}
