/** Names that one holder at a time has, for a while, by the clock of the database. */
export interface LeaseStore {
  /**
   * Takes a name that nobody has or whose time is over, or keeps one for longer.
   * @param ms from now.
   * @returns false when somebody else has it.
   */
  take(name: string, holder: string, ms: number): Promise<boolean>
  /** Gives a name back; nothing happens when the holder has not got it. */
  release(name: string, holder: string): Promise<void>
}
