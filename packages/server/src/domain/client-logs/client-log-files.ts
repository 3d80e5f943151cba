/** Where logs of clients are kept: one file for each app and day. Days are `YYYY-MM-DD`; they sort by time. */
export interface ClientLogFiles {
  /**
   * Adds a line to a file.
   * @param app UUID.
   * @param limit on the file, in bytes.
   * @returns whether it did: the line would make the file larger than that.
   */
  append(app: string, day: string, line: string, limit: number): Promise<boolean>
  /** Removes the files of earlier days. */
  removeBefore(app: string, day: string): Promise<void>
}
