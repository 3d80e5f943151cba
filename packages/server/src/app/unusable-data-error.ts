/** The data folder or the database is unusable: held by another process, written by a newer version, damaged, unavailable. */
export class UnusableDataError extends Error {
  override readonly name = 'UnusableDataError'
}
