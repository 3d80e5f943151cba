import { connect, type Socket } from 'node:net'

/** Read buffer shared by all sockets, which read one at a time. */
const room = Buffer.allocUnsafe(512 * 1024)
const BINARY = 2
const TEXT = 1
const CLOSE = 8
const PING = 9

export interface SocketAddress {
  port: number
  path: string
  protocol?: string
  /** Loopback address to connect from: each has its own range of ports. */
  from?: string
}

/**
 * A cheap WebSocket client: one read buffer for all, messages as views into it, and a mask of zeros, which is legal and leaves
 * the payload unchanged.
 */
export class RawWebSocket {
  /** Called with each message; the bytes are valid only during the call. */
  onMessage: (bytes: Buffer) => void = () => {}
  /** Called after all messages of one read. */
  onRead: () => void = () => {}
  onClose: () => void = () => {}
  readonly #socket: Socket
  #upgraded: (() => void) | undefined
  /** The beginning of a frame that the next read completes. */
  #rest: Buffer | undefined

  private constructor(socket: Socket, upgraded: () => void) {
    this.#socket = socket
    this.#upgraded = upgraded
  }

  /** @throws Error if the server does not upgrade. */
  static open({ port, path, protocol, from }: SocketAddress): Promise<RawWebSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        noDelay: true,
        ...(from === undefined ? {} : { localAddress: from }),
        onread: {
          buffer: room,
          callback: (length) => {
            webSocket.#take(room.subarray(0, length))
            return true
          },
        },
      })
      const webSocket = new RawWebSocket(socket, () => resolve(webSocket))
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

  #take(bytes: Buffer): void {
    let chunk = bytes
    if (this.#rest !== undefined) {
      chunk = Buffer.concat([this.#rest, bytes])
      this.#rest = undefined
    }
    let at = 0
    if (this.#upgraded !== undefined) {
      const head = chunk.indexOf('\r\n\r\n')
      if (head < 0) {
        this.#keep(chunk)
        return
      }
      if (!chunk.toString('latin1', 0, 12).endsWith(' 101')) {
        this.close()
        return
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
    if (at < chunk.length) this.#keep(chunk.subarray(at))
    this.onRead()
  }

  /** Copies the bytes: the buffer belongs to the next socket. */
  #keep(bytes: Buffer): void {
    this.#rest = Buffer.from(bytes)
  }
}

/** A complete client frame, masked with zeros. */
export function clientFrame(payload: Uint8Array | string, opcode?: number): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  const { length } = bytes
  const head = length < 126 ? 2 : length < 0x10000 ? 4 : 10
  const frame = Buffer.alloc(head + 4 + length)
  frame[0] = 0x80 | (opcode ?? (typeof payload === 'string' ? TEXT : BINARY))
  frame[1] = 0x80 | (head === 2 ? length : head === 4 ? 126 : 127)
  if (head === 4) frame.writeUInt16BE(length, 2)
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.set(bytes, head + 4)
  return frame
}
