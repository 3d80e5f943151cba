import type { Framing } from './framing.ts'

/** Close codes that the gateway itself sends (RFC 6455 §7.4.1). */
export const NORMAL_CLOSE = 1000
export const UNSUPPORTED_DATA = 1003
export const TOO_MANY_FRAMES = 1008
export const TOO_LARGE = 1009

/** Reason in a close frame, where the code alone would leave a client's author guessing; ASCII without quotes. */
export function closeReason(code: number): string {
  return code === TOO_MANY_FRAMES ? 'too many frames' : ''
}

/** Carries the frames of one client, however they are framed on the wire. */
export interface Transport {
  /** Converts an MSYNC frame for `write`. A frame for many clients is converted once per framing. */
  readonly framing: Framing
  /** The client reads more slowly than data is written to it. */
  readonly congested: boolean
  /** Takes framed bytes; drops them once it has ended. */
  write(framed: Buffer): void
  /** Reads nothing more from the client until `resume`. */
  pause(): void
  resume(): void
  /** Ends after everything written. `code`: of a WebSocket close frame. */
  close(code: number): void
  /** Ends at once. */
  terminate(): void
}
