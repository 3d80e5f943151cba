import { ApiError } from '@ringpost/contract/errors'
import { LruCache } from '../../kernel/lru-cache.ts'
import type { BlobStore } from './blob-store.ts'
import type { FileStore } from './file-store.ts'
import type { FrameGrabber } from './media.ts'
import type { Box, Picture, StoredFile } from './stored-file.ts'

/** Clients show the frame as the poster of a video, so it is larger than an image thumbnail. */
const DEFAULT_FRAME: Box = { width: 480, height: 480 }
const FRAME_BYTES = 8 * 1024 * 1024

/** First frames of videos, extracted on first request and kept. */
export class VideoFrames {
  readonly #store: FileStore
  readonly #blobs: BlobStore
  readonly #grabber: FrameGrabber
  /** Members of a group request a frame at the same moment; only one request extracts it. */
  readonly #making = new Map<string, Promise<Picture>>()
  /** Videos without a frame to show, so that another request does not start the program again. */
  readonly #hopeless = new LruCache<string, true>(10_000, { ttl: 15 * 60 * 1000 })

  constructor(store: FileStore, blobs: BlobStore, grabber: FrameGrabber) {
    this.#store = store
    this.#blobs = blobs
    this.#grabber = grabber
  }

  /** @throws ApiError `file.frame_none`, `file.frame_unsupported`, `file.expired`. */
  async of(file: StoredFile): Promise<Picture> {
    if (file.frame !== null) return file.frame
    const key = `${file.app}/${file.uuid}`
    if (this.#hopeless.has(key)) throw new ApiError('file.frame_none', { uuid: file.uuid })
    const made = this.#making.get(key)
    if (made !== undefined) return made
    const making = this.#make(file, key).finally(() => this.#making.delete(key))
    this.#making.set(key, making)
    return making
  }

  async #make(file: StoredFile, key: string): Promise<Picture> {
    const { app, uuid } = file
    const grabbed = await this.#blobs.withSource({ app, uuid, part: 'original' }, async (source) => ({
      picture: await this.#grabber.grab(source, file.type, file.box ?? DEFAULT_FRAME),
    }))
    if (grabbed === undefined) throw new ApiError('file.expired', { uuid })
    const { picture } = grabbed
    if (picture === 'unsupported') throw new ApiError('file.frame_unsupported')
    if (picture === undefined) {
      this.#hopeless.set(key, true)
      throw new ApiError('file.frame_none', { uuid })
    }
    const staged = await this.#blobs.stage([picture.bytes], FRAME_BYTES)
    const frame = { type: picture.type, size: staged.size }
    try {
      await staged.keep({ app, uuid, part: 'frame' })
    } finally {
      await staged.discard()
    }
    await this.#store.saveFrame(file, frame)
    return frame
  }
}
