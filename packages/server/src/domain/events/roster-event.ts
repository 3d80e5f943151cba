/** What somebody is told about contacts and the block list. */
export interface RosterEvent {
  /**
   * - `requested`: `from` asks `to` to be a contact, with a reason.
   * - `accepted`, `declined`: `from` answers the request of `to`.
   * - `added`: `from` is a contact of `to` now.
   * - `removed`: they are contacts no more.
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
