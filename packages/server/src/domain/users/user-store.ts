import type { User, UserPatch } from './user.ts'

export interface UserPage {
  users: User[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

export interface UserStore {
  /** Inserts what does not exist yet, in one transaction; returns the names that existed before. */
  create(users: readonly User[]): Promise<{ existing: Set<string> }>
  get(app: number, name: string): Promise<User | undefined>
  getByUuid(app: number, uuid: string): Promise<User | undefined>
  /** Which of the names exist. */
  known(app: number, names: readonly string[]): Promise<Set<string>>
  /** Which of the names exist, or belonged to a user who was deleted. */
  everKnown(app: number, names: readonly string[]): Promise<Set<string>>
  /** In order of creation. An unreadable cursor starts at the beginning. */
  list(app: number, page: { limit: number; cursor?: string | undefined }): Promise<UserPage>
  /** Returns the user as it is afterwards; undefined when there is none. */
  update(app: number, name: string, patch: UserPatch, modifiedAt: number): Promise<User | undefined>
  /**
   * Removes the users with their devices, cursors, contacts and blocks. Conversations stay for the peers; what the removed users
   * followed is closed for them, so that a later user of the same name does not see it.
   */
  delete(app: number, names: readonly string[]): Promise<void>
}
