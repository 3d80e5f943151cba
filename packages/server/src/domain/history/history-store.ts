import type { MessageCondition } from './message-query.ts'

/** A message as it is stored, whoever's. */
export interface StoredMessage {
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
  /** Null: sent by the app. */
  senderDevice: string | null
}

/** Which messages of an app: `after < id < before`, and what they have to be like besides. */
export interface ScanRange {
  after: number
  before: number
  where?: MessageCondition | undefined
  /** The only logs that can hold them, if that is known. */
  logs?: readonly string[] | undefined
}

export interface MessagePage {
  /** In the order that was asked for. */
  messages: ScannedMessage[]
  /** Id up to which everything was looked at: where to go on; null when nothing is left. */
  reached: number | null
}

/** A stretch of time, of a day at most, whose messages stand, or are being put, in a file. */
export interface ExportRow {
  app: number
  /** ms since 1970; the messages are those with `start <= idTime(id) < end`. */
  start: number
  end: number
  /** Names the file among those of the same stretch. */
  token: string
  /** Messages in the file; null while it is being written. */
  count: number | null
}

/** All messages of an app, whatever the conversation, in the order of their ids and so of time. */
export interface HistoryStore {
  /**
   * Messages of a range, recalled ones left out. Looks at a bounded number of entries, those of other apps
   * among them, so a page may hold less than there is.
   */
  scan(app: number, range: ScanRange, page: { limit: number; descending: boolean }): Promise<MessagePage>
  exported(app: number, start: number): Promise<ExportRow | undefined>
  /** Notes that a file is being written, in place of what was noted of that stretch before. */
  beginExport(row: Omit<ExportRow, 'count'>): Promise<void>
  /**
   * Notes that the file is complete.
   * @returns false when what it holds has changed since it was begun: it is not to be used.
   */
  finishExport(row: Pick<ExportRow, 'app' | 'start' | 'token'>, count: number): Promise<boolean>
  /** Messages of these times have come or gone: files that cover them, complete or not, count no more. */
  expireExports(app: number, times: readonly number[]): Promise<void>
}
