import { randomBytes, randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { isAdmin, mayActFor } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { Journal } from '../log/journal.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName } from '../users/user-name.ts'
import {
  type BlobLabels,
  type BlobPart,
  type BlobStore,
  BlobTooLarge,
  type ByteRange,
  type StagedBlob,
} from './blob-store.ts'
import { assertMayOpen, type FileProof } from './file-access.ts'
import { aboutFile } from './file-facts.ts'
import type { FileStore } from './file-store.ts'
import type { ImageScaler, MadePicture } from './media.ts'
import { sniffType } from './sniff-type.ts'
import type { Box, StoredFile } from './stored-file.ts'
import type { VideoFrames } from './video-frames.ts'

const DAY_MS = 24 * 3600 * 1000
/** Deadline for publishing an announced upload, in ms; after that it is considered dead. */
const PUBLISH_WITHIN_MS = 3600 * 1000
/** Lifetime of a link to the blob store, in seconds: players request it repeatedly during playback. */
const LINK_SECONDS = 3600
/** Images up to this size, in bytes, are their own thumbnail (rest-messages-users.md §8 "Thumbnail"). */
const OWN_THUMBNAIL_BYTES = 10 * 1024
const DEFAULT_THUMBNAIL: Box = { width: 170, height: 170 }
const THUMBNAIL_BYTES = 8 * 1024 * 1024
const NAME_LIMIT = 255
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/

/** A file part of a form that is being received. */
export interface IncomingFile {
  name: string | undefined
  /** Type declared by the uploader; `text/plain` may just be a default. */
  type: string
  bytes: AsyncIterable<Uint8Array>
}

/** A received upload that is not a file yet: it waits for the remaining fields of the form. */
export interface FileDraft {
  name: string | null
  type: string
  staged: StagedBlob
  discard(): Promise<void>
}

/** A file, or a picture derived from it, that the caller may read. */
export interface OpenedFile {
  file: StoredFile
  part: BlobPart
  /** Media type and size in bytes of that part. */
  type: string
  size: number
}

/** A link to the bytes of a file that needs no further credentials. */
export interface FileLink {
  url: string
  /** How long the link is valid. */
  seconds: number
}

export interface UploadWishes {
  /** Only who has the secret, or a token of the app, may open the file. */
  restricted: boolean
  /** Clients show it, if it is an image, by its bare URL, whatever else they ask for (sdk5.md §6.4). */
  isShownBare?: boolean
  box: Box | null
}

export type FileLifetime = 'default' | 'refresh' | 'forever'

/** Operations on uploaded files. */
export class Files {
  readonly #store: FileStore
  readonly #journal: Journal
  readonly #blobs: BlobStore
  readonly #images: ImageScaler
  readonly #frames: VideoFrames
  readonly #clock: Clock

  constructor(parts: {
    store: FileStore
    journal: Journal
    blobs: BlobStore
    images: ImageScaler
    frames: VideoFrames
    clock: Clock
  }) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#blobs = parts.blobs
    this.#images = parts.images
    this.#frames = parts.frames
    this.#clock = parts.clock
  }

  /**
   * Receives the bytes of an upload. The caller must keep or discard the draft.
   * @throws ApiError `file.too_large`; any error the source throws.
   */
  async receive(app: App, incoming: IncomingFile): Promise<FileDraft> {
    try {
      const staged = await this.#blobs.stage(incoming.bytes, app.settings.fileBytes)
      return {
        name: cleanName(incoming.name),
        type: sniffType(staged.head) ?? cleanType(incoming.type, staged.head),
        staged,
        discard: () => staged.discard(),
      }
    } catch (error) {
      throw error instanceof BlobTooLarge ? new ApiError('file.too_large') : error
    }
  }

  /**
   * Turns a draft into a file: creates the thumbnail, stores the bytes, then publishes the row. In this order a crash
   * leaves either a complete file or nothing that can be read. Consumes the draft in any case.
   */
  async keep({ app, actor }: Caller, draft: FileDraft, wishes: UploadWishes): Promise<StoredFile> {
    const { staged } = draft
    let thumbnail: { picture: MadePicture; staged: StagedBlob } | undefined
    try {
      const picture = await this.#thumbnail(draft, wishes.box ?? DEFAULT_THUMBNAIL)
      if (picture !== undefined)
        thumbnail = { picture, staged: await this.#blobs.stage([picture.bytes], THUMBNAIL_BYTES) }
      const createdAt = this.#clock.now()
      const file: StoredFile = {
        app: app.id,
        uuid: randomUUID(),
        secret: randomBytes(36).toString('base64url'),
        restricted: wishes.restricted && !isShownBare(app, draft, wishes),
        uploader: actor.kind === 'user' ? actor.name : null,
        name: draft.name,
        type: draft.type,
        size: staged.size,
        thumbnail:
          thumbnail === undefined ? null : { type: thumbnail.picture.type, size: thumbnail.staged.size },
        frame: null,
        box: wishes.box,
        createdAt,
        expiresAt: expiry(app, createdAt),
      }
      await this.#store.announce(file, createdAt + PUBLISH_WITHIN_MS)
      await staged.keep({ app: app.id, uuid: file.uuid, part: 'original' })
      await thumbnail?.staged.keep({ app: app.id, uuid: file.uuid, part: 'thumbnail' })
      const { uuid, name, type, size } = file
      const fact = aboutFile(app.id, { kind: 'file.uploaded', file: uuid, name, type, size }, actor)
      await this.#journal.commit(app.id, [{ report: fact }], ({ files }) => [
        files.publish(file, file.expiresAt),
      ])
      return file
    } finally {
      await Promise.all([staged.discard(), thumbnail?.staged.discard()])
    }
  }

  /** Expires a file; the next sweep removes its bytes. */
  async end(app: App, { uuid }: StoredFile): Promise<void> {
    const now = this.#clock.now()
    await this.#store.reschedule(app.id, [{ uuid, expiresAt: now }], now)
  }

  /**
   * Finds the requested representation of a file and checks whether the caller may read it. A file without a thumbnail
   * is its own thumbnail. The frame of a video needs no credentials unless the app requires them: clients show it by a
   * bare URL (sdk-rest-calls.md §9 item 14).
   * @throws ApiError `file.unknown`, `file.expired`, `file.frame_none`, `file.frame_unsupported`; see {@link
   * assertMayOpen}.
   */
  async open(
    app: App,
    uuid: string,
    want: 'file' | 'thumbnail' | 'frame',
    proof: FileProof,
  ): Promise<OpenedFile> {
    const file = await this.#store.get(app.id, uuid)
    if (file === undefined) throw new ApiError('file.unknown')
    if (file.expiresAt !== null && file.expiresAt <= this.#clock.now())
      throw new ApiError('file.expired', { uuid })
    const isVideo = file.type.startsWith('video/')
    const isFrame = want !== 'file' && isVideo
    const isBare = want === 'frame' && isVideo && !app.settings.strictFileSecrets
    if (!isBare) await assertMayOpen(app, file, proof)
    if (isFrame) return { file, part: 'frame', ...(await this.#frames.of(file)) }
    if (want === 'frame' && !file.type.startsWith('image/')) throw new ApiError('file.frame_none', { uuid })
    if (want !== 'file' && file.thumbnail !== null) return { file, part: 'thumbnail', ...file.thumbnail }
    return { file, part: 'original', type: file.type, size: file.size }
  }

  /**
   * Reads an opened file; the bytes must be consumed or ended.
   * @throws ApiError `file.expired` if the file was removed in the meantime.
   */
  async read({ file, part }: OpenedFile, range?: ByteRange): Promise<AsyncIterable<Uint8Array>> {
    const bytes = await this.#blobs.open({ app: file.app, uuid: file.uuid, part }, range)
    if (bytes === undefined) throw new ApiError('file.expired', { uuid: file.uuid })
    return bytes
  }

  /** Returns a link to an opened file in the blob store; undefined if the store does not serve clients directly. */
  async link({ file, part }: OpenedFile, labels: BlobLabels): Promise<FileLink | undefined> {
    const left =
      file.expiresAt === null ? LINK_SECONDS : Math.ceil((file.expiresAt - this.#clock.now()) / 1000)
    const seconds = Math.max(Math.min(left, LINK_SECONDS), 1)
    const url = await this.#blobs.link({ app: file.app, uuid: file.uuid, part }, labels, seconds)
    return url === undefined ? undefined : { url, seconds }
  }

  /**
   * Changes the lifetime of files and returns, for each id, whether it was changed. Any user of the app may extend the
   * lifetime of a file (it may have been sent to them); only its uploader and administrators may shorten it.
   * @param username the user on whose behalf the call is made: the caller, or any user if the caller is an
   * administrator.
   * @throws ApiError `forbidden` if a user calls on behalf of another user.
   */
  async setLifetime(
    { app, actor }: Caller,
    username: string,
    lifetime: FileLifetime,
    uuids: readonly string[],
  ): Promise<Map<string, boolean>> {
    const user = foldUserName(username)
    if (!mayActFor(actor, user)) throw new ApiError('forbidden')
    const now = this.#clock.now()
    const files = await this.#store.list(app.id, uuids)
    const changes = files
      .map((file) => ({ file, expiresAt: newExpiry(app, file, lifetime, now) }))
      .filter(
        ({ file, expiresAt }) =>
          isAdmin(actor) ||
          file.uploader === user ||
          (expiresAt ?? Number.POSITIVE_INFINITY) >= (file.expiresAt ?? Number.POSITIVE_INFINITY),
      )
      .map(({ file, expiresAt }) => ({ uuid: file.uuid, expiresAt }))
    const changed = await this.#store.reschedule(app.id, changes, now)
    return new Map(uuids.map((uuid) => [uuid, changed.has(uuid)]))
  }

  async #thumbnail({ type, staged }: FileDraft, box: Box): Promise<MadePicture | undefined> {
    if (!type.startsWith('image/') || staged.size <= OWN_THUMBNAIL_BYTES) return undefined
    const picture = await this.#images.shrink(staged.source, box)
    return picture !== undefined && picture.bytes.length < staged.size ? picture : undefined
  }
}

function isShownBare({ settings }: App, { type }: FileDraft, wishes: UploadWishes): boolean {
  return wishes.isShownBare === true && type.startsWith('image/') && !settings.strictFileSecrets
}

function newExpiry(app: App, file: StoredFile, lifetime: FileLifetime, now: number): number | null {
  if (lifetime === 'forever') return null
  return expiry(app, lifetime === 'refresh' ? now : file.createdAt)
}

/** Seven days by default (rest-messages-users.md §8 "Lifetime"); null if the app keeps files indefinitely. */
function expiry(app: App, from: number): number | null {
  const { fileDays } = app.settings
  return fileDays === 0 ? null : from + fileDays * DAY_MS
}

/** Makes a name safe for headers and file dialogs; null if nothing remains. Keeps the end, which has the extension. */
function cleanName(name: string | undefined): string | null {
  const clean = (name ?? '').replace(/[\p{Cc}\p{Bidi_Control}]/gu, '').trim()
  return clean === '' ? null : [...clean.toWellFormed()].slice(-NAME_LIMIT).join('')
}

function cleanType(type: string, head: Uint8Array): string {
  const bare = type.split(';', 1)[0]!.trim().toLowerCase()
  if (bare === 'text/plain' && head.includes(0)) return 'application/octet-stream'
  return MEDIA_TYPE.test(bare) ? bare : 'application/octet-stream'
}
