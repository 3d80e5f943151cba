import type { ByteRange } from '../files/blob-store.ts'
import type { StoredMessage } from './history-store.ts'

/** Identifies one file; files of the same hour have different tokens. */
export interface ExportPlace {
  /** UUID of the app. */
  app: string
  /** The hour, in UTC. */
  hour: string
  token: string
}

/** Behind all hours. */
export const END_OF_HOURS = '~'

/** An open file: `read` it once, or `close` it. */
export interface OpenedExport {
  /** In bytes. */
  size: number
  /** Reads the whole file if no range is given; undefined if the file was removed in the meantime. */
  read(range: ByteRange | undefined): Promise<AsyncIterable<Uint8Array> | undefined>
  close(): Promise<void>
}

/**
 * Stores exports. A file is visible only once it is complete, and then survives a crash. If a remote store is
 * unreachable, methods reject with ApiError `file.store_unavailable`.
 */
export interface ExportFiles {
  /** Writes a file, in constant memory. @throws any error the source throws. */
  write(place: ExportPlace, bytes: AsyncIterable<Uint8Array>): Promise<void>
  /** Returns undefined if the file does not exist. */
  open(place: ExportPlace): Promise<OpenedExport | undefined>
  /**
   * Returns a URL, valid for `seconds`, that serves the file directly from the store to anyone who has it; undefined if
   * the store does not serve clients directly.
   * @param file the name to save it under.
   */
  link(place: ExportPlace, file: string, seconds: number): Promise<string | undefined>
  /** Removes all other files of the hour, complete or not. */
  keepOnly(place: ExportPlace): Promise<void>
  /** Removes all files of an app of hours before this one, or before {@link END_OF_HOURS}. */
  removeBefore({ app, hour }: Pick<ExportPlace, 'app' | 'hour'>): Promise<void>
}

/** Produces the bytes of a file: one record per message, compressed. */
export type ExportForm = (pages: AsyncIterable<readonly StoredMessage[]>) => AsyncIterable<Uint8Array>
