import type { SharedFileChange } from '../files/shared-file-store.ts'

/** Shared files of a channel while it is being changed. */
export class SharedFileDraft {
  readonly #log: string
  readonly #known: Set<string> | undefined
  #count: number
  readonly #changes: SharedFileChange[] = []

  /**
   * @param log key of the channel's log.
   * @param known set if a request concerns files: how many are shared, and which of the requested ones are.
   */
  constructor(log: string, known: { count: number; uuids: Iterable<string> } | undefined) {
    this.#log = log
    this.#known = known && new Set(known.uuids)
    this.#count = known?.count ?? 0
  }

  /** Changes to be written, in order. */
  get changes(): readonly SharedFileChange[] {
    return this.#changes
  }

  /** How many files are shared. @throws Error if the files have not been looked up. */
  get count(): number {
    this.#uuids()
    return this.#count
  }

  /** @throws Error if the files have not been looked up. */
  has(uuid: string): boolean {
    return this.#uuids().has(uuid)
  }

  share(share: { uuid: string; place: number }): void {
    this.#uuids().add(share.uuid)
    this.#count++
    this.#changes.push({ log: this.#log, share })
  }

  withdraw(uuid: string): void {
    this.#uuids().delete(uuid)
    this.#count--
    this.#changes.push({ log: this.#log, withdraw: uuid })
  }

  #uuids(): Set<string> {
    if (this.#known === undefined) throw new Error('the shared files were not looked up')
    return this.#known
  }
}
