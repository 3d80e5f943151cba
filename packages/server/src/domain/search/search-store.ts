import type { Entry, EntryKind } from '../log/entry.ts'

/** What the index needs of an entry. */
export interface ScannedEntry {
  id: number
  app: number
  /** Row number of the log, and its key. */
  log: number
  key: string
  kind: EntryKind
  sender: string
  receiver: string
  /** Null unless the entry is a message, or changes one. */
  payload: Uint8Array | null
}

/** Reads messages for search. */
export interface SearchStore {
  /** Returns entries in order of their ids: `after < id < before`. */
  scan(after: number, before: number, limit: number): Promise<ScannedEntry[]>
  /** The same, of each entry its kind alone. */
  kinds(after: number, before: number, limit: number): Promise<Pick<ScannedEntry, 'id' | 'kind'>[]>
  /** Returns those of the entries that exist. */
  byIds(ids: readonly number[]): Promise<ScannedEntry[]>
  /** Returns those of the ids that are messages. */
  present(ids: readonly number[]): Promise<number[]>
  /** Returns row numbers of logs by key, without those that do not exist. */
  logNumbers(app: number, keys: readonly string[]): Promise<Map<string, number>>
  /**
   * Returns those of the messages that are in the user's history, as roaming shows it. Logs of rooms have no followers: who may
   * read those, and from when on, is for the caller to check.
   */
  visible(app: number, user: string, ids: readonly number[]): Promise<Entry[]>
}
