/** Kinds of entries. The numbers are stored: never renumber. */
export const entryKind = {
  /** A chat message: history, export, unread counts. */
  message: 1,
  /** Delivered, read and conversation-read receipts. */
  receipt: 2,
  /** Recalls an earlier message of the same log. */
  recall: 3,
  /** Replaces the content of an earlier message of the same log. */
  edit: 4,
  /** Group and room events. */
  membership: 5,
  /** Contact events. */
  roster: 6,
  /** Everything sent as JSON: conversations, presence, reactions. */
  notice: 7,
  /** Tombstone of a recalled message: keeps its place, without content. Never delivered or read. */
  recalled: 8,
  /** From here on the sender does not want messages of the group. */
  shield: 9,
  /** From here on the sender wants them again. */
  unshield: 10,
  /** A message that was told in pieces is complete: devices read the whole at this place (decision 0042). */
  streamed: 11,
} as const

export type EntryKind = (typeof entryKind)[keyof typeof entryKind]

/**
 * One line of a log. Written once, however many users receive it. `payload` is opaque here: the bytes that the
 * receiver's protocol expects.
 */
export interface NewEntry {
  /** Row number of the app. */
  app: number
  /** Key of the log, see `log-key.ts`. */
  log: string
  /** Time-ordered, unique across all apps, < 2^53. */
  id: number
  /** ms since 1970. */
  time: number
  kind: EntryKind
  /** Number of the content type (0 text … 7 custom), 0 for entries without one: history filters by it. */
  contentType: number
  sender: string
  /** Resource that sent it and does not get it back; null for the server API. */
  senderDevice: string | null
  /** User, group or room it is addressed to. */
  receiver: string
  /** Only this resource of the receiver gets it; null = all. */
  receiverDevice: string | null
  /** Also deliver to the sender's other devices. */
  echo: boolean
  /** Only these users (besides the sender, by `echo`) see it; null = all who follow the log. */
  audience: readonly string[] | null
  /**
   * Position of the message that the entry is about: of those who follow the log, only users whose part of it reaches back that far
   * see the entry. Only without `audience`; absent: all of them.
   */
  about?: number | undefined
  /**
   * `{client id}/{user}/{resource}`: a second append with the same value returns the first. Null = never a repeat. The
   * client id comes first because clients derive it from the time: the unique index then grows at its end rather than
   * everywhere.
   */
  origin: string | null
  /** Encoded attributes that travel outside the payload; null = none. */
  attributes: Uint8Array | null
  payload: Uint8Array
  /** Users who start to follow the log with this entry if they do not follow it yet; empty for logs with membership. */
  followers: readonly string[]
  /**
   * May be dropped for receivers that read more slowly than entries arrive. Known only where it is sent from, not
   * stored.
   */
  expendable?: true
  /**
   * An imported message: part of history and exports, but never delivered. Its position is below 1, see {@link
   * pastPosition}.
   */
  past?: true
  /** A message that is told in pieces: devices do not read it at its place. Known only where it is sent from. */
  inPieces?: true
  /** Number of the piece of a message that is told in pieces, whose id the entry has. Never stored. */
  piece?: number
  /** Of `entryKind.streamed`: the message whose content the payload is. Stored entries only say which message. */
  shows?: { id: number; time: number }
}

/**
 * Position of an imported message in its log: below 0, in the order of ids and thus of time. Devices read and count
 * what is beyond their cursors, which are never below 0.
 */
export function pastPosition(id: number): number {
  return id - 2 ** 53
}

/** What readers of a message look for only where it is: all are absent of most messages. */
export interface Marks {
  /** Somebody has reacted to the message. */
  reacted?: true
  /** A thread has been attached to the message. */
  threaded?: true
}

/** An entry as it is stored in its log. */
export interface Entry extends Omit<NewEntry, 'followers' | 'origin' | 'past'>, Marks {
  /** Position in the log, from 1, without gaps; below 0 for imported messages. */
  seq: number
}

/** Result of an append. */
export interface Appended {
  /** Position; for a repeat, that of the first append. */
  seq: number
  /** Id and time that count; for a repeat, those of the first append. */
  id: number
  time: number
  /** True if `origin` was seen before: nothing was written. */
  repeat: boolean
}
