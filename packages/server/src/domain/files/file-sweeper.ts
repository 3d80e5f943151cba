import type { Leases } from '../cluster/leases.ts'
import type { Journal } from '../log/journal.ts'
import type { BlobStore } from './blob-store.ts'
import { aboutFile } from './file-facts.ts'
import type { DueFile, FileRef, FileStore } from './file-store.ts'

/** Files per step: bounds how long one keeps disk and database busy. */
const STEP = 100
/** Time between looks for files that have expired. */
const PAUSE_MS = 60_000
/** How long callers are still told that a file has expired, rather than that it never existed. */
const REMEMBER_MS = 90 * 24 * 3600 * 1000

/** Something else that wants to be swept: removes up to `limit` of what is due by `now`, and returns how many. */
export interface Sweepable {
  sweep(now: number, limit: number): Promise<number>
}

interface SweeperParts {
  store: FileStore
  journal: Journal
  blobs: BlobStore
  leases: Leases
  /** Those that come in parts. */
  uploads: Sweepable
}

/** Removes what has expired and what uploads left behind that died, in the background. */
export class FileSweeper {
  readonly #store: FileStore
  readonly #journal: Journal
  readonly #blobs: BlobStore
  readonly #leases: Leases
  readonly #uploads: Sweepable
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #step: Promise<void> | undefined
  #stopped = false

  constructor(parts: SweeperParts, onError: (error: unknown) => void) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#blobs = parts.blobs
    this.#leases = parts.leases
    this.#uploads = parts.uploads
    this.#onError = onError
  }

  /**
   * Removes what uploads left behind that were cut off by the end of the last process. Before new ones come in: it takes
   * every unfinished upload for dead, so only where no other node can be at one.
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

  /** One step: removes up to a hundred of the files whose time has come by `now`; returns how many it could remove. */
  async sweep(now = Date.now()): Promise<number> {
    const due = await this.#store.due(now, STEP)
    const of = (state: DueFile['state']) => due.filter((file) => file.state === state)
    const dropped = await this.#drop(of('announced'))
    // Bytes first: a crash in between repeats the removal, the other way round it would forget it.
    const emptied = await this.#removeBytes(of('published'))
    await this.#markRemoved(emptied, now + REMEMBER_MS)
    const forgotten = of('removed')
    await this.#store.forget(forgotten)
    const abandoned = await this.#uploads.sweep(now, STEP)
    return dropped + emptied.length + forgotten.length + abandoned
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
    await this.#leases.during('file-sweeper', async () => {
      while (!this.#stopped && (await this.sweep()) >= STEP);
    })
  }

  async #markRemoved(removed: readonly FileRef[], forgetAt: number): Promise<void> {
    if (removed.length === 0) return
    const facts = removed.map(({ app, uuid }) => ({
      report: aboutFile(app, { kind: 'file.removed', file: uuid }, { kind: 'system' }),
    }))
    // They may be of several apps; none of them is told.
    await this.#journal.commit(0, facts, ({ files }) => [files.markRemoved(removed, forgetAt)])
  }

  async #drop(files: readonly FileRef[]): Promise<number> {
    const emptied = await this.#removeBytes(files)
    await this.#store.forget(emptied)
    return emptied.length
  }

  /** Those of the files whose bytes are gone now; one that resists is left for the next time. */
  async #removeBytes(files: readonly FileRef[]): Promise<FileRef[]> {
    const emptied: FileRef[] = []
    for (const file of files) {
      try {
        await this.#blobs.remove(file)
        emptied.push(file)
      } catch (error) {
        this.#onError(error)
      }
    }
    return emptied
  }
}
