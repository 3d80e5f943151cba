import type { Lanes } from '../../kernel/id-generator.ts'
import type { Happening } from '../facts/fact.ts'
import type { Appended, Entry, NewEntry } from './entry.ts'
import type { EntryBatch } from './entry-batch.ts'

/** A log with entries that a device has yet to get. */
export interface Behind {
  log: string
  /** Last position that the device has acknowledged. */
  acknowledged: number
  /** Last position available to the user: the end of the log, or where the user ceased to follow it. */
  head: number
  /** Position after which the user's part of the log begins; absent if it is the whole log. */
  start?: number
  /** Messages that the user does not want. */
  shield?: Shield
}

/** Part of the logs with something for a device, and where the next part begins; null: there is no more. */
export interface BehindPage {
  logs: Behind[]
  next: BehindPlace | null
}

/** Hour of activity and row number of the log that was last looked at. */
export interface BehindPlace {
  hour: number
  number: number
}

/** A range of a log whose messages its follower does not want; `to` is null while it is open. */
export interface Shield {
  /** Position before the first. */
  from: number
  /** Position of the last. */
  to: number | null
}

/** A point in a log just before or after an entry: `included` says whether the entry is in. */
export interface Bound {
  /** Id of the entry. */
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

/** A device has everything in logs that were last active before this hour (active-hour.ts). */
export interface Clear {
  app: number
  user: string
  device: string
  hour: number
}

/** Identifies a device. */
export interface DeviceKey {
  app: number
  user: string
  /** `clientResource` of the protocol. */
  resource: string
}

export interface SeenDevice extends DeviceKey {
  /** ms since 1970. */
  at: number
}

export interface Device extends DeviceKey {
  uuid: string
  name: string
  /** ms since 1970. */
  seenAt: number
}

export interface LogStore {
  /**
   * Appends in order, each entry at the next position of its log; all or nothing. Resolves after the commit is
   * durable. Calls during a commit share the next one.
   * @param happenings facts of the entries, index by index, written for those that are not repeats.
   * @throws ApiError `server.busy` when too much is waiting.
   */
  append(entries: readonly NewEntry[], happenings?: readonly (Happening | undefined)[]): Promise<Appended[]>
  /** Does the same for a large batch in a commit of its own: for bulk loads that nobody waits for. Consumes the batch. */
  appendBulk(batch: EntryBatch): Promise<Appended[]>
  /**
   * Makes the users follow the log from the bound on. Users who followed it before start anew and give up what they
   * had not got by then. Unknown users are ignored.
   */
  follow(app: number, log: string, users: readonly string[], from: Bound): Promise<void>
  /** Ends at the bound that the users follow the log; they still get what they have not got by then. */
  unfollow(app: number, log: string, users: readonly string[], to: Bound): Promise<void>
  /** Shields the user, who follows the log, from messages beyond the entry. An earlier range is forgotten. */
  shield(app: number, log: string, user: string, entry: number): Promise<void>
  /** Ends the range that the user is shielded from at the entry. */
  unshield(app: number, log: string, user: string, entry: number): Promise<void>
  /** Returns entries of a log after a position, in order. */
  read(app: number, log: string, after: number, limit: number): Promise<Entry[]>
  /** Whether anything was ever appended to the log. */
  isUsed(app: number, log: string): Promise<boolean>
  find(app: number, id: number): Promise<Entry | undefined>
  /** Returns those of the entries that exist, unordered. */
  findMany(app: number, ids: readonly number[]): Promise<Entry[]>
  /** Returns the result of the append with this origin; undefined if there was none. */
  appended(app: number, origin: string): Promise<{ id: number; time: number } | undefined>
  /**
   * Turns a message into `entryKind.recalled`: removes content and attributes, keeps its place.
   * @throws ApiError `recall.unknown` if there is no such message (any more).
   */
  recall(app: number, id: number): Promise<void>
  /** Does the same for those that are still messages. @returns their ids. */
  withdraw(app: number, ids: readonly number[]): Promise<number[]>
  /**
   * Replaces the payload of a message.
   * @throws ApiError `edit.concurrent` if there is no such message with the payload `from` (any more).
   */
  rewrite(app: number, id: number, from: Uint8Array, to: Uint8Array): Promise<void>
  /**
   * Returns the logs that the user follows and the device has not acknowledged to the end, and those with messages that
   * the user does not want at present. Looks at a limited number of logs, those that have been silent for longest first; logs
   * of one page are in the order of their last change.
   * @param from the `next` of the page before. What changes in between comes in this page or a later one, or is found by
   *   a new look.
   */
  behind(app: number, user: string, device: string, from?: BehindPlace): Promise<BehindPage>
  /**
   * Registers a device. A new one starts in each log at the furthest position that any device of the user has
   * acknowledged by then. Of more than `keep` devices, those not seen for the longest time are forgotten, `online` ones last:
   * a device forgotten while it reads on would miss entries when it returns.
   */
  registerDevice(device: Device, keep: number, online?: readonly string[]): Promise<void>
  /** Returns up to `limit` devices that were last registered before a time (ms since 1970), the oldest first. */
  idleDevices(before: number, limit: number): Promise<DeviceKey[]>
  /** Records when devices were last there. */
  seeDevices(seen: readonly SeenDevice[]): Promise<void>
  /** Forgets a device and its cursors, unless it has been registered since `before` (ms since 1970). */
  forgetDevice(device: DeviceKey, before: number): Promise<void>
  /**
   * Moves cursors forward (never back), and with them each user's furthest position. Saved cursors survive a crash of
   * the process; a power cut may lose the most recent.
   * @param clears follow from cursors that are saved by this call or were before.
   */
  saveCursors(cursors: readonly Cursor[], clears?: readonly Clear[]): Promise<void>
  /** Counts messages that no device of the user has acknowledged. */
  countUndelivered(app: number, user: string): Promise<number>
  /** Whether any device of the user has acknowledged the entry; undefined if the user does not follow its log. */
  isDelivered(app: number, user: string, id: number): Promise<boolean | undefined>
  /** Returns the greatest id in each of the ranges, both ends included; 0 for an empty one. */
  lastIdsIn(ranges: readonly { first: number; last: number }[]): Promise<number[]>
  /**
   * Returns the logs with entries in a range of ids, both ends included, that come from the lanes, and the first and last of
   * their positions; no imported ones.
   */
  written(
    ids: { first: number; last: number },
    lanes: Lanes,
  ): Promise<{ app: number; log: string; first: number; seq: number }[]>
  /** Returns the greatest id ever appended, 0 if none: the id generator starts above it. */
  lastId(): Promise<number>
}
