/** A message and the terms that it is found by (index-terms.ts). */
export interface IndexedMessage {
  id: number
  terms: readonly string[]
}

/** Which messages to find, by their terms. */
export type TermQuery = { term: string } | { any: readonly TermQuery[] } | { all: readonly TermQuery[] }

/** Part of the messages that have the terms: `from <= id < before`. */
export interface IndexRange {
  from: number
  before: number
  /** Newest first. */
  descending: boolean
  limit: number
}

/**
 * Finds messages by terms. It says which messages may match, and nothing else: the messages themselves say whether they do and who
 * may see them. It can be lost, and is written again then.
 */
export interface MessageIndex {
  /** Up to this id, all messages have been looked at; {@link NEW_INDEX}: it is empty, and nobody has begun. */
  reach(): Promise<number>
  /** Moves the reach, unless somebody has moved it since it was `from`. */
  moveReach(from: number, to: number): Promise<void>
  /** Takes the reach back to `id`, if it is beyond. */
  lowerReach(id: number): Promise<void>
  /** Adds or replaces messages, and removes others; all or none. */
  put(messages: readonly IndexedMessage[], removed?: readonly number[]): Promise<void>
  /** Returns those of the ids that are in the index. */
  known(ids: readonly number[]): Promise<Set<number>>
  /** Returns ids of messages, in order. */
  find(query: TermQuery, range: IndexRange): Promise<number[]>
  /** Returns ids in the index after one, in ascending order. */
  idsAfter(id: number, limit: number): Promise<number[]>
  /** Removes everything; the reach is {@link NEW_INDEX} then. */
  clear(): Promise<void>
  /** Finishes what it is doing and releases the files. */
  close(): Promise<void>
}

/** Reach of an index that nobody has begun to write. */
export const NEW_INDEX = -1
