import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BlobTooLarge, type Bytes } from '../domain/files/blob-store.ts'
import { newFile } from './new-file.ts'

const HEAD_BYTES = 4096
const WRITE_AT_ONCE = 1024 * 1024

/** A local file that holds received bytes. */
export interface StagedBytes {
  path: string
  /** In bytes. */
  size: number
  /** The first bytes, up to 4 KiB. */
  head: Uint8Array
}

/** A folder for uploads in progress: files under random names, removed after the process has died. */
export class StagingFolder {
  readonly path: string
  readonly #flush: boolean

  private constructor(path: string, flush: boolean) {
    this.path = path
    this.#flush = flush
  }

  /**
   * @param path folder that no other process uses: its contents are taken for leftovers and removed.
   * @param options.flush whether staged bytes are on disk before `stage` resolves.
   */
  static async open(path: string, options: { flush: boolean }): Promise<StagingFolder> {
    await rm(path, { recursive: true, force: true })
    await mkdir(path, { recursive: true })
    return new StagingFolder(path, options.flush)
  }

  /** Stores bytes in constant memory. If the source fails, nothing is left behind. @throws BlobTooLarge */
  async stage(bytes: Bytes, limit: number): Promise<StagedBytes> {
    const path = join(this.path, randomUUID())
    const measure = new Measure(limit)
    const options = { mode: 0o600, flush: this.#flush, highWaterMark: WRITE_AT_ONCE }
    await newFile(path, options, (file) => pipeline(bytes, (source) => measure.watch(source), file))
    return { path, size: measure.size, head: measure.head() }
  }
}

/** Counts the bytes that pass and remembers the first ones. */
class Measure {
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
