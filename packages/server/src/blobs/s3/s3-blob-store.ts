import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import {
  type BlobKey,
  type BlobLabels,
  type BlobStore,
  type ByteRange,
  type Bytes,
  blobParts,
  type StagedBlob,
} from '../../domain/files/blob-store.ts'
import type { StagingFolder } from '../staging-folder.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { StagedUpload } from './staged-upload.ts'

/**
 * Keeps blobs as objects `files/<app>/<id>/<part>`. Uploads are received in a local folder, so that clients that disconnect cost
 * the store nothing and pictures are made from local bytes. Keeping a blob puts it, and waits until the store has it.
 */
export class S3BlobStore implements BlobStore {
  readonly #bucket: S3Bucket
  readonly #staging: StagingFolder
  readonly #givesLinks: boolean

  constructor(bucket: S3Bucket, staging: StagingFolder, { givesLinks }: { givesLinks: boolean }) {
    this.#bucket = bucket
    this.#staging = staging
    this.#givesLinks = givesLinks
  }

  async stage(bytes: Bytes, limit: number): Promise<StagedBlob> {
    const staged = await this.#staging.stage(bytes, limit)
    return new StagedUpload(staged, (key) => this.#bucket.put(nameOf(key), createReadStream(staged.path)))
  }

  open(key: BlobKey, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#bucket.get(nameOf(key), range)
  }

  async withSource<T>(key: BlobKey, work: (path: string) => Promise<T>): Promise<T | undefined> {
    const bytes = await this.open(key)
    if (bytes === undefined) return undefined
    const { path } = await this.#staging.stage(bytes, Number.POSITIVE_INFINITY)
    try {
      return await work(path)
    } finally {
      await rm(path, { force: true })
    }
  }

  async link(key: BlobKey, labels: BlobLabels, seconds: number): Promise<string | undefined> {
    return this.#givesLinks ? this.#bucket.link(nameOf(key), labels, seconds) : undefined
  }

  async remove(file: Omit<BlobKey, 'part'>): Promise<void> {
    const names = blobParts.map((part) => nameOf({ ...file, part }))
    // Pictures are put in one piece. Some stores list uploads by full name only, not by prefix.
    await this.#bucket.endUploads(names[0]!)
    await Promise.all(names.map((name) => this.#bucket.remove(name)))
  }

  removeApp(app: number): Promise<void> {
    return this.#bucket.removeAll(`files/${app}/`)
  }
}

function nameOf({ app, uuid, part }: BlobKey): string {
  return `files/${app}/${uuid}/${part}`
}
