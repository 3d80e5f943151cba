import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { FrameSocket } from './frame-socket.ts'
import { binaryMessages, type Framing } from './framing.ts'
import { closeReason, type Transport } from './transport.ts'
import { atTurnEnd, type TurnEnder } from './turn-end.ts'
import { pongFrame } from './web-socket-frame.ts'

/** Transport over one WebSocket. */
export class WebSocketTransport implements Transport, TurnEnder {
  framing: Framing
  readonly #webSocket: WebSocket
  readonly #out: FrameSocket
  readonly #lastWord: ((code: number) => Buffer) | undefined
  #ping: Buffer | undefined

  /**
   * @param onSlow called when the client is cut off because it does not read.
   * @param lastWord written before the close frame, if the protocol has its own closing message.
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
    this.#webSocket.close(code, closeReason(code))
  }

  /** Of several pings in one turn only the last is answered (RFC 6455 §5.5.3). */
  answerPing(data: Buffer): void {
    if (this.#ping === undefined) atTurnEnd(this)
    this.#ping = data
  }

  endTurn(): void {
    if (this.#ping !== undefined) this.write(pongFrame(this.#ping))
    this.#ping = undefined
  }

  terminate(): void {
    this.#webSocket.terminate()
  }
}
