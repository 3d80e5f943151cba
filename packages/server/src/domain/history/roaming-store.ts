import type { Entry } from '../log/entry.ts'
import type { Reaction } from '../reactions/reaction-store.ts'

/** Which part of a log belongs to the history of a user, apart from deletions. Positions are {@link Entry.seq}. */
export interface Reach {
  /** The user sees entries after this position; imported messages are governed by `cleared`. */
  start: number
  /** The user does not see entries after this position; null while they follow the log. */
  until: number | null
  /** Imported messages are gone for this user. */
  cleared: boolean
}

/** A log as one user may read it. */
export interface HistoryView {
  /** Undefined for users who never followed the log. */
  reach: Reach | undefined
  /** Id up to which messages are deleted from the user's history of the log; 0 if none are. */
  forgotten: number
  /** Positions of the first and last entry of the log; 0 if it is empty. Imported messages have positions below 0. */
  first: number
  last: number
  /** Entries at positions from 1 to here, exclusive, are gone for everyone. */
  floor: number
  /** Between users: the positions up to which the other side has what was sent, and has said that they have read it. */
  peer: { delivered: number; read: number } | undefined
}

export interface SliceFilter {
  /** Content type numbers; null means all. */
  contentTypes: readonly number[] | null
  /** Folded names; null means anybody. */
  senders: readonly string[] | null
}

/** A range of one log: `after < seq < before`. */
export interface Range {
  after: number
  before: number
}

/** An entry in a user's history. */
export interface RoamedEntry extends Entry {
  /** As the user sees them; absent if there are none. */
  reactions?: readonly Reaction[]
  /** Of the user's own messages to another user: how far the other side is. */
  receipt?: 'delivered' | 'read'
}

export interface Slice {
  /** In the requested order. */
  messages: RoamedEntry[]
  /** The entry up to which everything has been scanned, and after which to continue; null at the end. */
  reached: Pick<Entry, 'id' | 'seq'> | null
}

/** The history of one user: slices of logs without the messages that they deleted for themselves. */
export interface RoamingStore {
  /** Returns undefined if the user does not exist. */
  view(app: number, user: string, log: string): Promise<HistoryView | undefined>
  /**
   * Returns the view together with its newest live messages, which is cheaper than reading one after the other: only for a log between
   * two users, where nothing else says what a user may read. Undefined if there are none; `live` is absent if it takes a `slice` to find
   * all of a page.
   */
  newest(
    view: { app: number; user: string; log: string },
    limit: number,
  ): Promise<{ view: HistoryView; live: Slice | undefined } | undefined>
  /**
   * Returns messages of the log in the range that the user may see. Scans a bounded number of entries, so a page may be
   * short although more messages follow. The range lies on one side of position 0.
   * @param filter `ids`: `from <= id < before`; any id if absent.
   */
  slice(
    view: { app: number; user: string; log: string },
    range: Range,
    filter: SliceFilter & { ids?: { from: number; before: number } },
    page: { limit: number; descending: boolean },
  ): Promise<Slice>
  /** Keeps a message that is not stored yet out of the history of users. */
  hide(app: number, users: readonly string[], message: number): Promise<void>
  /**
   * Returns those messages that are in the user's history: in groups what was sent while they were a member, in threads
   * everything as long as they are a member of the group.
   */
  find(app: number, user: string, ids: readonly number[]): Promise<Entry[]>
  /**
   * Last position, not below 0, up to which no entry has this id or a greater one. Entries after it may still have
   * smaller ids: if several nodes write a log, ids rise with positions only to within `ID_DISORDER`.
   */
  positionBefore(app: number, log: string, id: number): Promise<number>
  /** The greatest id up to and including the position of an entry; positions below 1 do not count. */
  greatestId(app: number, log: string, entry: Pick<Entry, 'id' | 'seq'>): Promise<number>
  /** Deletes messages of the log from the user's history; ignores other ids. */
  erase(app: number, user: string, log: string, messages: readonly number[]): Promise<void>
  /**
   * Deletes everything up to `id` from the user's history of the log; entries up to `seq` that have not reached them
   * never will. `now` in ms since 1970.
   */
  forget(
    app: number,
    user: string,
    log: string,
    mark: { id: number; seq: number; now: number },
  ): Promise<void>
  /** Does the same for all conversations of the user, and clears their conversation list. */
  forgetAll(app: number, user: string, id: number): Promise<void>
}
