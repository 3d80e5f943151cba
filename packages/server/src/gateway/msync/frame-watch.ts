import type { Transport } from './transport.ts'

/** Stands between a connection and its transport. */
export interface WatchedLine {
  /** In place of the transport, for the connection. */
  transport: Transport
  /** Takes a frame of the client in place of the connection. @param pass hands one on to it, now or later. */
  take(frame: Buffer, pass: (frame: Buffer) => void): void
  /** The transport is closed. */
  closed(): void
}

/** Sees the frames of connections, and may interfere: the emulator does. A server without one has no watch, and pays nothing for it. */
export interface FrameWatch {
  watch(transport: Transport): WatchedLine
}
