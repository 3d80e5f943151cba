import type { Framing } from './framing.ts'

/** Close codes that the gateway gives by itself (RFC 6455 §7.4.1). */
export const NORMAL_CLOSE = 1000
export const UNSUPPORTED_DATA = 1003
export const TOO_MANY_FRAMES = 1008
export const TOO_LARGE = 1009

/** What a close frame says in words, where its code alone would leave a client's author guessing; ASCII without quotes. */
export function closeReason(code: number): string {
  return code === TOO_MANY_FRAMES ? 'too many frames' : ''
}

/** What carries the frames of one client, whatever is around them on the wire. */
export interface Transport {
  /** Makes of an MSYNC frame what `write` takes. What goes to many clients is framed once for all of one framing. */
  readonly framing: Framing
  /** The client reads more slowly than it is written to. */
  readonly congested: boolean
  /** Takes framed bytes; after an end it drops them. */
  write(framed: Buffer): void
  /** Takes nothing more from the client until `resume`. */
  pause(): void
  resume(): void
  /** Ends after what was written. `code`: of a WebSocket close frame. */
  close(code: number): void
  /** Ends at once. */
  terminate(): void
}
