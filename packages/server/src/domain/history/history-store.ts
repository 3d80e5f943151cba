import type { Marks } from '../log/entry.ts'
import type { MessageCondition } from './message-query.ts'

/** A message as stored, from any conversation. */
export interface StoredMessage extends Marks {
  id: number
  /** ms since 1970. */
  time: number
  sender: string
  /** User, group or room. */
  receiver: string
  /** The bytes that receivers got. */
  payload: Uint8Array
}

export interface ScannedMessage extends StoredMessage {
  /** Null if sent by the app. */
  senderDevice: string | null
}

/** Selects messages of an app: `after < id < before`, plus an optional condition. */
export interface ScanRange {
  after: number
  before: number
  where?: MessageCondition | undefined
  /** The only logs that can contain them, if known. */
  logs?: readonly string[] | undefined
}

export interface MessagePage {
  /** In the requested order. */
  messages: ScannedMessage[]
  /** Id up to which everything has been scanned, and after which to continue; null at the end. */
  reached: number | null
}

/** An interval, of at most a day, whose messages are in a file or are being written to one. */
export interface ExportRow {
  app: number
  /** ms since 1970; the messages are those with `start <= idTime(id) < end`. */
  start: number
  end: number
  /** Distinguishes the file from others of the same interval. */
  token: string
  /** Messages in the file; null while it is being written. */
  count: number | null
}

/** All messages of an app across conversations, ordered by id and therefore by time. */
export interface HistoryStore {
  /**
   * Returns messages of a range, without recalled ones. Scans a bounded number of entries, including those of other
   * apps, so a page may be short although more messages follow.
   */
  scan(app: number, range: ScanRange, page: { limit: number; descending: boolean }): Promise<MessagePage>
  exported(app: number, start: number): Promise<ExportRow | undefined>
  /**
   * Records that a file is being written, replacing any record for that interval. Every change to messages that is not
   * committed when this resolves will invalidate the file.
   */
  beginExport(row: Omit<ExportRow, 'count'>): Promise<void>
  /**
   * Records that the file is complete.
   * @returns false if its messages have changed since it was begun: it must not be used.
   */
  finishExport(row: Pick<ExportRow, 'app' | 'start' | 'token'>, count: number): Promise<boolean>
  /** Forgets files, complete or not, of intervals that begin before a time, in ms since 1970. */
  forgetExports(app: number, before: number): Promise<void>
  /** Invalidates files, complete or not, that cover these times, because messages were added or removed. */
  expireExports(app: number, times: readonly number[]): Promise<void>
}
