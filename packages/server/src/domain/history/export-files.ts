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
  /** All of it when no range is given. */
  read(range: ByteRange | undefined): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** Where exports are kept, compressed. What is there is whole and survives a crash; what was begun and not finished is not there. */
export interface ExportFiles {
  /** Writes one record per message, in constant memory; returns how many. */
  write(place: ExportPlace, pages: AsyncIterable<readonly StoredMessage[]>): Promise<number>
  /** Undefined when there is no such file. */
  open(place: ExportPlace): Promise<OpenedExport | undefined>
  /** Removes all files of the hour, finished or not, but for this one. */
  keepOnly(place: ExportPlace): Promise<void>
}
