import type { App } from '../tenancy/app.ts'
import { foldUserName, foldUserNames } from '../users/user-name.ts'
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

  /** Ignores whether the others exist: nobody can find that out with it. @throws ApiError `attribute.follows_too_many`. */
  async follow(app: App, username: string, others: readonly string[]): Promise<void> {
    const { name } = await this.#users.get(app, username)
    await this.#store.follow(app.id, name, foldUserNames(others), LIMIT)
  }

  followed(app: App, username: string): Promise<string[]> {
    return this.#store.followed(app.id, foldUserName(username))
  }

  unfollow(app: App, username: string, others: readonly string[]): Promise<void> {
    return this.#store.unfollow(app.id, foldUserName(username), foldUserNames(others))
  }
}
