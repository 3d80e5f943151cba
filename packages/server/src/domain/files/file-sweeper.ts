import type { Clock } from '../../kernel/clock.ts'
import type { Leases } from '../cluster/leases.ts'
import type { Journal } from '../log/journal.ts'
import { Rounds } from '../rounds.ts'
import type { BlobStore } from './blob-store.ts'
import { aboutFile } from './file-facts.ts'
import type { DueFile, FileRef, FileStore } from './file-store.ts'

/** Files per step: limits how long one step occupies disk and database. */
const STEP = 100
/** Interval between sweeps, in ms. */
const PAUSE_MS = 60_000
/** How long callers are told that a file has expired, rather than that it never existed, in ms. */
const REMEMBER_MS = 90 * 24 * 3600 * 1000

/** A participant in the sweep: removes up to `limit` items that are due by `now`, and returns how many. */
export interface Sweepable {
  sweep(now: number, limit: number): Promise<number>
}

interface SweeperParts {
  store: FileStore
  journal: Journal
  blobs: BlobStore
  leases: Leases
  clock: Clock
  /** Multipart uploads. */
  uploads: Sweepable
}

/** Removes expired files and the remains of failed uploads, in the background. */
export class FileSweeper {
  readonly #store: FileStore
  readonly #journal: Journal
  readonly #blobs: BlobStore
  readonly #leases: Leases
  readonly #uploads: Sweepable
  readonly #onError: (error: unknown) => void
  readonly #clock: Clock
  readonly #rounds: Rounds

  constructor(parts: SweeperParts, onError: (error: unknown) => void) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#blobs = parts.blobs
    this.#leases = parts.leases
    this.#uploads = parts.uploads
    this.#onError = onError
    this.#clock = parts.clock
    this.#rounds = new Rounds(parts.clock, () => this.#sweepAll(), onError)
  }

  /**
   * Removes the remains of uploads that were interrupted when the last process ended. Call it before accepting uploads,
   * and only if no other node can be uploading: it considers every unfinished upload dead.
   */
  async recover(): Promise<void> {
    await this.#drop(await this.#store.announced())
  }

  /** Sweeps now, then at regular intervals until stopped. */
  start(): void {
    void this.#rounds.run()
    this.#rounds.start(PAUSE_MS)
  }

  /** Resolves when no removal is in progress. */
  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** Runs one step: removes up to 100 files that are due by `now`; returns how many it removed. */
  async sweep(now = this.#clock.now()): Promise<number> {
    const due = await this.#store.due(now, STEP)
    const of = (state: DueFile['state']) => due.filter((file) => file.state === state)
    const dropped = await this.#drop(of('announced'))
    // Bytes first: after a crash in between, the removal is repeated; in the reverse order it would be forgotten.
    const emptied = await this.#removeBytes(of('published'))
    await this.#markRemoved(emptied, now + REMEMBER_MS)
    const forgotten = of('removed')
    await this.#store.forget(forgotten)
    const abandoned = await this.#uploads.sweep(now, STEP)
    return dropped + emptied.length + forgotten.length + abandoned
  }

  async #sweepAll(): Promise<void> {
    await this.#leases.during('file-sweeper', async () => {
      while (!this.#rounds.isStopped && (await this.sweep()) >= STEP);
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

  /** Returns the files whose bytes are now gone; a file that cannot be removed is left for the next sweep. */
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
