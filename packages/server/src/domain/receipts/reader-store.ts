/** Who has read which group message. */
export interface ReaderStore {
  /**
   * Notes that the user has read the message, once however often he says so.
   * @param at ms since 1970.
   * @returns how many have read it now.
   */
  note(app: number, message: number, user: string, at: number): Promise<number>
  count(app: number, message: number): Promise<number>
  /** Readers behind a name, in order of names. */
  list(app: number, message: number, after: string, limit: number): Promise<string[]>
}
