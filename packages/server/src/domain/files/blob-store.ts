/** Names one blob: the bytes that were uploaded, or a picture made of them. */
export interface BlobKey {
  /** Row number of the app. */
  app: number
  /** Id of the file. */
  uuid: string
  part: BlobPart
}

export const blobParts = ['original', 'thumbnail', 'frame'] as const
export type BlobPart = (typeof blobParts)[number]

/** First and last byte wanted, counted from 0. */
export interface ByteRange {
  first: number
  last: number
}

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** How a blob that a client fetches from the store itself is labelled. */
export interface BlobLabels {
  contentType: string
  contentDisposition: string
  cacheControl: string
}

/**
 * Where bytes are kept. What is staged nobody can read; once kept, a blob is whole, survives a crash and never changes.
 * The contract is checked by test/files/blob-store-suite.ts for every implementation. A store on another machine that cannot be
 * reached, or refuses, makes every method reject with ApiError `file.store_unavailable` after seconds, never later.
 */
export interface BlobStore {
  /**
   * Takes bytes in, in constant memory. When the source fails nothing stays.
   * @param limit most bytes.
   * @throws BlobTooLarge as soon as there is one byte more; whatever the source throws.
   */
  stage(bytes: Bytes, limit: number): Promise<StagedBlob>
  /**
   * Opens a blob for reading; what is returned has to be consumed or ended (`return()`), or it stays open.
   * @param range the whole blob when absent; within its size.
   * @returns undefined when there is no such blob.
   */
  open(key: BlobKey, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Runs `work` on a local file with the blob's bytes, which it must not change; undefined when there is no such blob. */
  withFile<T>(key: BlobKey, work: (path: string) => Promise<T>): Promise<T | undefined>
  /**
   * A URL under which whoever has it gets the blob from the store itself, for so many seconds; undefined where clients are
   * not to be sent there. Does not look whether there is such a blob.
   */
  link(key: BlobKey, labels: BlobLabels, seconds: number): Promise<string | undefined>
  /** Removes all parts of a file, and what is left of uploads of them that died; those that do not exist are no error. */
  remove(file: Omit<BlobKey, 'part'>): Promise<void>
}

/** Bytes that are safe on this machine's disk and wait for a name. Either kept or discarded. */
export interface StagedBlob {
  /** In bytes. */
  size: number
  /** The first bytes, up to 4 KiB: they tell what it is. */
  head: Uint8Array
  /** Local file with the bytes, until kept or discarded. */
  path: string
  /** Gives the blob its name; resolves when a crash can no longer undo it. */
  keep(key: BlobKey): Promise<void>
  /** Forgets the bytes; harmless when they were kept or discarded before. */
  discard(): Promise<void>
}

/** More bytes than allowed. */
export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge'
}
