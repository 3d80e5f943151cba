import { ApiError } from '@ringpost/contract/errors'
import type { Caller } from '../caller.ts'
import type { NewEntry } from '../log/entry.ts'
import type { Said } from './message-codec.ts'

/** ms that a verdict is waited for: an id that was shown has to be in its log well before `ID_DISORDER` has passed. */
const PATIENCE_MS = 10_000

export type Verdict =
  /** It is sent; with `said` in place of what it said, if there is one, which is no larger than a message may be. */
  | { kind: 'passed'; said?: Said }
  /** The sender is told why not. */
  | { kind: 'refused'; error: ApiError }
  /** The sender is told that it was sent, and nobody gets it. */
  | { kind: 'dropped' }

/** Sees messages before they are sent: moderation, callbacks of the app. */
export interface Screening {
  /**
   * Decides about a message whose sender may send it. Without a promise where nothing need be waited for; a promise holds up what
   * the same sender says to the same log from then on, and nothing else. Whose answer it takes too long for, it decides without.
   * @param caller a client who sends it, or the app.
   * @param entry as it would be appended: with the id that it will have, and a time that it will not.
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
