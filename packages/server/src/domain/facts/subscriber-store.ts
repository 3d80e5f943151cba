import type { FactKind } from './fact.ts'
import type { FactCursor } from './fact-cursor.ts'

/** A request to receive every fact of certain kinds at least once. */
export interface Subscription {
  /** `{type}` or `{type}:{anything}`: the type determines which code of the server serves it. */
  name: string
  /** Row number of the app; 0 means all apps. */
  app: number
  kinds: readonly FactKind[]
}

export interface Subscriber extends Subscription {
  /** Subscribers of one shard are served by one node. */
  shard: number
  /** Null if it has not started. */
  cursor: FactCursor | null
  /** Number of facts skipped because the subscriber lagged too far behind. */
  skipped: number
}

/** A cursor that has moved, and the epoch of its lease. */
export interface Move {
  name: string
  /** The cursor as last saved, or as it was when the delivery began. */
  from: FactCursor
  cursor: FactCursor
  epoch: number
}

/** Stores subscribers, their cursors, and which node serves them. */
export interface SubscriberStore {
  list(): Promise<Subscriber[]>
  /** Adds a subscriber, or changes its kinds; an existing cursor is kept. */
  put(subscription: Subscription, shard: number): Promise<void>
  /** Starts a subscriber that has no cursor yet after this one. */
  begin(name: string, cursor: FactCursor): Promise<void>
  remove(name: string): Promise<void>
  /**
   * Takes shards that are free or whose lease has expired, by the clock of the database.
   * @param options `force` takes them from any holder.
   * @returns the epoch of each shard taken; it rises with every change of holder.
   */
  take(
    shards: readonly number[],
    holder: string,
    ms: number,
    options?: { force?: boolean },
  ): Promise<Map<number, number>>
  /** Renews all shards of the holder. @returns those shards, with their epochs. */
  renew(holder: string, ms: number): Promise<Map<number, number>>
  /** Releases shards. */
  release(shards: readonly number[], holder: string): Promise<void>
  /**
   * Saves cursors of shards that the holder still has in these epochs, unless something else has set them or another
   * server of the database runs than the one that the facts were read from.
   * @returns names of the subscribers that were saved.
   */
  save(moves: readonly Move[], holder: string, incarnation: string): Promise<Set<string>>
  /** Moves a cursor forward past facts that the subscriber will not receive. @param count how many. */
  skip(name: string, cursor: FactCursor, count: number): Promise<void>
}
