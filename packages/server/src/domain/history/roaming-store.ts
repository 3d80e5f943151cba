import type { Entry } from '../log/entry.ts'

/** What of a log is in the history of a user, besides what he has erased. Positions are those of {@link Entry.seq}. */
export interface Reach {
  /** He gets what stands behind this position; messages of the past are another matter. */
  start: number
  /** Entries behind this position are not his; null while he follows the log. */
  until: number | null
  /** The past is gone for him. */
  cleared: boolean
}

/** A log as one user may read it. */
export interface HistoryView {
  /** Undefined for who does not follow the log and never did. */
  reach: Reach | undefined
  /** Id up to which messages are gone from his history of the log; 0 = none are. */
  forgotten: number
  /** Positions of the first and the last entry of the log; 0 without any. The past stands below 0. */
  first: number
  last: number
}

export interface SliceFilter {
  /** Numbers of content types; null = all. */
  contentTypes: readonly number[] | null
  /** Folded name; null = anybody. */
  sender: string | null
}

/** A stretch of one log: `after < seq < before`. */
export interface Range {
  after: number
  before: number
}

export interface Slice {
  /** In the order that was asked for. */
  messages: Entry[]
  /** The entry up to which everything was looked at: where to go on; null when nothing is left. */
  reached: Pick<Entry, 'id' | 'seq'> | null
}

/** The history of one user: slices of logs without what he has removed for himself. */
export interface RoamingStore {
  /** Undefined when there is no such user. */
  view(app: number, user: string, log: string): Promise<HistoryView | undefined>
  /**
   * Messages of the log in the range that the user may see. Looks at a bounded number of entries, so a page may hold less than
   * there is. The range lies on one side of position 0.
   * @param filter `ids`: `from <= id < before`; without it any.
   */
  slice(
    view: { app: number; user: string; log: string },
    range: Range,
    filter: SliceFilter & { ids?: { from: number; before: number } },
    page: { limit: number; descending: boolean },
  ): Promise<Slice>
  /**
   * Last position, not below 0, up to which no entry has this id or a greater one. What stands behind may still have smaller
   * ids: where several nodes write a log, ids rise with positions but for `ID_DISORDER`.
   */
  positionBefore(app: number, log: string, id: number): Promise<number>
  /** The greatest id up to the position of an entry, its own included; positions below 1 do not count. */
  greatestId(app: number, log: string, entry: Pick<Entry, 'id' | 'seq'>): Promise<number>
  /** Takes messages of the log out of the user's history; of other ids nothing comes. */
  erase(app: number, user: string, log: string, messages: readonly number[]): Promise<void>
  /** Takes what has an id up to `id` out of the user's history of the log; what has not reached him up to `seq` never does. */
  forget(app: number, user: string, log: string, mark: { id: number; seq: number }): Promise<void>
  /** The same for all conversations of the user, which leave his list too. */
  forgetAll(app: number, user: string, id: number): Promise<void>
}
