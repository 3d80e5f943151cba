import { ApiError } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { Said } from './message-codec.ts'

/** A message to be sent, whichever entry it came through. */
export interface Draft {
  /** Folded name of the sender. */
  from: string
  /** Resource it is sent from; null for the server API. */
  fromDevice: string | null
  contentType: number
  /** Bytes of body and attributes, for the size limit. */
  size: number
  /** False: only for receivers who are online now, never stored (`ROUTE_ONLINE`). */
  stored: boolean
  /** Also for the sender's other devices. */
  echo: boolean
  /** To rooms: goes out only while there is not much to do. */
  isLow?: boolean
  /** Attributes beside the payload, encoded. */
  attributes: Uint8Array | null
  /** Makes a repeat recognisable; only with a single receiver. */
  origin: string | null
  /** What it says; from a client, its bytes, with the sender and the one receiver in them. */
  said: Said | Uint8Array
}

/** What acknowledges a message. */
export interface Sent {
  id: number
  /** ms since 1970. */
  time: number
}

/** @throws ApiError `send.too_large`. */
export function requireSize(app: App, size: number): void {
  if (size > app.settings.messageBytes) throw new ApiError('send.too_large')
}
