import type { MutedKind, User, UserPatch } from './user.ts'
import type { UserQuery } from './user-query.ts'

export interface UserPage {
  users: User[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

export interface UserPageRequest {
  limit: number
  cursor?: string | undefined
  /** Which users, and in what order; all, by creation, if absent. */
  query?: Pick<UserQuery, 'where' | 'order'> | undefined
}

/** A kind of conversation in which a user is muted, or was. */
export interface MutedUser {
  name: string
  kind: MutedKind
  /** ms since 1970; 0: lifted. */
  until: number
}

export interface UserStore {
  /** All of them, or none. @throws UsersExist with those, or some of those, who are there already. */
  create(users: readonly User[]): Promise<void>
  get(app: number, name: string): Promise<User | undefined>
  getByUuid(app: number, uuid: string): Promise<User | undefined>
  /** Returns those names that exist. */
  known(app: number, names: readonly string[]): Promise<Set<string>>
  /** Returns those names that exist, or belonged to a user who was deleted. */
  everKnown(app: number, names: readonly string[]): Promise<Set<string>>
  /**
   * Returns a page of users. With a condition it scans a bounded number of users, so a page may be short, or even
   * empty, and still have a cursor to continue. @throws ApiError `request.cursor_illegal`.
   */
  list(app: number, page: UserPageRequest): Promise<UserPage>
  /** Everybody who is or was muted, a row for each kind, in the order of registration. */
  muted(app: number, page: { limit: number; offset: number }): Promise<MutedUser[]>
  /** Returns the user as it is afterwards. @throws ApiError `user.unknown`. */
  update(app: number, name: string, patch: UserPatch, modifiedAt: number): Promise<User>
  /**
   * Removes the users with their devices, cursors, contacts and blocks. Conversations remain for the peers; logs that
   * the removed users followed are closed for them, so that a later user of the same name does not see them.
   */
  delete(app: number, names: readonly string[]): Promise<void>
}
