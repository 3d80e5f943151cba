import type { Picture, StoredFile } from './stored-file.ts'

/** Identifies a file. */
export type FileRef = Pick<StoredFile, 'app' | 'uuid'>

/** A row that is due for cleanup. */
export interface DueFile extends FileRef {
  /**
   * - `announced`: the upload died before the file was published.
   * - `published`: the file has expired and its bytes can be removed.
   * - `removed`: the period during which callers learn that the file once existed is over.
   */
  state: 'announced' | 'published' | 'removed'
}

/** Stores metadata of files; the bytes are in the blob store. */
export interface FileStore {
  /**
   * Records a file whose bytes are about to be stored, so that they can be found and removed if the upload never
   * completes. The file cannot be read until it is published.
   * @param dueAt when to consider the upload dead, in ms since 1970.
   */
  announce(file: StoredFile, dueAt: number): Promise<void>
  /** Makes an announced file readable. */
  publish(file: FileRef, expiresAt: number | null): Promise<void>
  /** Finds a published file, even if it has expired or been removed. */
  get(app: number, uuid: string): Promise<StoredFile | undefined>
  /** Returns those files that are published and not removed. */
  list(app: number, uuids: readonly string[]): Promise<StoredFile[]>
  saveFrame(file: FileRef, frame: Picture): Promise<void>
  /** Changes expiry times; returns the ids of the files that still existed at `now`. */
  reschedule(
    app: number,
    changes: readonly { uuid: string; expiresAt: number | null }[],
    now: number,
  ): Promise<Set<string>>
  /** Rows due by `now`, longest overdue first. */
  due(now: number, limit: number): Promise<DueFile[]>
  /** All files that are announced but not published. */
  announced(): Promise<FileRef[]>
  /** Records that the bytes are gone; until `forgetAt`, callers are told that the file has expired. */
  markRemoved(files: readonly FileRef[], forgetAt: number): Promise<void>
  forget(files: readonly FileRef[]): Promise<void>
}
