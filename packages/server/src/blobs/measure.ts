import { BlobTooLarge, type Bytes } from '../domain/files/blob-store.ts'

const HEAD_BYTES = 4096

/** Counts the bytes that pass and remembers the first ones. */
export class Measure {
  size = 0
  readonly #limit: number
  readonly #head: Uint8Array[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  async *watch(source: Bytes): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      const missing = HEAD_BYTES - this.size
      if (missing > 0) this.#head.push(chunk.slice(0, missing))
      this.size += chunk.length
      if (this.size > this.#limit) throw new BlobTooLarge(`more than ${this.#limit} bytes`)
      yield chunk
    }
  }

  head(): Uint8Array {
    return Buffer.concat(this.#head)
  }
}
