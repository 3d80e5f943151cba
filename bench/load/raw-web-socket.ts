import type { Socket } from 'node:net'
import type { MsyncTransport } from './msync-transport.ts'
import { openSocket, type SocketAddress } from './open-socket.ts'

const BINARY = 2
const TEXT = 1
const CLOSE = 8
const PING = 9

export interface WebSocketAddress extends SocketAddress {
  path: string
  protocol?: string
}

/**
 * A cheap WebSocket client: one read buffer for all, messages as views into it, and a mask of zeros, which is legal and leaves
 * the payload unchanged.
 */
export class RawWebSocket implements MsyncTransport {
  /** Called with each message; the bytes are valid only during the call. */
  onMessage: (bytes: Buffer) => void = () => {}
  /** Called after all messages of one read. */
  onRead: () => void = () => {}
  onClose: () => void = () => {}
  readonly #socket: Socket
  #upgraded: (() => void) | undefined

  private constructor(address: WebSocketAddress) {
    this.#socket = openSocket(address, (bytes) => this.#take(bytes))
  }

  /** @throws Error if the server does not upgrade. */
  static open(address: WebSocketAddress): Promise<RawWebSocket> {
    const { port, path, protocol } = address
    return new Promise((resolve, reject) => {
      const webSocket = new RawWebSocket(address)
      const socket = webSocket.#socket
      webSocket.#upgraded = () => resolve(webSocket)
      const offer = protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`
      socket.once('connect', () =>
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${offer}\r\n`,
        ),
      )
      socket.once('error', reject)
      socket.once('close', () => {
        reject(new Error('the server closed the connection'))
        webSocket.onClose()
      })
    })
  }

  frame(length: number): Buffer {
    return emptyFrame(length, BINARY)
  }

  send(payload: Uint8Array | string): void {
    this.write(clientFrame(payload))
  }

  /** Writes frames made by {@link clientFrame}. */
  write(frames: Buffer): void {
    this.#socket.write(frames)
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): number {
    let at = 0
    if (this.#upgraded !== undefined) {
      const head = chunk.indexOf('\r\n\r\n')
      if (head < 0) return 0
      if (!chunk.toString('latin1', 0, 12).endsWith(' 101')) {
        this.close()
        return chunk.length
      }
      at = head + 4
      this.#upgraded()
      this.#upgraded = undefined
    }
    while (at + 2 <= chunk.length) {
      const short = chunk[at + 1]!
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (at + head > chunk.length) break
      const length =
        short < 126
          ? short
          : short === 126
            ? chunk.readUInt16BE(at + 2)
            : Number(chunk.readBigUInt64BE(at + 2))
      const end = at + head + length
      if (end > chunk.length) break
      const opcode = chunk[at]! & 15
      if (opcode === BINARY || opcode === TEXT) this.onMessage(chunk.subarray(at + head, end))
      else if (opcode === PING) this.write(clientFrame(chunk.subarray(at + head, end), 10))
      else if (opcode === CLOSE) this.close()
      at = end
    }
    this.onRead()
    return at
  }
}

/** A complete client frame, masked with zeros. */
export function clientFrame(payload: Uint8Array | string, opcode?: number): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  const frame = emptyFrame(bytes.length, opcode ?? (typeof payload === 'string' ? TEXT : BINARY))
  frame.set(bytes, frame.length - bytes.length)
  return frame
}

/** The same without its last `length` bytes, the payload. */
function emptyFrame(length: number, opcode: number): Buffer {
  const head = length < 126 ? 2 : length < 0x10000 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + 4 + length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (head === 2 ? length : head === 4 ? 126 : 127)
  if (head === 4) frame.writeUInt16BE(length, 2)
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.writeUInt32BE(0, head)
  return frame
}
