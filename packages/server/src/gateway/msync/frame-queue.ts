/** Number of taken frames that are released in one go. */
const COMPACT_AT = 1024

/** A bounded FIFO queue of frames. */
export class FrameQueue {
  readonly #limits: { frames: number; bytes: number }
  #frames: (Buffer | undefined)[] = []
  /** Index of the first frame. */
  #first = 0
  #bytes = 0

  constructor(limits: { frames: number; bytes: number }) {
    this.#limits = limits
  }

  get length(): number {
    return this.#frames.length - this.#first
  }

  /** The next frame. */
  get head(): Buffer | undefined {
    return this.#frames[this.#first]
  }

  /** Returns false if there is no room. */
  push(frame: Buffer): boolean {
    if (this.length >= this.#limits.frames || this.#bytes + frame.length > this.#limits.bytes) return false
    this.#frames.push(frame)
    this.#bytes += frame.length
    return true
  }

  shift(): Buffer | undefined {
    const frame = this.#frames[this.#first]
    if (frame === undefined) return undefined
    this.#frames[this.#first++] = undefined
    this.#bytes -= frame.length
    if (this.#first === this.#frames.length) this.clear()
    else if (this.#first >= COMPACT_AT && this.#first * 2 >= this.#frames.length) {
      this.#frames.splice(0, this.#first)
      this.#first = 0
    }
    return frame
  }

  clear(): void {
    this.#frames = []
    this.#first = 0
    this.#bytes = 0
  }
}
