/** Leases: names that one holder at a time has, for a limited time, by the clock of the database. */
export interface LeaseStore {
  /**
   * Takes a name that is free or whose lease has expired, or renews one.
   * @param ms duration from now.
   * @returns false if another holder has it.
   */
  take(name: string, holder: string, ms: number): Promise<boolean>
  /** Releases a name; a no-op if the holder does not have it. */
  release(name: string, holder: string): Promise<void>
}
