import type { Body, Json, StreamState } from '@ringpost/protocol/body'
import type { ManagedKind, ThreadRoot } from '../channels/channel.ts'
import type { EditChange, Edition } from '../edits/edition.ts'
import type { Entry } from '../log/entry.ts'
import type { Reaction } from '../reactions/reaction-store.ts'
import type { App } from '../tenancy/app.ts'
import type { ThreadOverview } from '../threads/thread-overviews.ts'

/** Content of a message, as its author wrote it. */
export interface Said {
  content: Body
  /** The application's attributes. */
  ext?: Json | undefined
  /** The author wants to know who has read it. */
  asksReaders?: boolean | undefined
  /** For a text that is told in pieces. */
  stream?: StreamState | undefined
}

/** Priority of a message to a room: those of low priority go first when there are too many. */
export type RoomLevel = 'high' | 'normal' | 'low'

/** A thread, as described to the readers of its messages. */
export interface ThreadPlace extends ThreadRoot {
  name: string
}

/** Sender and receiver of a message, with names in stored form. */
export interface Addresses {
  kind: 'user' | ManagedKind
  from: string
  /** User, group, room or thread. */
  to: string
  /** The thread it goes to, if any. */
  thread?: ThreadPlace | undefined
  /** For an imported message: its receiver has read it. */
  read?: boolean
}

/** Content of a stored message. */
export interface StoredSaid {
  /** Null if this version does not know the content type. */
  content: Body | null
  asksReaders: boolean
  /** Number of edits so far. */
  edits: number
  /** The application's attributes. */
  ext: Json
  translations: readonly Translation[]
  /** For the notice of an edit or a recall: id of the message. */
  changes: number | null
  /** Why the message, told in pieces, ended before its time; 0: it did not. Null if it was not told in pieces. */
  streamError: number | null
}

/** The text in another language, which the sender's client sent along (search-streams-translation.md §3.3). */
export interface Translation {
  code: string
  text: string
}

/** Notice that a member of a group has read a message. */
export interface GroupReading {
  from: string
  group: string
  message: number
  /** Note from the reader's app. */
  note: string | null
  /** How many members have read it; null if readers are not counted. */
  count: number | null
}

/** What a user is shown of a message besides what its author wrote. */
export interface ShownBeside {
  reactions?: readonly Reaction[] | undefined
  thread?: ThreadOverview | undefined
  /** How far the other side is with a message of the user's. */
  receipt?: 'delivered' | 'read' | undefined
}

/**
 * Encodes and decodes messages; the rest of the domain passes the bytes on unread. Client input is checked before it
 * gets here (decision 0019), and not again.
 */
export interface MessageCodec {
  /** @param said bytes from a client that already contain these addresses stay as they are, except for the thread. */
  write(said: Said | Uint8Array, addresses: Addresses): Uint8Array
  /** Returns undefined if the payload is unreadable, as a broken client may have written it. */
  read(payload: Uint8Array): StoredSaid | undefined
  /**
   * Returns the edited message and the notice for those who already have it; undefined if the message does not allow
   * this edit.
   */
  rewrite(
    payload: Uint8Array,
    change: EditChange,
    edition: Edition,
  ): { payload: Uint8Array; notice: Uint8Array } | undefined
  /** Returns a readable message with another text and without translations of it. */
  withText(payload: Uint8Array, text: string): Uint8Array
  /** Returns a readable message that says something else, or has other attributes. */
  withSaid(payload: Uint8Array, said: Partial<Pick<Said, 'content' | 'ext'>>): Uint8Array
  /** Returns the attributes beside a payload with another priority in rooms. */
  withLevel(attributes: Uint8Array | null, level: RoomLevel): Uint8Array
  /** Returns a message that was told in pieces with its whole text. */
  complete(payload: Uint8Array, text: string, stream: StreamState): Uint8Array
  /** Notice that a message has been recalled. */
  recall(recall: { from: string; to: string; message: number }): Uint8Array
  groupReading(reading: GroupReading): Uint8Array
  /** Returns a message with what one user is shown besides what its author wrote. */
  withShown(payload: Uint8Array, shown: ShownBeside): Uint8Array
  /** Returns an entry wrapped in its metadata, as SDKs read history. */
  withMeta(app: App, entry: Entry): Uint8Array
}
