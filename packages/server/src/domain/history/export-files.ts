import type { ByteRange } from '../files/blob-store.ts'
import type { StoredMessage } from './history-store.ts'

/** Names one file: several of the same hour differ in their token. */
export interface ExportPlace {
  /** UUID of the app. */
  app: string
  /** The hour, in UTC. */
  hour: string
  token: string
}

/** A file that is open: `read` it once, or `close` it. */
export interface OpenedExport {
  /** In bytes. */
  size: number
  /** All of it when no range is given; undefined when it went away in between. */
  read(range: ByteRange | undefined): Promise<AsyncIterable<Uint8Array> | undefined>
  close(): Promise<void>
}

/**
 * Where exports are kept. What is there is whole and survives a crash; what was begun and not finished is not there. A store on
 * another machine that cannot be reached rejects with ApiError `file.store_unavailable`.
 */
export interface ExportFiles {
  /** Takes a file in, in constant memory. @throws whatever the source throws. */
  write(place: ExportPlace, bytes: AsyncIterable<Uint8Array>): Promise<void>
  /** Undefined when there is no such file. */
  open(place: ExportPlace): Promise<OpenedExport | undefined>
  /**
   * A URL under which whoever has it gets the file from the store itself, for so many seconds; undefined where clients are not
   * to be sent there.
   * @param file name that it is to be saved under.
   */
  link(place: ExportPlace, file: string, seconds: number): Promise<string | undefined>
  /** Removes all files of the hour, finished or not, but for this one. */
  keepOnly(place: ExportPlace): Promise<void>
}

/** Makes the bytes of a file: one record per message, compressed. */
export type ExportForm = (pages: AsyncIterable<readonly StoredMessage[]>) => AsyncIterable<Uint8Array>
