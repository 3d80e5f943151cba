/** Bytes of the length before a frame, big-endian (native.md §2.1). */
export const PREFIX = 4

const nothing = Buffer.alloc(0)

/** Splits the input from TCP into frames. */
export class FrameSplitter {
  readonly #limit: number
  /** Starts with what has arrived of an incomplete frame. */
  #pending: Buffer = nothing
  #have = 0
  /** Bytes that `#pending` must hold before there is more to do. */
  #want = PREFIX

  /** @param limit bytes of the largest frame. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * @param take gets each complete frame, a view of the input.
   * @returns false if a frame announces more than the limit: nothing of it is kept, and nothing after it can be read.
   */
  split(chunk: Buffer, take: (frame: Buffer) => void): boolean {
    const bytes = this.#have === 0 ? chunk : this.#append(chunk)
    if (bytes.length < this.#want) {
      if (this.#have === 0) this.#append(chunk)
      return true
    }
    let at = 0
    this.#want = PREFIX
    while (bytes.length - at >= PREFIX) {
      const length = bytes.readUInt32BE(at)
      if (length > this.#limit) return false
      this.#want = PREFIX + length
      if (bytes.length - at < this.#want) break
      take(bytes.subarray(at + PREFIX, at + this.#want))
      at += this.#want
      this.#want = PREFIX
    }
    // Taken frames are views: the rest gets a buffer of its own.
    this.#pending = nothing
    this.#have = 0
    if (at < bytes.length) this.#append(bytes.subarray(at))
    return true
  }

  /**
   * Grows by doubling: a client that sends byte by byte does not cost an object per byte, and a client that only
   * announces a large frame gets no buffer for it.
   */
  #append(chunk: Buffer): Buffer {
    const have = this.#have + chunk.length
    if (have > this.#pending.length) {
      const grown = Buffer.allocUnsafe(Math.max(have, Math.min(this.#want, 2 * this.#pending.length)))
      this.#pending.copy(grown, 0, 0, this.#have)
      this.#pending = grown
    }
    chunk.copy(this.#pending, this.#have)
    this.#have = have
    return this.#pending.subarray(0, have)
  }
}
