import {
  type BlobKey,
  type BlobStore,
  type ByteRange,
  type ByteSource,
  type Bytes,
  blobParts,
  type StagedBlob,
} from '../../domain/files/blob-store.ts'
import { Measure } from '../measure.ts'
import { piecesOf } from './pieces.ts'
import type { Room } from './room.ts'

/** Keeps blobs in the memory of this process: gone when it ends. */
export class MemoryBlobStore implements BlobStore {
  readonly #room: Room
  readonly #kept = new Map<string, Uint8Array>()

  constructor(room: Room) {
    this.#room = room
  }

  async stage(bytes: Bytes, limit: number): Promise<StagedBlob> {
    const measure = new Measure(limit)
    const held = await this.#room.hold(measure.watch(bytes))
    let isSpent = false
    return {
      size: measure.size,
      head: measure.head(),
      source: held,
      keep: async (key) => {
        if (isSpent) throw new Error('the bytes were discarded')
        isSpent = true
        this.#room.release(this.#kept.get(nameOf(key)))
        this.#kept.set(nameOf(key), held)
      },
      discard: async () => {
        if (!isSpent) this.#room.release(held)
        isSpent = true
      },
    }
  }

  async open(key: BlobKey, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const bytes = this.#kept.get(nameOf(key))
    return bytes && piecesOf(bytes, range)
  }

  async withSource<T>(key: BlobKey, work: (source: ByteSource) => Promise<T>): Promise<T | undefined> {
    const bytes = this.#kept.get(nameOf(key))
    return bytes && work(bytes)
  }

  async link(): Promise<undefined> {}

  async remove(file: Omit<BlobKey, 'part'>): Promise<void> {
    for (const part of blobParts) {
      const name = nameOf({ ...file, part })
      this.#room.release(this.#kept.get(name))
      this.#kept.delete(name)
    }
  }

  async removeApp(app: number): Promise<void> {
    for (const [name, bytes] of this.#kept) {
      if (!name.startsWith(`${app}/`)) continue
      this.#room.release(bytes)
      this.#kept.delete(name)
    }
  }
}

function nameOf({ app, uuid, part }: BlobKey): string {
  return `${app}/${uuid}.${part}`
}
