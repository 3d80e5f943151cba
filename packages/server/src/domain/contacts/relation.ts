/** Relation of one user to another. */
export interface Relation {
  /** Place in the contact list, greater is newer; null if not a contact. Set in both directions or neither. */
  contact: number | null
  /** The user's remark on the contact; empty for none. */
  remark: string
  /** The user has sent a contact request that is not answered yet. */
  requested: boolean
  /** Place in the block list, greater is newer; null if not blocked. */
  blocked: number | null
}

/** Both directions between a user and a peer. They change together, because the rules for one depend on the other. */
export interface Pair {
  /** From the user to the peer. */
  mine: Relation
  /** From the peer to the user. */
  theirs: Relation
  /** Never reused: as long as it is unchanged, what was read is still current. 0 if nothing is stored. */
  version: number
}

const stranger: Relation = { contact: null, remark: '', requested: false, blocked: null }
/** Two users without any relation. */
export const strangers: Pair = { mine: stranger, theirs: stranger, version: 0 }

/** A change to a pair. */
export interface PairChange {
  user: string
  peer: string
  /** The new state, with its own version. */
  pair: Pair
  /** Version of the old state: nothing is written if the stored version is different. */
  replaces: number
}

/** Whether nothing needs to be stored. */
export function isForgotten({ mine, theirs }: Pair): boolean {
  return [mine, theirs].every(
    ({ contact, requested, blocked }) => contact === null && !requested && blocked === null,
  )
}

/** Limit on users that one user can block (rest-groups-rooms.md §3). */
export const BLOCKLIST_LIMIT = 500

/** Lists that consist of relations. */
export type RosterList = 'contacts' | 'blocked'

/** Limit on the length of a list. */
export interface Ceiling {
  list: RosterList
  /** Users whose lists may grow. */
  of: readonly string[]
  most: number
}
