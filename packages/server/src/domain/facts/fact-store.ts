import type { Fact, LooseFact } from './fact.ts'
import type { FactCursor } from './fact-cursor.ts'

/** The stream of facts. Those of entries are written by the append of the entries (`LogStore.append`). */
export interface FactStore {
  /** Writes facts that no entry stands for, all or none. */
  append(facts: readonly LooseFact[]): Promise<void>
  /**
   * Facts behind the cursor as they stand at one moment, in order of lane and position.
   * @param limit of each lane, at most.
   */
  read(after: FactCursor, limit: number): Promise<Fact[]>
  /** The first and the newest position that is there in each lane. */
  lanes(): Promise<{ first: FactCursor; heads: FactCursor }>
  /**
   * Removes facts up to the cursor but the newest of each lane, from which positions go on.
   * @param limit of each lane, at most.
   * @returns how many.
   */
  prune(upTo: FactCursor, limit: number): Promise<number>
}
