import type { Body, Json } from '@ringpost/protocol/body'
import type { ManagedKind, ThreadRoot } from '../channels/channel.ts'
import type { EditChange, Edition } from '../edits/edition.ts'
import type { Entry } from '../log/entry.ts'
import type { App } from '../tenancy/app.ts'

/** What the author of a message says. */
export interface Said {
  content: Body
  /** The application's attributes. */
  ext?: Json | undefined
  /** Wants to know who has read it. */
  asksReaders?: boolean | undefined
}

/** A thread, as the readers of its messages are told of it. */
export interface ThreadPlace extends ThreadRoot {
  name: string
}

/** Between whom a message goes, in names as they are stored. */
export interface Addresses {
  kind: 'user' | ManagedKind
  from: string
  /** User, group, room or thread. */
  to: string
  /** Where it goes to a thread. */
  thread?: ThreadPlace | undefined
  /** Of a message of the past: its receiver has read it. */
  read?: boolean
}

/** What a stored message says. */
export interface StoredSaid {
  /** Null where this version does not know it. */
  content: Body | null
  asksReaders: boolean
  /** How often it has been edited. */
  edits: number
}

/** That a member of a group has read a message. */
export interface GroupReading {
  from: string
  group: string
  message: number
  /** What the reader's app says to it. */
  note: string | null
  /** How many have read it; null where nobody counts. */
  count: number | null
}

/**
 * The bytes of messages, which everything else in the domain passes on unread. What clients send is checked before it comes here
 * (decision 0019), and not again.
 */
export interface MessageCodec {
  /** @param said bytes of a client with these addresses already in them stay as they are, but for the thread. */
  write(said: Said | Uint8Array, addresses: Addresses): Uint8Array
  /** Undefined when it cannot be read, as a broken client may have written it. */
  read(payload: Uint8Array): StoredSaid | undefined
  /**
   * A stored message with the change in it, and what tells those who have it; undefined when the message cannot be changed like
   * this.
   */
  rewrite(
    payload: Uint8Array,
    change: EditChange,
    edition: Edition,
  ): { payload: Uint8Array; notice: Uint8Array } | undefined
  /** That a message is taken back. */
  recall(recall: { from: string; to: string; message: number }): Uint8Array
  groupReading(reading: GroupReading): Uint8Array
  /** An entry with what stands around its payload, as SDKs read history. */
  withMeta(app: App, entry: Entry): Uint8Array
}
