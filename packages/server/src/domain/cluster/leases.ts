import type { LeaseStore } from './lease-store.ts'

/** Lifetime of a lease in ms unless renewed, and renewal interval. */
const WORK_MS = 30_000
const RENEW_MS = 10_000

/** Runs work that only one node may do at a time. */
export class Leases {
  readonly #store: LeaseStore
  /** This process. */
  readonly #holder: string
  readonly #onError: (error: unknown) => void

  constructor(store: LeaseStore, holder: string, onError: (error: unknown) => void) {
    this.#store = store
    this.#holder = holder
    this.#onError = onError
  }

  /**
   * Runs the work unless another node is running it. Work that must never run twice needs a guard in the database too:
   * a node that is suspended for long enough loses its lease without knowing.
   * @returns the result; undefined if another node is running it.
   */
  async during<T>(name: string, work: () => Promise<T>): Promise<{ done: T } | undefined> {
    if (!(await this.#store.take(name, this.#holder, WORK_MS))) return undefined
    const renewal = setInterval(() => {
      this.#store.take(name, this.#holder, WORK_MS).catch(this.#onError)
    }, RENEW_MS)
    renewal.unref()
    try {
      return { done: await work() }
    } finally {
      clearInterval(renewal)
      await this.#store.release(name, this.#holder).catch(this.#onError)
    }
  }
}
