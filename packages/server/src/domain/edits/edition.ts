import type { Body, Json } from '@ringpost/protocol/body'
import type { ManagedKind } from '../channels/channel.ts'

/** A change to a message. */
export interface EditChange {
  /** The new content and attributes; absent parts stay. From a client: the bytes of its request. */
  to: { content?: Body | undefined; ext?: Json | undefined } | Uint8Array
  /** Merges new attributes into the existing ones instead of replacing them. */
  mergesExt: boolean
}

/** What followers learn about an edit besides the new content. */
export interface Edition {
  /** Id of the message. */
  message: number
  /** Number of edits of the message, including this one. */
  count: number
  operator: string
  /** ms since 1970. */
  time: number
  /** Sender of the message, and when it was sent. */
  sender: string
  sentAt: number
  kind: 'user' | ManagedKind
}
