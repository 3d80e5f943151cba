import type { Duplex } from 'node:stream'
import { atTurnEnd, isTurnEnding, type TurnEnder } from './turn-end.ts'

/** Bytes waiting for one client beyond which nothing is pushed that it can pull later. */
const CONGESTED_BYTES = 256 * 1024
/** Bytes beyond which it is cut off: it reconnects and reads from its cursor. */
const SLOW_CLIENT_BYTES = 4 * 1024 * 1024

/**
 * Writes frames to the socket of one client. All frames of a turn leave in one system call: the call, not the framing,
 * dominates the cost of a delivery.
 */
export class FrameSocket implements TurnEnder {
  readonly #socket: Duplex
  readonly #onSlow: () => void
  #corked = false

  constructor(socket: Duplex, onSlow: () => void) {
    this.#socket = socket
    this.#onSlow = onSlow
  }

  get congested(): boolean {
    return this.#socket.writableLength > CONGESTED_BYTES
  }

  write(frame: Buffer): void {
    const socket = this.#socket
    if (socket.destroyed || socket.writableEnded) return
    if (socket.writableLength > SLOW_CLIENT_BYTES) {
      this.#onSlow()
      socket.destroy()
      return
    }
    if (!this.#corked && !isTurnEnding()) {
      this.#corked = true
      socket.cork()
      atTurnEnd(this)
    }
    socket.write(frame)
  }

  endTurn(): void {
    this.#corked = false
    this.#socket.uncork()
  }
}
