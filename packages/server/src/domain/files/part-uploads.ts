import { randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { mayActFor } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { BlobStore } from './blob-store.ts'
import type { FileDraft, Files, UploadWishes } from './files.ts'
import type { PartStore, PartUpload, UploadPart, UploadRef } from './part-store.ts'
import type { StoredFile } from './stored-file.ts'

/** Smallest part worth a request, in bytes; the web SDK uses the same size (sdk-rest-calls.md F3). */
const PART_BYTES = 5 * 1024 * 1024
const MOST_PARTS = 10_000
/** An upload without activity for this long, in ms, is abandoned. */
const PATIENCE_MS = 24 * 3600 * 1000
/** How long a closed upload is remembered, in ms, so that the bytes of parts still in flight can be found. */
const REMEMBER_MS = 3600 * 1000

/**
 * Multipart uploads; parts arrive in any order, several at once (sdk-rest-calls.md F3-F6). Each part is a separate blob
 * until the file is assembled, so any node can accept any part, and a failed part can be sent again on its own.
 */
export class PartUploads {
  readonly #store: PartStore
  readonly #blobs: BlobStore
  readonly #files: Files
  readonly #clock: Clock

  constructor(parts: { store: PartStore; blobs: BlobStore; files: Files; clock: Clock }) {
    this.#store = parts.store
    this.#blobs = parts.blobs
    this.#files = parts.files
    this.#clock = parts.clock
  }

  /** @returns the id of the upload, the maximum file size and the recommended part size, in bytes. */
  async begin({ app, actor }: Caller): Promise<{ uuid: string; fileBytes: number; partBytes: number }> {
    const uuid = randomUUID()
    const uploader = actor.kind === 'user' ? actor.name : null
    await this.#store.begin({ app: app.id, uuid, uploader }, this.#clock.now() + PATIENCE_MS)
    return { uuid, fileBytes: app.settings.fileBytes, partBytes: PART_BYTES }
  }

  /** Checks that the upload is open, before the bytes of a part are read. @throws ApiError `file.upload_unknown`. */
  async requireOpen(caller: Caller, uuid: string): Promise<void> {
    await this.#find(caller, uuid)
  }

  /**
   * Adds a part, replacing any earlier part with the same number. Consumes the draft in any case.
   * @throws ApiError `file.upload_unknown`, `file.part_number_illegal`, `file.too_large` if all parts together exceed
   * the limit.
   */
  async add(caller: Caller, uuid: string, number: number, { staged }: FileDraft): Promise<void> {
    try {
      if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS)
        throw new ApiError('file.part_number_illegal', { limit: MOST_PARTS })
      const upload = await this.#find(caller, uuid)
      const others = (await this.#store.parts(upload)).filter((part) => part.number !== number)
      if (sum(others) + staged.size > caller.app.settings.fileBytes) throw new ApiError('file.too_large')
      const part = { uuid: randomUUID(), number, size: staged.size }
      await this.#store.announce(upload, part, this.#clock.now() + PATIENCE_MS)
      await staged.keep({ app: caller.app.id, uuid: part.uuid, part: 'original' })
      const replaced = await this.#store.publish(upload, part)
      await this.#remove(caller.app.id, replaced ?? [part.uuid])
      if (replaced === undefined) throw new ApiError('file.upload_unknown')
    } finally {
      await staged.discard()
    }
  }

  /**
   * Assembles the file from its parts. If that fails, the upload reopens so that parts can be sent again.
   * @throws ApiError `file.upload_unknown`, `file.parts_missing`, `file.too_large`.
   */
  async complete(caller: Caller, uuid: string, wishes: UploadWishes): Promise<StoredFile> {
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
      await this.#store.reopen(upload, this.#clock.now() + PATIENCE_MS)
      throw error
    }
  }

  /** @throws ApiError `file.upload_unknown`. */
  async abort(caller: Caller, uuid: string): Promise<void> {
    const upload = await this.#find(caller, uuid)
    await this.#close(upload)
    await this.#clear(upload)
  }

  /** Removes up to `limit` uploads that are due by `now`; returns how many. */
  async sweep(now: number, limit: number): Promise<number> {
    const due = await this.#store.due(now, limit)
    for (const upload of due) {
      // Bytes first: after a crash in between, the removal is repeated; in the reverse order it would be forgotten.
      await this.#clear(upload)
      await this.#store.forget(upload)
    }
    return due.length
  }

  /** Finds an upload that the caller may act on; to other users it does not exist. */
  async #find({ app, actor }: Caller, uuid: string): Promise<PartUpload> {
    const upload = await this.#store.get(app.id, uuid)
    if (upload === undefined || !mayActFor(actor, upload.uploader)) throw new ApiError('file.upload_unknown')
    return upload
  }

  async #close(upload: UploadRef): Promise<void> {
    const isOurs = await this.#store.close(upload, this.#clock.now() + REMEMBER_MS)
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
