/** A reaction to a message, as one user sees it. */
export interface Reaction {
  /** Grows with time. */
  id: number
  reaction: string
  /** How many have given it. */
  count: number
  /** The first three of them. */
  users: string[]
  /** The user has given it. */
  mine: boolean
  /** Place of the last change. */
  changed: number
}

export interface Reactor {
  user: string
  /** An id: grows with time. */
  place: number
}

/** One user gives or takes back one reaction. */
export interface ReactionChange {
  message: number
  reaction: string
  /** Id of the reaction; a new one if nobody has given it yet. */
  id: number
  user: string
  /** An id of its own. */
  place: number
  /** {@link Reaction.changed} when the change was decided on; null: nobody had given the reaction. */
  expected: number | null
}

/** Stores who has reacted to which message. Reactions go with their message, and with the account of who gave them. */
export interface ReactionStore {
  /** Reactions by message, in the order in which they were first given; messages without any are absent. */
  of(app: number, user: string, messages: readonly number[]): Promise<Map<number, Reaction[]>>
  /** Those who have given a reaction, after a place, in the order in which they did. */
  reactors(app: number, reaction: number, page: { after: number; limit: number }): Promise<Reactor[]>
  /**
   * @param most different reactions that the message may have.
   * @throws Outdated; ApiError `reaction.illegal` if there is no such message any more, `reaction.repeated`, `reaction.too_many`.
   */
  add(app: number, change: ReactionChange, most: number): Promise<void>
  /** @throws Outdated */
  remove(app: number, change: ReactionChange & { expected: number }): Promise<void>
}
