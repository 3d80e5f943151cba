import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { FrameSocket } from './frame-socket.ts'
import { binaryMessages, type Framing } from './framing.ts'
import type { Transport } from './transport.ts'

/** Over one WebSocket. */
export class WebSocketTransport implements Transport {
  framing: Framing
  readonly #webSocket: WebSocket
  readonly #out: FrameSocket
  readonly #lastWord: ((code: number) => Buffer) | undefined

  /**
   * @param onSlow told when the client is cut because it does not read.
   * @param lastWord written before the close frame, where the protocol has a word of its own for that.
   */
  constructor(
    webSocket: WebSocket,
    socket: Duplex,
    onSlow: () => void,
    framing: Framing = binaryMessages,
    lastWord?: (code: number) => Buffer,
  ) {
    this.#webSocket = webSocket
    this.#out = new FrameSocket(socket, onSlow)
    this.framing = framing
    this.#lastWord = lastWord
  }

  get congested(): boolean {
    return this.#out.congested
  }

  /** Nothing may follow a close frame. */
  write(framed: Buffer): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#out.write(framed)
  }

  pause(): void {
    this.#webSocket.pause()
  }

  resume(): void {
    if (this.#webSocket.isPaused) this.#webSocket.resume()
  }

  close(code: number): void {
    if (this.#lastWord !== undefined) this.write(this.#lastWord(code))
    this.#webSocket.close(code)
  }

  terminate(): void {
    this.#webSocket.terminate()
  }
}
