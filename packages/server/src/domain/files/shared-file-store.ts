import type { StoredFile } from './stored-file.ts'

/** Where a file is shared: the key of the log of a group or room. */
export type SharedFileChange = { log: string } & (
  | { share: { uuid: string; place: number } }
  /** Its bytes go, too. */
  | { withdraw: string }
)

/** Which files groups and rooms share; what has expired is left out. */
export interface SharedFileStore {
  /** By place, the greatest first. */
  list(app: number, log: string, now: number, page: { limit: number; offset: number }): Promise<StoredFile[]>
  count(app: number, log: string, now: number): Promise<number>
  get(app: number, log: string, uuid: string, now: number): Promise<StoredFile | undefined>
  /** @param now when the bytes of what is withdrawn may go. */
  save(app: number, changes: readonly SharedFileChange[], now: number): Promise<void>
  /** Withdraws everything. */
  clear(app: number, log: string, now: number): Promise<void>
}
