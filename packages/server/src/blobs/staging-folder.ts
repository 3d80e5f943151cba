import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Bytes } from '../domain/files/blob-store.ts'
import { Measure } from './measure.ts'
import { newFile } from './new-file.ts'

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
