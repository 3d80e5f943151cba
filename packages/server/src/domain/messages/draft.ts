import { ApiError } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { Said } from './message-codec.ts'

/** A message to be sent, whichever way it came in. */
export interface Draft {
  /** Folded name of the sender. */
  from: string
  /** Resource that sends it; null for the server API. */
  fromDevice: string | null
  contentType: number
  /** Bytes of body and attributes, for the size limit. */
  size: number
  /** False: only for receivers who are online now, never stored (`ROUTE_ONLINE`). */
  stored: boolean
  /** Folded names of users who get it, but do not find it in their history; undefined: none. */
  hiddenFrom?: readonly string[] | undefined
  /** Also deliver to the sender's other devices. */
  echo: boolean
  /** Low priority, for rooms: delivered only while the load is low. */
  isLow?: boolean
  /** Attributes beside the payload, encoded. */
  attributes: Uint8Array | null
  /** Identifies repeats; only with a single receiver. */
  origin: string | null
  /** Route by which webhooks are told of it; undefined: the default one. */
  env?: string | undefined
  /** Content; from a client, the raw bytes, which already name the sender and the single receiver. */
  said: Said | Uint8Array
}

/** Acknowledgement of a message. */
export interface Sent {
  id: number
  /** ms since 1970. */
  time: number
  /** The message as others get it, if the screening has replaced what its sender said. */
  replaced?: Uint8Array
}

/** @throws ApiError `send.too_large`. */
export function requireSize(app: App, size: number): void {
  if (size > app.settings.messageBytes) throw new ApiError('send.too_large')
}
