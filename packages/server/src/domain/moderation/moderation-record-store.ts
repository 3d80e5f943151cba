import type { ModerationRecord } from './moderation-record.ts'

/** Records that an export selects. */
export interface RecordRange {
  /** Ids, both included. */
  first: number
  last: number
  target?: string | undefined
  type?: string | undefined
  result?: string | undefined
}

/** A saved selection of records: its file is written while it is read. */
export interface ModerationExport {
  id: number
  uuid: string
  /** What the caller asked for, as JSON. */
  condition: string
  range: RecordRange
  /** Bytes of the file when the export was made. */
  size: number
}

/** Stores what the lists of words have hit. A record goes with its message, and with the account of its sender. */
export interface ModerationRecordStore {
  /** Keeps records, except those of users who no longer exist. */
  add(app: number, records: readonly ModerationRecord[]): Promise<void>
  /** Lines of the range in the order of their ids. */
  lines(app: number, range: RecordRange, limit: number): Promise<Pick<ModerationRecord, 'id' | 'line'>[]>
  /** Bytes of the lines of the range, each with its line break. */
  size(app: number, range: RecordRange): Promise<number>
  /**
   * Removes records with ids below `before`, and the oldest beyond the newest `keep`.
   * @param limit on the records removed.
   * @returns how many it has removed.
   */
  prune(app: number, before: number, keep: number, limit: number): Promise<number>
  /** Keeps an export, and of the app's exports only the newest `keep` with ids from `from` on. */
  addExport(app: number, made: ModerationExport, from: number, keep: number): Promise<void>
  /** Exports with ids from `from` on, newest first. */
  exports(app: number, from: number): Promise<ModerationExport[]>
  /** Removes exports with ids below `before`. */
  pruneExports(app: number, before: number): Promise<void>
}
