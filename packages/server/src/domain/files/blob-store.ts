/** Identifies one blob: the uploaded bytes, or a picture derived from them. */
export interface BlobKey {
  /** Row number of the app. */
  app: number
  /** Id of the file. */
  uuid: string
  part: BlobPart
}

export const blobParts = ['original', 'thumbnail', 'frame'] as const
export type BlobPart = (typeof blobParts)[number]

/** First and last byte requested, both inclusive, counted from 0. */
export interface ByteRange {
  first: number
  last: number
}

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Bytes for a program or library: the path of a local file that holds them, or they themselves. Not to be modified. */
export type ByteSource = string | Uint8Array

/** Response labels for a blob that a client fetches directly from the store. */
export interface BlobLabels {
  contentType: string
  contentDisposition: string
  cacheControl: string
}

/**
 * Stores bytes. Staged bytes cannot be read; a kept blob is complete, survives a crash and never changes.
 * test/files/blob-store-suite.ts checks this contract for every implementation. If a remote store is unreachable or
 * refuses a request, every method rejects with ApiError `file.store_unavailable` within seconds.
 */
export interface BlobStore {
  /**
   * Reads the source in constant memory. If the source fails, nothing is kept.
   * @param limit maximum size in bytes.
   * @throws BlobTooLarge at the first byte over the limit; any error the source throws.
   */
  stage(bytes: Bytes, limit: number): Promise<StagedBlob>
  /**
   * Opens a blob for reading. The result stays open until it is consumed or ended (`return()`).
   * @param range defaults to the whole blob; must lie within its size.
   * @returns undefined if the blob does not exist.
   */
  open(key: BlobKey, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Runs `work` on the blob's bytes, which are there until it ends; undefined if the blob does not exist. */
  withSource<T>(key: BlobKey, work: (source: ByteSource) => Promise<T>): Promise<T | undefined>
  /**
   * Returns a URL, valid for `seconds`, that serves the blob directly from the store to anyone who has it; undefined if
   * the store does not serve clients directly. Does not check whether the blob exists.
   */
  link(key: BlobKey, labels: BlobLabels, seconds: number): Promise<string | undefined>
  /** Removes all parts of a file and the remains of its failed uploads. A no-op if none exist. */
  remove(file: Omit<BlobKey, 'part'>): Promise<void>
  /** Removes all files of an app that is out of use, by row number. For servers that tests use. */
  removeApp(app: number): Promise<void>
}

/** Bytes that have arrived but have no name yet. The caller must keep or discard them. */
export interface StagedBlob {
  /** In bytes. */
  size: number
  /** The first bytes, up to 4 KiB, from which the type is detected. */
  head: Uint8Array
  /** The bytes, until they are kept or discarded. */
  source: ByteSource
  /** Names the blob; resolves once a crash can no longer undo it. */
  keep(key: BlobKey): Promise<void>
  /** Deletes the bytes; a no-op if they were already kept or discarded. */
  discard(): Promise<void>
}

/** The source has more bytes than allowed. */
export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge'
}
