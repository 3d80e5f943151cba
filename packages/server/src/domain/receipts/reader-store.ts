/** Stores who has read which group message. */
export interface ReaderStore {
  /**
   * Records that the user has read the message; repeats count once.
   * @param at ms since 1970.
   * @returns the number of readers, including this one.
   */
  note(app: number, message: number, user: string, at: number): Promise<number>
  count(app: number, message: number): Promise<number>
  /** Readers after a given name, ordered by name. */
  list(app: number, message: number, after: string, limit: number): Promise<string[]>
}
