/** What has changed, for nodes that may not have heard of it over the bus. */
export interface ChangeNote {
  /** Rises with the order of writing; a note may become visible after one with a greater id. */
  id: number
  /** Name of the cache, the same on every node. */
  cache: string
  keys: string[]
}

/** Notes of recent changes that not every node has confirmed. */
export interface ChangeNoteStore {
  /** Resolves when every node that reads from now on finds the note. */
  add(cache: string, keys: readonly string[]): Promise<void>
  /** Returns the oldest notes after an id, in order. */
  after(id: number, limit: number): Promise<ChangeNote[]>
  /** Returns the greatest id, 0 if there are none. */
  lastId(): Promise<number>
  /** Removes notes that were written longer ago, by the clock of the database. @param ms age. */
  removeOlder(ms: number): Promise<void>
}
