import type { Ceiling, Pair, PairChange, RosterList } from './relation.ts'

export interface Contact {
  name: string
  /** Empty if there is none. */
  remark: string
}

export interface ContactPage {
  contacts: Contact[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/** A contact as clients keep it. */
export interface RosterItem extends Contact {
  /** Place in the list, newer is greater. */
  place: number
  /** Of the pair: greater after every change. */
  version: number
}

/** What tells whether the contacts of a user are those that were read. */
export interface RosterState {
  count: number
  /** Greatest version of a pair; 0 without contacts. */
  newest: number
}

/** Stores contacts, requests and block lists. */
export interface ContactStore {
  /** Relations between a user and peers; peers without any relation are absent from the map. */
  between(app: number, user: string, peers: readonly string[]): Promise<Map<string, Pair>>
  /**
   * One of a user's lists, newest first; the whole list if no limit is given. @throws ApiError
   * `request.cursor_illegal`.
   */
  list(
    app: number,
    user: string,
    list: RosterList,
    page: { limit?: number; cursor?: string | undefined },
  ): Promise<ContactPage>
  /** Contacts of a user, newest first, behind the place `below`. */
  roster(app: number, user: string, page: { limit: number; below: number }): Promise<RosterItem[]>
  rosterState(app: number, user: string): Promise<RosterState>
  /** Length of a list for each user; empty lists are absent from the map. */
  lengths(app: number, list: RosterList, users: readonly string[]): Promise<Map<string, number>>
  /** Some of the users who have any relation to the user. */
  peers(app: number, user: string, limit: number): Promise<string[]>
  /**
   * Writes all changes, or none.
   * @throws Outdated if a pair has changed since it was read, a user does not exist, or a list would exceed its ceiling.
   */
  save(app: number, changes: readonly PairChange[], ceiling: Ceiling | null): Promise<void>
}
