import type { User, UserPatch } from './user.ts'
import type { UserQuery } from './user-query.ts'

export interface UserPage {
  users: User[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

export interface UserPageRequest {
  limit: number
  cursor?: string | undefined
  /** Which users, and in what order; absent: all, in order of creation. */
  query?: Pick<UserQuery, 'where' | 'order'> | undefined
}

export interface UserStore {
  /** All of them, or none. @throws UsersExist with those, or some of those, who are there already. */
  create(users: readonly User[]): Promise<void>
  get(app: number, name: string): Promise<User | undefined>
  getByUuid(app: number, uuid: string): Promise<User | undefined>
  /** Which of the names exist. */
  known(app: number, names: readonly string[]): Promise<Set<string>>
  /** Which of the names exist, or belonged to a user who was deleted. */
  everKnown(app: number, names: readonly string[]): Promise<Set<string>>
  /**
   * A page of users. With a condition it looks at a bounded number of them, so it may hold less than there is, and even nobody, and
   * still say where to go on. @throws ApiError `request.cursor_illegal`.
   */
  list(app: number, page: UserPageRequest): Promise<UserPage>
  /** Returns the user as it is afterwards. @throws ApiError `user.unknown`. */
  update(app: number, name: string, patch: UserPatch, modifiedAt: number): Promise<User>
  /**
   * Removes the users with their devices, cursors, contacts and blocks. Conversations stay for the peers; what the removed users
   * followed is closed for them, so that a later user of the same name does not see it.
   */
  delete(app: number, names: readonly string[]): Promise<void>
}
