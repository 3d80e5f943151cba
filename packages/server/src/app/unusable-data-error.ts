/** The data folder or the database cannot be used: taken by another process, written by a newer version, damaged, away. */
export class UnusableDataError extends Error {
  override readonly name = 'UnusableDataError'
}
