import type { ServerResponse } from 'node:http'
import { performance } from '../../kernel/machine-time.ts'
import type { Framing } from '../msync/framing.ts'
import type { Transport } from '../msync/transport.ts'
import { atTurnEnd, type TurnEnder } from '../msync/turn-end.ts'
import { closeFrame, HEARTBEAT, line, OPEN, sockjsLines } from './sockjs-frames.ts'

/** Bytes waiting beyond which nothing is pushed that can be pulled later, and beyond which the client is cut off. */
const CONGESTED_BYTES = 256 * 1024
const SLOW_CLIENT_BYTES = 4 * 1024 * 1024
/** Bytes after which the client must send a new request: browsers keep an entire response in memory until it ends. */
const STREAM_BYTES = 128 * 1024

/** The request whose response currently carries data to the client. */
interface Receiver {
  response: ServerResponse
  /** It takes data until it is full; otherwise only the next message. */
  streams: boolean
  written: number
}

interface Listener {
  onSlow(): void
  /** Called once, when nothing is left to send and no request is waiting. */
  onClosed(): void
}

/** Transport over HTTP: data for the client waits until one of its requests can be answered with it. */
export class PollingTransport implements Transport, TurnEnder {
  readonly framing: Framing = sockjsLines
  readonly #listener: Listener
  #receiver: Receiver | undefined
  #waiting: Buffer[] = [line(OPEN)]
  #bytes = 0
  #flushing = false
  /** When the last request ended: ms, on the monotonic clock. */
  #aloneSince = performance.now()
  /** The last line, once the transport is closed. */
  #end: Buffer | undefined
  #isGone = false
  #paused: PromiseWithResolvers<void> | undefined

  constructor(listener: Listener) {
    this.#listener = listener
  }

  get congested(): boolean {
    return this.#bytes + (this.#receiver?.response.writableLength ?? 0) > CONGESTED_BYTES
  }

  /** Resolves when the client may send more. */
  get ready(): Promise<void> | undefined {
    return this.#paused?.promise
  }

  write(framed: Buffer): void {
    if (this.#end !== undefined || this.#isGone) return
    this.#waiting.push(framed)
    this.#bytes += framed.length
    if (this.#bytes > SLOW_CLIENT_BYTES) {
      this.#listener.onSlow()
      this.terminate()
      return
    }
    this.#flushSoon()
  }

  pause(): void {
    this.#paused ??= Promise.withResolvers()
  }

  resume(): void {
    this.#paused?.resolve()
    this.#paused = undefined
  }

  close(code: number): void {
    if (this.#end !== undefined) return
    this.#end = line(closeFrame(code))
    this.#waiting.push(this.#end)
    this.#flushSoon()
  }

  terminate(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#waiting = []
    this.#receiver?.response.destroy()
    this.#receiver = undefined
    this.resume()
    this.#listener.onClosed()
  }

  /**
   * Attaches a request of the client that waits for data; its head is written. Two at a time would break the order.
   * @returns false if another one is already waiting.
   */
  attach(response: ServerResponse, streams: boolean): boolean {
    if (this.#receiver !== undefined) return false
    const receiver: Receiver = { response, streams, written: 0 }
    this.#receiver = receiver
    // Broken off before the server ended it: the client considers its session lost, and so does the server.
    response.once('close', () => {
      if (this.#receiver === receiver) this.terminate()
    })
    if (this.#waiting.length > 0) this.#flushSoon()
    return true
  }

  /** Writes something to every long response, or intermediaries would end it. */
  heartbeat(): void {
    if (this.#receiver !== undefined && this.#end === undefined) this.write(line(HEARTBEAT))
  }

  /** Ends the session if no request of the client has been waiting for `patience` ms. `now`: on the monotonic clock. */
  expire(now: number, patience: number): void {
    if (this.#receiver === undefined && now - this.#aloneSince > patience) this.terminate()
  }

  endTurn(): void {
    this.#flushing = false
    this.#flush()
  }

  /** The output of one turn leaves together. */
  #flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    atTurnEnd(this)
  }

  #flush(): void {
    const receiver = this.#receiver
    if (receiver === undefined || this.#waiting.length === 0) return
    const body = Buffer.concat(this.#waiting)
    this.#waiting = []
    this.#bytes = 0
    receiver.written += body.length
    receiver.response.write(body)
    if (receiver.streams && receiver.written < STREAM_BYTES && this.#end === undefined) return
    receiver.response.end()
    this.#detach()
  }

  #detach(): void {
    this.#receiver = undefined
    this.#aloneSince = performance.now()
    if (this.#end !== undefined && this.#waiting.length === 0) this.terminate()
  }
}
