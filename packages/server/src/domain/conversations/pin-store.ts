import type { StoredMessage } from '../history/history-store.ts'

/** A message pinned in its conversation, for all participants. */
export interface Pin {
  message: StoredMessage
  /** ms since 1970. */
  at: number
  /** Who pinned it. */
  by: string
}

export interface PinPage {
  /** Last pinned first. */
  pins: Pin[]
  /** Opaque; undefined on the last page. */
  cursor: string | undefined
}

/** Stores pinned messages by log. Recalling a message unpins it. */
export interface PinStore {
  /** Pinned messages that the user may see. @throws ApiError `request.cursor_illegal`. */
  list(app: number, user: string, log: string, limit: number, cursor: string | undefined): Promise<PinPage>
  /**
   * Pins a message of the log, or renews its pin.
   * @param at ms since 1970.
   * @throws ApiError `pin.too_many` when `most` others are pinned, or there is no such message any more.
   */
  add(app: number, log: string, pin: { message: number; at: number; by: string }, most: number): Promise<void>
  /** @throws ApiError `pin.unknown` when it was not pinned. */
  remove(app: number, log: string, message: number): Promise<void>
}
