import { mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type BlobKey,
  type BlobStore,
  type ByteRange,
  type Bytes,
  blobParts,
  type StagedBlob,
} from '../../domain/files/blob-store.ts'
import { StagingFolder } from '../staging-folder.ts'
import { flushFolder } from './flush-folder.ts'
import { StagedFile } from './staged-file.ts'

const READ_AT_ONCE = 256 * 1024

/**
 * Keeps blobs as files: `incoming/` for uploads in progress, `kept/<app>/<first two characters of the id>/<id>.<part>`.
 * Both are on one file system, so that a blob gets its name by an atomic rename after its bytes are on disk.
 */
export class DiskBlobStore implements BlobStore {
  readonly #incoming: StagingFolder
  readonly #kept: string

  private constructor(incoming: StagingFolder, kept: string) {
    this.#incoming = incoming
    this.#kept = kept
  }

  /** @param root folder that no other process uses: uploads in progress there are taken for leftovers and removed. */
  static async open(root: string): Promise<DiskBlobStore> {
    const incoming = await StagingFolder.open(join(root, 'incoming'), { flush: true })
    const kept = join(root, 'kept')
    await mkdir(kept, { recursive: true })
    for (const folder of [root, dirname(root)]) await flushFolder(folder)
    return new DiskBlobStore(incoming, kept)
  }

  async stage(bytes: Bytes, limit: number): Promise<StagedBlob> {
    return new StagedFile(await this.#incoming.stage(bytes, limit), (key) => this.#path(key))
  }

  async open(key: BlobKey, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const handle = await open(this.#path(key)).catch(absent)
    return handle?.createReadStream({
      highWaterMark: READ_AT_ONCE,
      ...(range !== undefined && { start: range.first, end: range.last }),
    })
  }

  async withSource<T>(key: BlobKey, work: (path: string) => Promise<T>): Promise<T | undefined> {
    const path = this.#path(key)
    const found = await stat(path).catch(absent)
    return found && work(path)
  }

  async remove(file: Omit<BlobKey, 'part'>): Promise<void> {
    for (const part of blobParts) await rm(this.#path({ ...file, part }), { force: true })
  }

  async removeApp(app: number): Promise<void> {
    await rm(join(this.#kept, String(app)), { recursive: true, force: true })
  }

  async link(): Promise<undefined> {}

  #path({ app, uuid, part }: BlobKey): string {
    return join(this.#kept, String(app), uuid.slice(0, 2), `${uuid}.${part}`)
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
