import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  type BlobKey,
  type BlobPart,
  type BlobStore,
  BlobTooLarge,
  type ByteRange,
  type Bytes,
  type StagedBlob,
} from '../../domain/files/blob-store.ts'
import { flushFolder } from './flush-folder.ts'
import { StagedFile } from './staged-file.ts'

const HEAD_BYTES = 4096
const WRITE_AT_ONCE = 1024 * 1024
const READ_AT_ONCE = 256 * 1024
const parts: readonly BlobPart[] = ['original', 'thumbnail', 'frame']

/**
 * Blobs as files: `incoming/` for what is being received, `kept/<app>/<first two characters of the id>/<id>.<part>`.
 * Both are on one file system, so that a blob gets its name by an atomic rename after its bytes are on disk.
 */
export class DiskBlobStore implements BlobStore {
  readonly #incoming: string
  readonly #kept: string

  private constructor(root: string) {
    this.#incoming = join(root, 'incoming')
    this.#kept = join(root, 'kept')
  }

  /** @param root folder that no other process uses: what is being received there is taken for dead and removed. */
  static async open(root: string): Promise<DiskBlobStore> {
    const store = new DiskBlobStore(root)
    await rm(store.#incoming, { recursive: true, force: true })
    for (const folder of [store.#incoming, store.#kept]) await mkdir(folder, { recursive: true })
    for (const folder of [root, dirname(root)]) await flushFolder(folder)
    return store
  }

  async stage(bytes: Bytes, limit: number): Promise<StagedBlob> {
    const path = join(this.#incoming, randomUUID())
    const measure = new Measure(limit)
    try {
      const target = createWriteStream(path, {
        flags: 'wx',
        mode: 0o600,
        flush: true,
        highWaterMark: WRITE_AT_ONCE,
      })
      await pipeline(bytes, (source) => measure.watch(source), target)
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
    return new StagedFile(path, measure.size, measure.head(), (key) => this.#path(key))
  }

  async open(key: BlobKey, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const handle = await open(this.#path(key)).catch(absent)
    return handle?.createReadStream({
      highWaterMark: READ_AT_ONCE,
      ...(range !== undefined && { start: range.first, end: range.last }),
    })
  }

  async withFile<T>(key: BlobKey, work: (path: string) => Promise<T>): Promise<T | undefined> {
    const path = this.#path(key)
    const found = await stat(path).catch(absent)
    return found && work(path)
  }

  async remove(file: Omit<BlobKey, 'part'>): Promise<void> {
    for (const part of parts) await rm(this.#path({ ...file, part }), { force: true })
  }

  #path({ app, uuid, part }: BlobKey): string {
    return join(this.#kept, String(app), uuid.slice(0, 2), `${uuid}.${part}`)
  }
}

/** Counts what passes and remembers how it begins. */
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

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
