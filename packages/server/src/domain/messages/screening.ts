import { ApiError } from '@ringpost/contract/errors'
import type { Caller } from '../caller.ts'
import type { NewEntry } from '../log/entry.ts'
import type { Said } from './message-codec.ts'

/** ms to wait for a verdict: an id that was shown must reach its log well before `ID_DISORDER` has passed. */
const PATIENCE_MS = 10_000

export type Verdict =
  /**
   * The message is sent; with `said`, if present, in place of its content: no larger than a message may be, and of the same type if
   * it is already encoded.
   */
  | { kind: 'passed'; said?: Said | Uint8Array }
  /** The sender gets the error. */
  | { kind: 'refused'; error: ApiError }
  /** The sender is told that the message was sent, but nobody gets it. */
  | { kind: 'dropped' }

/** Sees messages before they are sent: moderation, callbacks of the app. */
export interface Screening {
  /**
   * Decides about a message whose sender is allowed to send it. Returns no promise if there is nothing to wait for; a
   * promise holds up only what the same sender sends to the same log afterwards. Decides by itself when an external
   * answer takes too long.
   * @param caller the client that sends it, or the app.
   * @param entry as it would be appended: with its final id, but not its final time.
   */
  look(caller: Caller, entry: NewEntry): Verdict | Promise<Verdict>
}

/** @throws ApiError `server.busy` when the verdict takes too long. */
export async function inTime(verdict: Promise<Verdict>): Promise<Verdict> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new ApiError('server.busy')), PATIENCE_MS)
  try {
    return await Promise.race([verdict, late])
  } finally {
    clearTimeout(timer)
  }
}
