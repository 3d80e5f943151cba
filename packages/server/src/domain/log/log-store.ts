import type { Happening } from '../facts/fact.ts'
import type { Appended, Entry, NewEntry } from './entry.ts'
import type { EntryBatch } from './entry-batch.ts'

/** A log in which a device has entries to get. */
export interface Behind {
  log: string
  /** Last position the device has acknowledged. */
  acknowledged: number
  /** Last position that is there for the user: of the log, or where the user ceased to follow it. */
  head: number
  /** Messages that the user does not want. */
  shield?: Shield
}

/** A stretch of a log whose messages its follower does not want; `to` null: until further notice. */
export interface Shield {
  /** Position in front of the first. */
  from: number
  /** Position of the last. */
  to: number | null
}

/** A point in a log, next to an entry: `included` says on which side of it. */
export interface Bound {
  /** Id. */
  entry: number
  included: boolean
}

/** How far a device has acknowledged a log. */
export interface Cursor {
  app: number
  user: string
  device: string
  log: string
  seq: number
}

export interface Device {
  app: number
  user: string
  /** `clientResource` of the protocol; identifies the device within the user. */
  resource: string
  uuid: string
  name: string
  /** ms since 1970. */
  seenAt: number
}

export interface LogStore {
  /**
   * Appends in order, each entry at the next position of its log; all or nothing. Resolves after the commit is durable.
   * Calls made while a commit is under way share the next one.
   * @param happenings facts of the entries, index by index, written with those that are no repeats.
   * @throws ApiError `server.busy` when too much is waiting already.
   */
  append(entries: readonly NewEntry[], happenings?: readonly (Happening | undefined)[]): Promise<Appended[]>
  /**
   * The same for a great many, which get a commit of their own: for who has them all at hand, and nobody waiting for one. What
   * the batch was is gone then.
   */
  appendBulk(batch: EntryBatch): Promise<Appended[]>
  /**
   * The users follow the log from the bound on. Who followed it before starts anew: what that user had not got by then is given
   * up. Users who do not exist are left out.
   */
  follow(app: number, log: string, users: readonly string[], from: Bound): Promise<void>
  /** The users follow the log up to the bound; what they have not got by then they still get. */
  unfollow(app: number, log: string, users: readonly string[], to: Bound): Promise<void>
  /** Messages behind the entry are not for the user, who follows the log, or are again. The stretch of an earlier time is forgotten. */
  shield(app: number, log: string, user: string, entry: number, shielded: boolean): Promise<void>
  /** Entries of a log after a position, in order. */
  read(app: number, log: string, after: number, limit: number): Promise<Entry[]>
  find(app: number, id: number): Promise<Entry | undefined>
  /** What the append of this origin came to; undefined when there was none. */
  appended(app: number, origin: string): Promise<{ id: number; time: number } | undefined>
  /**
   * Turns a message into `entryKind.recalled`: its content and attributes are gone, its place stays.
   * @throws ApiError `recall.unknown` when it is no message (any more).
   */
  recall(app: number, id: number): Promise<void>
  /** The same for those that are messages still. @returns their ids. */
  withdraw(app: number, ids: readonly number[]): Promise<number[]>
  /**
   * Puts another payload in the place of a message's.
   * @throws ApiError `edit.concurrent` when there is no such message with the payload `from` (any more).
   */
  rewrite(app: number, id: number, from: Uint8Array, to: Uint8Array): Promise<void>
  /**
   * Logs that the user follows and the device has not acknowledged to the end, in order of their last change; and those with
   * messages that the user does not want.
   */
  behind(app: number, user: string, device: string): Promise<Behind[]>
  /**
   * Makes a device known. A new one starts at the furthest position any device of the user has acknowledged in each log;
   * of more than `keep` devices those not seen for longest are forgotten, `online` ones last: to be forgotten while it reads
   * on would cost a device what it has not had when it returns.
   */
  registerDevice(device: Device, keep: number, online?: readonly string[]): Promise<void>
  /**
   * Moves cursors forward (never back), and with them the furthest position of each user. They outlive the process from then on;
   * a power cut may lose those of the last moment.
   */
  saveCursors(cursors: readonly Cursor[]): Promise<void>
  /** Messages that no device of the user has acknowledged. */
  countUndelivered(app: number, user: string): Promise<number>
  /** Whether any device of the user has acknowledged the entry; undefined when the user does not follow its log. */
  isDelivered(app: number, user: string, id: number): Promise<boolean | undefined>
  /** The greatest id in each of the ranges, both ends included; 0 where there is none. */
  lastIdsIn(ranges: readonly { first: number; last: number }[]): Promise<number[]>
  /** Greatest id ever appended, 0 when none: the id generator starts above it. */
  lastId(): Promise<number>
}
