export interface Reader {
  user: string
  /** ms since 1970. */
  at: number
}

/** Stores who has read which group message. */
export interface ReaderStore {
  /**
   * Records that the user has read the message; repeats count once.
   * @param at ms since 1970.
   * @returns the number of readers, including this one.
   */
  note(app: number, message: number, user: string, at: number): Promise<number>
  /** Numbers of readers by message; messages without any are absent. */
  counts(app: number, messages: readonly number[]): Promise<Map<number, number>>
  /** Readers after a given name, ordered by name. */
  list(app: number, message: number, after: string, limit: number): Promise<Reader[]>
}
