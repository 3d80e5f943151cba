import { clearInterval, setInterval } from '../../kernel/machine-time.ts'
import type { LeaseStore } from './lease-store.ts'

/** Lifetime of a lease in ms unless renewed, which happens three times in it. */
const LEASE_MS = 30_000

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
   * @param ms after which another node may take over from one that has died.
   * @returns the result; undefined if another node is running it.
   */
  async during<T>(name: string, work: () => Promise<T>, ms = LEASE_MS): Promise<{ done: T } | undefined> {
    if (!(await this.#store.take(name, this.#holder, ms))) return undefined
    const renewal = setInterval(() => {
      this.#store.take(name, this.#holder, ms).catch(this.#onError)
    }, ms / 3)
    renewal.unref()
    try {
      return { done: await work() }
    } finally {
      clearInterval(renewal)
      await this.#store.release(name, this.#holder).catch(this.#onError)
    }
  }
}
