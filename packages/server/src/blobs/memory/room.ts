import { ApiError } from '@ringpost/contract/errors'

/** The memory that stored bytes may take together. */
export class Room {
  #free: number

  /** @param size in bytes. */
  constructor(size: number) {
    this.#free = size
  }

  /** Reads a source into memory, within the room. @throws ApiError `server.storage_full`; any error the source throws. */
  async hold(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    let size = 0
    try {
      for await (const chunk of source) {
        if (chunk.length > this.#free) throw new ApiError('server.storage_full')
        this.#free -= chunk.length
        size += chunk.length
        chunks.push(chunk)
      }
    } catch (error) {
      this.#free += size
      throw error
    }
    return Buffer.concat(chunks, size)
  }

  /** Gives back what was held. */
  release(bytes: Uint8Array | undefined): void {
    this.#free += bytes?.length ?? 0
  }
}
