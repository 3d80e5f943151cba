import type { Ceiling, Pair, PairChange, RosterList } from './relation.ts'

export interface Contact {
  name: string
  /** Empty for none. */
  remark: string
}

export interface ContactPage {
  contacts: Contact[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/** Contacts, requests and block lists. */
export interface ContactStore {
  /** Who has nothing to do with the user is not in the map. */
  between(app: number, user: string, peers: readonly string[]): Promise<Map<string, Pair>>
  /** One of the lists of a user, newest first; all of it without a limit. @throws ApiError `request.cursor_illegal`. */
  list(
    app: number,
    user: string,
    list: RosterList,
    page: { limit?: number; cursor?: string | undefined },
  ): Promise<ContactPage>
  /** How long a list of each user is; empty lists are not in the map. */
  lengths(app: number, list: RosterList, users: readonly string[]): Promise<Map<string, number>>
  /** Some of those who have anything to do with the user. */
  peers(app: number, user: string, limit: number): Promise<string[]>
  /**
   * Writes all changes, or none.
   * @throws Outdated when a pair is another one by now, a user does not exist, or a list would be beyond its ceiling.
   */
  save(app: number, changes: readonly PairChange[], ceiling: Ceiling | null): Promise<void>
}
