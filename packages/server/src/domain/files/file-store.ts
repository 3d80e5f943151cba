import type { Picture, StoredFile } from './stored-file.ts'

/** Which file. */
export type FileRef = Pick<StoredFile, 'app' | 'uuid'>

/** A row whose time has come. */
export interface DueFile extends FileRef {
  /**
   * - `announced`: its upload has died before it was published.
   * - `published`: it has expired and its bytes can go.
   * - `removed`: nobody needs to hear any more that it once existed.
   */
  state: 'announced' | 'published' | 'removed'
}

/** What is known of files; their bytes are in the blob store. */
export interface FileStore {
  /**
   * Notes a file whose bytes are about to be put in place, so that they can be found and removed if that never ends.
   * It cannot be read until published.
   * @param dueAt when to take it for dead, in ms since 1970.
   */
  announce(file: StoredFile, dueAt: number): Promise<void>
  /** Makes an announced file readable. */
  publish(file: FileRef, expiresAt: number | null): Promise<void>
  /** Published files, the expired and removed among them. */
  get(app: number, uuid: string): Promise<StoredFile | undefined>
  /** Those of the ids that are published and not removed. */
  list(app: number, uuids: readonly string[]): Promise<StoredFile[]>
  saveFrame(file: FileRef, frame: Picture): Promise<void>
  /** Changes when files expire; returns the ids of those that were still there at `now`. */
  reschedule(
    app: number,
    changes: readonly { uuid: string; expiresAt: number | null }[],
    now: number,
  ): Promise<Set<string>>
  /** Rows whose time has come, the longest due first. */
  due(now: number, limit: number): Promise<DueFile[]>
  /** Every file that is announced but not published. */
  announced(): Promise<FileRef[]>
  /** Notes that the bytes are gone; until `forgetAt` callers are told that the file has expired. */
  markRemoved(files: readonly FileRef[], forgetAt: number): Promise<void>
  forget(files: readonly FileRef[]): Promise<void>
}
