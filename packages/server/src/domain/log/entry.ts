/** What an entry is. Numbers are stored: never renumber. */
export const entryKind = {
  /** A chat message: history, export, unread counts. */
  message: 1,
  /** Delivered, read and conversation-read receipts. */
  receipt: 2,
  /** Withdraws an earlier message of the same log. */
  recall: 3,
  /** Replaces the content of an earlier message of the same log. */
  edit: 4,
  /** Group and room events. */
  membership: 5,
  /** Contact events. */
  roster: 6,
  /** Everything told as JSON: conversations, presence, reactions. */
  notice: 7,
  /** What is left of a message that was recalled: its place, and nothing that it said. For nobody to get or read. */
  recalled: 8,
  /** From here on the sender does not want the messages of the group. */
  shield: 9,
  /** From here on the sender wants them again. */
  unshield: 10,
} as const

export type EntryKind = (typeof entryKind)[keyof typeof entryKind]

/**
 * One line of a log. Written once, whoever and however many receive it.
 * `payload` is opaque here: the bytes that the receiver's protocol wants.
 */
export interface NewEntry {
  /** Row number of the app. */
  app: number
  /** Which log, see `log-key.ts`. */
  log: string
  /** Time-ordered, unique across all apps, < 2^53. */
  id: number
  /** ms since 1970. */
  time: number
  kind: EntryKind
  /** Number of the content type (0 text … 7 custom), 0 for what has none: history filters by it. */
  contentType: number
  sender: string
  /** Resource that sent it, which does not get it back; null for the server API. */
  senderDevice: string | null
  /** User, group or room it is addressed to. */
  receiver: string
  /** Only this resource of the receiver gets it; null = all. */
  receiverDevice: string | null
  /** Also for the sender's other devices. */
  echo: boolean
  /** Only these users (besides the sender, by `echo`) see it; null = all who follow the log. */
  audience: readonly string[] | null
  /**
   * `{client id}/{user}/{resource}`: a second append with the same value returns the first. Null = never a repeat.
   * The client id comes first because clients count time in it: the unique index grows at its end instead of everywhere.
   */
  origin: string | null
  /** Attributes outside the payload that travel with it, encoded; null = none. */
  attributes: Uint8Array | null
  payload: Uint8Array
  /** Users who follow the log from this entry on when they do not yet; empty for logs with membership. */
  followers: readonly string[]
  /** Need not reach who reads more slowly than he is written to. Known where it is sent from, not stored. */
  expendable?: true
  /**
   * A message of the past, taken over from elsewhere: part of history and exports, but nobody has to get it. It stands in
   * front of position 1, see {@link pastPosition}.
   */
  past?: true
}

/**
 * Where a message of the past stands in its log: positions below 0, in the order of the ids and so of time. Devices get and
 * count what stands behind their cursors, which are never below 0.
 */
export function pastPosition(id: number): number {
  return id - 2 ** 53
}

/** An entry as it stands in its log. */
export interface Entry extends Omit<NewEntry, 'followers' | 'origin' | 'past'> {
  /** Position in the log, from 1, without gaps; below 0 for messages of the past. */
  seq: number
}

/** Result of an append. */
export interface Appended {
  /** Position; for a repeat that of the first append. */
  seq: number
  /** Id and time that count: for a repeat those of the first append. */
  id: number
  time: number
  /** True when `origin` was seen before: nothing was written. */
  repeat: boolean
}
