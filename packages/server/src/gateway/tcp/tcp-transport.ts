import type { Duplex } from 'node:stream'
import { FrameSocket } from '../msync/frame-socket.ts'
import type { Framing } from '../msync/framing.ts'
import type { Transport } from '../msync/transport.ts'
import { PREFIX } from './frame-splitter.ts'

/** Puts the length before each MSYNC frame. */
const lengthPrefixed: Framing = (frame) => {
  const framed = Buffer.allocUnsafe(PREFIX + frame.length)
  framed.writeUInt32BE(frame.length)
  framed.set(frame, PREFIX)
  return framed
}

/**
 * Transport over TCP or TLS. There are no close codes: a client learns the reason from earlier frames, or not at all
 * (native.md §7.2).
 */
export class TcpTransport implements Transport {
  readonly framing = lengthPrefixed
  readonly #socket: Duplex
  readonly #out: FrameSocket

  /** @param onSlow called when the client is cut off because it does not read. */
  constructor(socket: Duplex, onSlow: () => void) {
    this.#socket = socket
    this.#out = new FrameSocket(socket, onSlow)
  }

  get congested(): boolean {
    return this.#out.congested
  }

  write(framed: Buffer): void {
    this.#out.write(framed)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.end()
  }

  terminate(): void {
    this.#socket.destroy()
  }
}
