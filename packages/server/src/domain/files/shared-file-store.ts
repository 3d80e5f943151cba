import type { StoredFile } from './stored-file.ts'

/** A change to the shared files of a group or room; `log` is the key of its log. */
export type SharedFileChange = { log: string } & (
  | { share: { uuid: string; place: number } }
  /** Its bytes are removed too. */
  | { withdraw: string }
)

/** Stores which files groups and rooms share; expired files are left out. */
export interface SharedFileStore {
  /** By `place`, highest first. */
  list(app: number, log: string, now: number, page: { limit: number; offset: number }): Promise<StoredFile[]>
  count(app: number, log: string, now: number): Promise<number>
  get(app: number, log: string, uuid: string, now: number): Promise<StoredFile | undefined>
  /** @param now when the bytes of withdrawn files may be removed. */
  save(app: number, changes: readonly SharedFileChange[], now: number): Promise<void>
  /** Withdraws all files. */
  clear(app: number, log: string, now: number): Promise<void>
}
