import type { Socket } from 'node:net'
import type { MsyncTransport } from './msync-transport.ts'
import { openSocket, type SocketAddress } from './open-socket.ts'

/** Bytes of the big-endian length before a frame. */
const PREFIX = 4

/** MSYNC as native SDKs speak it: over TCP, each frame after its length. */
export class RawTcp implements MsyncTransport {
  onMessage: (bytes: Buffer) => void = () => {}
  onRead: () => void = () => {}
  onClose: () => void = () => {}
  readonly #socket: Socket

  private constructor(address: SocketAddress) {
    this.#socket = openSocket(address, (bytes) => this.#take(bytes))
    this.#socket.once('close', () => this.onClose())
  }

  /** @throws Error if nobody listens. */
  static open(address: SocketAddress): Promise<RawTcp> {
    return new Promise((resolve, reject) => {
      const tcp = new RawTcp(address)
      tcp.#socket.once('connect', () => resolve(tcp))
      tcp.#socket.once('error', reject)
    })
  }

  frame(length: number): Buffer {
    const frame = Buffer.allocUnsafe(PREFIX + length)
    frame.writeUInt32BE(length)
    return frame
  }

  write(frames: Buffer): void {
    this.#socket.write(frames)
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(bytes: Buffer): number {
    let at = 0
    while (at + PREFIX <= bytes.length) {
      const end = at + PREFIX + bytes.readUInt32BE(at)
      if (end > bytes.length) break
      this.onMessage(bytes.subarray(at + PREFIX, end))
      at = end
    }
    this.onRead()
    return at
  }
}
