import type { DeviceCursors } from '../../delivery/device-cursors.ts'

/** A range of a log: after `after`, up to and including `seq`. */
export interface Stretch {
  log: string
  after: number
  seq: number
}

/** A frame that the client has not acknowledged: its key, or that of a later one, acknowledges these ranges. */
interface SentFrame {
  key: number
  stretches: Stretch[]
}

/**
 * What a device has been sent: how far in each log, and which frames its client has yet to acknowledge. Pages and pushes are both
 * recorded here, so that neither sends what the other has sent.
 */
export class SentEntries {
  readonly #cursors: DeviceCursors
  /** Last position sent per log, of the logs touched since login. */
  readonly #upTo = new Map<string, number>()
  #inFlight: SentFrame[] = []
  /** The client was asked to pull after the last of these frames. */
  #asked = false

  constructor(cursors: DeviceCursors) {
    this.#cursors = cursors
  }

  /** Last position of the log that was sent; undefined: nothing was since login. */
  upTo(log: string): number | undefined {
    return this.#upTo.get(log)
  }

  /** Number of frames that are not acknowledged. */
  get inFlight(): number {
    return this.#inFlight.length
  }

  /** The user follows a log from after `after` on. */
  startAfter(log: string, after: number): void {
    this.#upTo.set(log, after)
  }

  /** A frame with this key leaves for the client. */
  record(key: number, stretches: Stretch[]): void {
    for (const stretch of stretches) this.#advance(stretch)
    this.#inFlight.push({ key, stretches })
    this.#asked = false
  }

  /** Passes entries that are not for this device: they are acknowledged together with what was sent before them. */
  skip(stretch: Stretch): void {
    this.#advance(stretch)
    const last = this.#inFlight.at(-1)
    if (last === undefined) this.#settle(stretch)
    else last.stretches.push(stretch)
  }

  /** The client has everything up to the frame with this key. Returns whether that was the last one in flight. */
  acknowledge(key: number): boolean {
    const at = this.#inFlight.findIndex((frame) => frame.key === key)
    for (let i = 0; i <= at; i++)
      for (const stretch of this.#inFlight.shift()!.stretches) this.#settle(stretch)
    return at >= 0 && this.#inFlight.length === 0
  }

  /** The client is asked to pull. */
  noteAsked(): void {
    this.#asked = true
  }

  /**
   * The client pulls without a key: it gets again what it read before it was asked to pull and has not acknowledged. A frame
   * sent after that has merely crossed with the pull: it will be acknowledged shortly and must not come twice, because clients
   * drop repeats only in some namespaces (trap 18). Returns whether anything is to be sent again.
   */
  takeBack(): boolean {
    if (!this.#asked || this.#inFlight.length === 0) return false
    this.#asked = false
    for (const { stretches } of this.#inFlight) {
      for (const { log, after } of stretches)
        this.#upTo.set(log, Math.min(this.#upTo.get(log) ?? after, after))
    }
    this.#inFlight = []
    return true
  }

  /** Not back: while a page was read, the user may have left the log and come to follow it again, from further on. */
  #advance({ log, seq }: Stretch): void {
    if (seq > (this.#upTo.get(log) ?? 0)) this.#upTo.set(log, seq)
  }

  #settle({ log, seq }: Stretch): void {
    this.#cursors.acknowledge(log, seq)
  }
}
