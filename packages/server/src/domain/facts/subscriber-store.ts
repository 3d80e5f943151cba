import type { FactKind } from './fact.ts'
import type { FactCursor } from './fact-cursor.ts'

/** Somebody who gets every fact of some kinds at least once. */
export interface Subscription {
  /** `{type}` or `{type}:{anything}`: the type says which code of the server serves it. */
  name: string
  /** Row number of the app; 0 = of all apps. */
  app: number
  kinds: readonly FactKind[]
}

export interface Subscriber extends Subscription {
  /** Subscribers of one shard are served by one node. */
  shard: number
  /** Null: has not begun. */
  cursor: FactCursor | null
  /** Facts that were passed over because the subscriber was too far behind. */
  skipped: number
}

/** A cursor that has moved, and under which lease. */
export interface Move {
  name: string
  cursor: FactCursor
  epoch: number
}

/** Who wants facts, how far they are, and which node serves them. */
export interface SubscriberStore {
  list(): Promise<Subscriber[]>
  /** Makes a subscriber, or gives one other kinds; its cursor stays. */
  put(subscription: Subscription, shard: number): Promise<void>
  /** Has a subscriber without a cursor begin behind this one. */
  begin(name: string, cursor: FactCursor): Promise<void>
  remove(name: string): Promise<void>
  /**
   * Takes shards that nobody has or whose time is over, by the clock of the database.
   * @param force whoever has them.
   * @returns the epoch of each that was taken: it rises with every change of hands.
   */
  take(shards: readonly number[], holder: string, ms: number, force: boolean): Promise<Map<number, number>>
  /** Keeps all shards of the holder for longer. @returns those, with their epochs. */
  renew(holder: string, ms: number): Promise<Map<number, number>>
  /** Gives shards back. */
  release(shards: readonly number[], holder: string): Promise<void>
  /** Moves cursors of shards that the holder still has in these epochs. @returns names of the subscribers that were moved. */
  save(moves: readonly Move[], holder: string): Promise<Set<string>>
  /** Sets a cursor forward past facts that the subscriber does not get. @param count how many. */
  skip(name: string, cursor: FactCursor, count: number): Promise<void>
}
