import { randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import { mayActFor } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { BlobStore } from './blob-store.ts'
import type { FileDraft, Files } from './files.ts'
import type { PartStore, PartUpload, UploadPart, UploadRef } from './part-store.ts'
import type { Box, StoredFile } from './stored-file.ts'

/** Smallest part worth a request, in bytes; the web SDK makes its parts as large (sdk-rest-calls.md F3). */
const PART_BYTES = 5 * 1024 * 1024
const MOST_PARTS = 10_000
/** An upload of which nothing has been heard for so long is abandoned. */
const PATIENCE_MS = 24 * 3600 * 1000
/** A closed upload is remembered for the parts that were still coming in: their bytes have to be found. */
const REMEMBER_MS = 3600 * 1000

/**
 * Files that come in parts, in any order and several at once (sdk-rest-calls.md F3-F6). Each part is a blob of its own until
 * the file is made of them, so that any node can take any part and a part that fails is sent again alone.
 */
export class PartUploads {
  readonly #store: PartStore
  readonly #blobs: BlobStore
  readonly #files: Files

  constructor(store: PartStore, blobs: BlobStore, files: Files) {
    this.#store = store
    this.#blobs = blobs
    this.#files = files
  }

  /** @returns the id of the upload, and how large in bytes a file may be and a part should be. */
  async begin({ app, actor }: Caller): Promise<{ uuid: string; fileBytes: number; partBytes: number }> {
    const uuid = randomUUID()
    const uploader = actor.kind === 'user' ? actor.name : null
    await this.#store.begin({ app: app.id, uuid, uploader }, Date.now() + PATIENCE_MS)
    return { uuid, fileBytes: app.settings.fileBytes, partBytes: PART_BYTES }
  }

  /** Before the bytes of a part are taken in. @throws ApiError `file.upload_unknown`. */
  async requireOpen(caller: Caller, uuid: string): Promise<void> {
    await this.#find(caller, uuid)
  }

  /**
   * Adds a part; one that was sent before under its number is replaced. The draft is spent, whatever happens.
   * @throws ApiError `file.upload_unknown`, `file.part_number_illegal`, `file.too_large` for all parts together.
   */
  async add(caller: Caller, uuid: string, number: number, { staged }: FileDraft): Promise<void> {
    try {
      if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS)
        throw new ApiError('file.part_number_illegal', { limit: MOST_PARTS })
      const upload = await this.#find(caller, uuid)
      const others = (await this.#store.parts(upload)).filter((part) => part.number !== number)
      if (sum(others) + staged.size > caller.app.settings.fileBytes) throw new ApiError('file.too_large')
      const part = { uuid: randomUUID(), number, size: staged.size }
      await this.#store.announce(upload, part, Date.now() + PATIENCE_MS)
      await staged.keep({ app: caller.app.id, uuid: part.uuid, part: 'original' })
      const replaced = await this.#store.publish(upload, part)
      await this.#remove(caller.app.id, replaced ?? [part.uuid])
      if (replaced === undefined) throw new ApiError('file.upload_unknown')
    } finally {
      await staged.discard()
    }
  }

  /**
   * Makes a file of the parts. When it fails for what is in them, parts can be sent again.
   * @throws ApiError `file.upload_unknown`, `file.parts_missing`, `file.too_large`.
   */
  async complete(
    caller: Caller,
    uuid: string,
    wishes: { restricted: boolean; box: Box | null },
  ): Promise<StoredFile> {
    const upload = await this.#find(caller, uuid)
    await this.#close(upload)
    try {
      const parts = await this.#store.parts(upload)
      if (parts.length === 0 || parts.some(({ number }, index) => number !== index + 1))
        throw new ApiError('file.parts_missing')
      const incoming = { name: undefined, type: '', bytes: this.#read(caller.app.id, parts) }
      const file = await this.#files.keep(caller, await this.#files.receive(caller.app, incoming), wishes)
      await this.#clear(upload)
      return file
    } catch (error) {
      await this.#store.reopen(upload, Date.now() + PATIENCE_MS)
      throw error
    }
  }

  /** @throws ApiError `file.upload_unknown`. */
  async abort(caller: Caller, uuid: string): Promise<void> {
    const upload = await this.#find(caller, uuid)
    await this.#close(upload)
    await this.#clear(upload)
  }

  /** Removes up to `limit` uploads whose time has come by `now`; returns how many. */
  async sweep(now: number, limit: number): Promise<number> {
    const due = await this.#store.due(now, limit)
    for (const upload of due) {
      // Bytes first: a crash in between repeats the removal, the other way round it would forget it.
      await this.#clear(upload)
      await this.#store.forget(upload)
    }
    return due.length
  }

  /** Uploads are their uploader's: to others there is none. */
  async #find({ app, actor }: Caller, uuid: string): Promise<PartUpload> {
    const upload = await this.#store.get(app.id, uuid)
    if (upload === undefined || !mayActFor(actor, upload.uploader)) throw new ApiError('file.upload_unknown')
    return upload
  }

  async #close(upload: UploadRef): Promise<void> {
    const isOurs = await this.#store.close(upload, Date.now() + REMEMBER_MS)
    if (!isOurs) throw new ApiError('file.upload_unknown')
  }

  async #clear(upload: UploadRef): Promise<void> {
    await this.#remove(upload.app, await this.#store.blobs(upload))
  }

  async #remove(app: number, uuids: readonly string[]): Promise<void> {
    for (const uuid of uuids) await this.#blobs.remove({ app, uuid })
  }

  async *#read(app: number, parts: readonly UploadPart[]): AsyncGenerator<Uint8Array> {
    for (const { uuid } of parts) {
      const bytes = await this.#blobs.open({ app, uuid, part: 'original' })
      if (bytes === undefined) throw new ApiError('file.parts_missing')
      yield* bytes
    }
  }
}

function sum(parts: readonly UploadPart[]): number {
  return parts.reduce((bytes, { size }) => bytes + size, 0)
}
