import { ApiError } from '@ringpost/contract/errors'
import { clearTimeout, setTimeout } from '../../kernel/machine-time.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import type { Caller } from '../caller.ts'
import type { NewEntry } from '../log/entry.ts'
import type { RoomLevel } from './message-codec.ts'

/** ms to wait for a verdict: an id that was shown must reach its log well before `ID_DISORDER` has passed. */
const PATIENCE_MS = 10_000

/** A message as it would be appended, or as it would be after an edit. */
export interface Screened
  extends Pick<NewEntry, 'app' | 'log' | 'id' | 'sender' | 'receiver' | 'audience' | 'payload'> {
  /** Identifies a repeat; null: never one. */
  origin: string | null
}

/** What somebody wants to do: send a message, or edit one that has been sent. */
export type ScreenedAct = 'send' | 'edit'

export type Verdict =
  /** `payload`, if present, is sent in place of the message, of which it keeps the type; `level` counts in rooms only. */
  | { kind: 'passed'; payload?: Uint8Array; level?: RoomLevel }
  /** The sender gets the error. */
  | { kind: 'refused'; error: ApiError }
  /** The sender is told that the message was sent, but nobody gets it. Never said of an edit. */
  | { kind: 'dropped' }

export const passed = { kind: 'passed' } as const satisfies Verdict

/** Sees messages before they are sent or edited: moderation, hooks of the app. */
export interface Screening {
  /**
   * Decides about a message that its author is allowed to send or edit. Returns no promise if there is nothing to wait for; a
   * promise holds up only what the same sender sends to the same log afterwards. Decides by itself when an external
   * answer takes too long.
   * @param caller the client that sends or edits it, or the app.
   * @param message one that is being sent has its final id already.
   */
  look(caller: Caller, message: Screened, act: ScreenedAct): Verdict | Promise<Verdict>
}

/** Asks one after the other; each sees what those before it made of the message. */
export function inSequence(all: readonly Screening[]): Screening {
  const [first, ...others] = all
  if (first === undefined) return { look: () => passed }
  if (others.length === 0) return first
  const rest = inSequence(others)
  return {
    look: (caller, message, act) =>
      onceKnown(first.look(caller, message, act), (verdict) => {
        if (verdict.kind !== 'passed') return verdict
        const { payload = message.payload } = verdict
        const next = rest.look(caller, payload === message.payload ? message : { ...message, payload }, act)
        return onceKnown(next, (later) =>
          later.kind === 'passed' && verdict !== passed ? { ...verdict, ...later } : later,
        )
      }),
  }
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
