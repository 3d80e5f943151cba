import type { Fact, LooseFact } from './fact.ts'
import type { FactCursor } from './fact-cursor.ts'

export interface FactRead {
  facts: Fact[]
  /** Of the database that the facts were read from; undefined if there are none. */
  incarnation: string | undefined
}

/** The stream of facts. Facts of entries are written together with the entries (`LogStore.append`). */
export interface FactStore {
  /** Writes facts that have no entry, all or none. */
  append(facts: readonly LooseFact[]): Promise<void>
  /**
   * Facts after the cursor, from one consistent snapshot, in order of lane and position.
   * @param limit per lane.
   */
  read(after: FactCursor, limit: number): Promise<FactRead>
  /** Facts of edits and recalls in these logs, in the order of each. */
  changes(app: number, logs: readonly string[]): Promise<Fact[]>
  /** Tells the running server of the database from one that has taken over and may not have all that this one had. */
  incarnation(): Promise<string>
  /** The first and the last existing position of each lane. */
  lanes(): Promise<{ first: FactCursor; heads: FactCursor }>
  /**
   * Removes facts up to the cursor, except the last of each lane, from which positions continue.
   * @param limit per lane.
   * @returns the number removed.
   */
  prune(upTo: FactCursor, limit: number): Promise<number>
}
