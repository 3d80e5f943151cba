import type { Fact, LooseFact } from './fact.ts'
import type { FactCursor } from './fact-cursor.ts'

/** The stream of facts. Facts of entries are written together with the entries (`LogStore.append`). */
export interface FactStore {
  /** Writes facts that have no entry, all or none. */
  append(facts: readonly LooseFact[]): Promise<void>
  /**
   * Facts after the cursor, from one consistent snapshot, in order of lane and position.
   * @param limit per lane.
   */
  read(after: FactCursor, limit: number): Promise<Fact[]>
  /** The first and the last existing position of each lane. */
  lanes(): Promise<{ first: FactCursor; heads: FactCursor }>
  /**
   * Removes facts up to the cursor, except the last of each lane, from which positions continue.
   * @param limit per lane.
   * @returns the number removed.
   */
  prune(upTo: FactCursor, limit: number): Promise<number>
}
