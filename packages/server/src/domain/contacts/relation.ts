/** How one user stands to another. */
export interface Relation {
  /** Place in the list of contacts, greater is newer; null: no contact. Both directions have one or none. */
  contact: number | null
  /** What the user has written beside the contact; empty for nothing. */
  remark: string
  /** The user has asked the other one to be a contact and has no answer yet. */
  requested: boolean
  /** Place in the block list, greater is newer; null: not blocked. */
  blocked: number | null
}

/** Both directions between a user and a peer. They change together: what is right for one depends on the other. */
export interface Pair {
  /** Of the user to the peer. */
  mine: Relation
  /** Of the peer to the user. */
  theirs: Relation
  /** Never the same twice: what was read is still true while it stands. 0 when nothing is stored. */
  version: number
}

const stranger: Relation = { contact: null, remark: '', requested: false, blocked: null }
/** Two users who have nothing to do with each other. */
export const strangers: Pair = { mine: stranger, theirs: stranger, version: 0 }

/** A pair that becomes another one. */
export interface PairChange {
  user: string
  peer: string
  /** As it will be, with a version of its own. */
  pair: Pair
  /** Version of what it was: nothing is written when there is another by now. */
  replaces: number
}

/** True when there is nothing to remember. */
export function isForgotten({ mine, theirs }: Pair): boolean {
  return [mine, theirs].every(
    ({ contact, requested, blocked }) => contact === null && !requested && blocked === null,
  )
}

/** Most users that one user can block (rest-groups-rooms.md §3). */
export const BLOCKLIST_LIMIT = 500

/** The lists that relations make up. */
export type RosterList = 'contacts' | 'blocked'

/** A list that must not grow beyond a length. */
export interface Ceiling {
  list: RosterList
  /** Users whose lists may grow. */
  of: readonly string[]
  most: number
}
