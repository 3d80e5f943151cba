/** An event of contacts or the block list. */
export interface RosterEvent {
  /**
   * - `requested`: `from` asks `to` to be a contact, with a reason.
   * - `accepted`, `declined`: `from` answers the request of `to`.
   * - `added`: `from` is now a contact of `to`.
   * - `removed`: they are no longer contacts.
   * - `turned-down`, `blocked`, `unblocked`: for the other devices of `from`, who did that to `to`.
   */
  contact:
    | 'requested'
    | 'accepted'
    | 'declined'
    | 'added'
    | 'removed'
    | 'turned-down'
    | 'blocked'
    | 'unblocked'
  from: string
  to: readonly [string, ...string[]]
  /** Empty for none. */
  reason: string
}
