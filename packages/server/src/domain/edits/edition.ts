import type { Body, Json } from '@ringpost/protocol/body'
import type { ManagedKind } from '../channels/channel.ts'

/** What is to change about a message. */
export interface EditChange {
  /** The new content and attributes; what is absent stays. From a client, the bytes of its request. */
  to: { content?: Body | undefined; ext?: Json | undefined } | Uint8Array
  /** New attributes are added to those that are there, instead of replacing them. */
  mergesExt: boolean
}

/** What everybody is told about an edit besides the new content. */
export interface Edition {
  /** Id of the message. */
  message: number
  /** How often the message has been edited, this time included. */
  count: number
  operator: string
  /** ms since 1970. */
  time: number
  /** Of the message. */
  sender: string
  sentAt: number
  kind: 'user' | ManagedKind
}
