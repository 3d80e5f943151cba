import type { BlobStore } from './blob-store.ts'
import type { DueFile, FileRef, FileStore } from './file-store.ts'

/** Files per step: bounds how long one keeps disk and database busy. */
const STEP = 100
/** Time between looks for files that have expired. */
const PAUSE_MS = 60_000
/** How long callers are still told that a file has expired, rather than that it never existed. */
const REMEMBER_MS = 90 * 24 * 3600 * 1000

/** Removes what has expired and what uploads left behind that died, in the background. */
export class FileSweeper {
  readonly #store: FileStore
  readonly #blobs: BlobStore
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #step: Promise<void> | undefined
  #stopped = false

  constructor(store: FileStore, blobs: BlobStore, onError: (error: unknown) => void) {
    this.#store = store
    this.#blobs = blobs
    this.#onError = onError
  }

  /**
   * Removes what uploads left behind that were cut off by the end of the last process. Before new ones come in: it takes
   * every unfinished upload for dead.
   */
  async recover(): Promise<void> {
    await this.#drop(await this.#store.announced())
  }

  /** Sweeps now and from time to time, until stopped. */
  start(): void {
    this.#sweepAfter(0)
  }

  /** Resolves when nothing is being removed any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#step
  }

  /** One step: removes up to a hundred of the files whose time has come by `now`; returns how many. */
  async sweep(now = Date.now()): Promise<number> {
    const due = await this.#store.due(now, STEP)
    const of = (state: DueFile['state']) => due.filter((file) => file.state === state)
    await this.#drop(of('announced'))
    const expired = of('published')
    await this.#removeBytes(expired)
    // Bytes first: a crash in between repeats the removal, the other way round it would forget it.
    await this.#store.markRemoved(expired, now + REMEMBER_MS)
    await this.#store.forget(of('removed'))
    return due.length
  }

  #sweepAfter(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#step = this.#sweepAll()
        .catch(this.#onError)
        .finally(() => {
          if (!this.#stopped) this.#sweepAfter(PAUSE_MS)
        })
    }, ms)
    this.#timer.unref()
  }

  async #sweepAll(): Promise<void> {
    while (!this.#stopped && (await this.sweep()) === STEP);
  }

  async #drop(files: readonly FileRef[]): Promise<void> {
    await this.#removeBytes(files)
    await this.#store.forget(files)
  }

  async #removeBytes(files: readonly FileRef[]): Promise<void> {
    for (const file of files) await this.#blobs.remove(file)
  }
}
