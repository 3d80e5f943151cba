import { randomBytes, randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
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
/** An upload that is announced but not published by then has died. */
const PUBLISH_WITHIN_MS = 3600 * 1000
/** Life of a link to where a file is kept: players come back to it while they play. */
const LINK_SECONDS = 3600
/** Images up to this size are their own thumbnail (rest-messages-users.md §8 "Thumbnail"). */
const OWN_THUMBNAIL_BYTES = 10 * 1024
const DEFAULT_THUMBNAIL: Box = { width: 170, height: 170 }
const THUMBNAIL_BYTES = 8 * 1024 * 1024
const NAME_LIMIT = 255
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/

/** A part of a form that is being received. */
export interface IncomingFile {
  name: string | undefined
  /** What the uploader says it is: `text/plain` may mean that he says nothing. */
  type: string
  bytes: AsyncIterable<Uint8Array>
}

/** Received, but not yet a file: waits for what the rest of the form says. */
export interface FileDraft {
  name: string | null
  type: string
  staged: StagedBlob
  discard(): Promise<void>
}

/** A file, or a picture made of it, that the caller may read. */
export interface OpenedFile {
  file: StoredFile
  part: BlobPart
  /** Media type and bytes of that part. */
  type: string
  size: number
}

/** A way to the bytes of a file that wants no other proof. */
export interface FileLink {
  url: string
  /** How long it opens. */
  seconds: number
}

export type FileLifetime = 'default' | 'refresh' | 'forever'

/** Everything that happens to uploaded files. */
export class Files {
  readonly #store: FileStore
  readonly #journal: Journal
  readonly #blobs: BlobStore
  readonly #images: ImageScaler
  readonly #frames: VideoFrames

  constructor(parts: {
    store: FileStore
    journal: Journal
    blobs: BlobStore
    images: ImageScaler
    frames: VideoFrames
  }) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#blobs = parts.blobs
    this.#images = parts.images
    this.#frames = parts.frames
  }

  /**
   * Takes the bytes of an upload; the draft has to be kept or discarded.
   * @throws ApiError `file.too_large`; whatever the source throws.
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
   * Makes a file of a draft: its thumbnail, its place, its row; in this order, so that a crash leaves either a whole file
   * or nothing that can be read. The draft is spent, whatever happens.
   */
  async keep(
    { app, actor }: Caller,
    draft: FileDraft,
    wishes: { restricted: boolean; box: Box | null },
  ): Promise<StoredFile> {
    const { staged } = draft
    let thumbnail: { picture: MadePicture; staged: StagedBlob } | undefined
    try {
      const picture = await this.#thumbnail(draft, wishes.box ?? DEFAULT_THUMBNAIL)
      if (picture !== undefined)
        thumbnail = { picture, staged: await this.#blobs.stage([picture.bytes], THUMBNAIL_BYTES) }
      const createdAt = Date.now()
      const file: StoredFile = {
        app: app.id,
        uuid: randomUUID(),
        secret: randomBytes(36).toString('base64url'),
        restricted: wishes.restricted,
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

  /** Ends a file; its bytes go with the next sweep. */
  async end(app: App, { uuid }: StoredFile): Promise<void> {
    const now = Date.now()
    await this.#store.reschedule(app.id, [{ uuid, expiresAt: now }], now)
  }

  /**
   * Finds what a caller wants of a file and whether he may have it. A file without a thumbnail gives itself.
   * The frame of a video needs no proof unless the app says so: clients show it by a bare URL (sdk-rest-calls.md §9 item 14).
   * @throws ApiError `file.unknown`, `file.expired`, `file.frame_none`, `file.frame_unsupported`; see {@link assertMayOpen}.
   */
  async open(
    app: App,
    uuid: string,
    want: 'file' | 'thumbnail' | 'frame',
    proof: FileProof,
  ): Promise<OpenedFile> {
    const file = await this.#store.get(app.id, uuid)
    if (file === undefined) throw new ApiError('file.unknown')
    if (file.expiresAt !== null && file.expiresAt <= Date.now()) throw new ApiError('file.expired', { uuid })
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
   * The bytes of an opened file; they have to be consumed or ended.
   * @throws ApiError `file.expired` when it went away in between.
   */
  async read({ file, part }: OpenedFile, range?: ByteRange): Promise<AsyncIterable<Uint8Array>> {
    const bytes = await this.#blobs.open({ app: file.app, uuid: file.uuid, part }, range)
    if (bytes === undefined) throw new ApiError('file.expired', { uuid: file.uuid })
    return bytes
  }

  /** A link that opens an opened file where it is kept; undefined where clients are not sent there. */
  async link({ file, part }: OpenedFile, labels: BlobLabels): Promise<FileLink | undefined> {
    const left = file.expiresAt === null ? LINK_SECONDS : Math.ceil((file.expiresAt - Date.now()) / 1000)
    const seconds = Math.max(Math.min(left, LINK_SECONDS), 1)
    const url = await this.#blobs.link({ app: file.app, uuid: file.uuid, part }, labels, seconds)
    return url === undefined ? undefined : { url, seconds }
  }

  /**
   * Changes how long files live; tells of each id whether it did. Everyone of the app may make a file live longer (it was
   * sent to him), only its uploader and administrators may make it live shorter.
   * @param username whose call it is: the caller himself, or anyone where an administrator calls.
   * @throws ApiError `forbidden` when a user calls for another one.
   */
  async setLifetime(
    { app, actor }: Caller,
    username: string,
    lifetime: FileLifetime,
    uuids: readonly string[],
  ): Promise<Map<string, boolean>> {
    const user = foldUserName(username)
    if (!mayActFor(actor, user)) throw new ApiError('forbidden')
    const now = Date.now()
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
    const picture = await this.#images.shrink(staged.path, box)
    return picture !== undefined && picture.bytes.length < staged.size ? picture : undefined
  }
}

function newExpiry(app: App, file: StoredFile, lifetime: FileLifetime, now: number): number | null {
  if (lifetime === 'forever') return null
  return expiry(app, lifetime === 'refresh' ? now : file.createdAt)
}

/** Seven days by default (rest-messages-users.md §8 "Lifetime"); null where the app keeps files for ever. */
function expiry(app: App, from: number): number | null {
  const { fileDays } = app.settings
  return fileDays === 0 ? null : from + fileDays * DAY_MS
}

/** A name that is safe in a header and a file dialog; null when nothing of it is left. The end says what it is. */
function cleanName(name: string | undefined): string | null {
  const clean = (name ?? '').replace(/[\p{Cc}\p{Bidi_Control}]/gu, '').trim()
  return clean === '' ? null : [...clean.toWellFormed()].slice(-NAME_LIMIT).join('')
}

function cleanType(type: string, head: Uint8Array): string {
  const bare = type.split(';', 1)[0]!.trim().toLowerCase()
  if (bare === 'text/plain' && head.includes(0)) return 'application/octet-stream'
  return MEDIA_TYPE.test(bare) ? bare : 'application/octet-stream'
}
