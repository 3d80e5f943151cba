import type { LeaseStore } from './lease-store.ts'

/** Life of a lease in ms when it is not renewed, and how often it is. */
const WORK_MS = 30_000
const RENEW_MS = 10_000

/** Work that one node does at a time. */
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
   * Does the work unless another node is at it. What must not be done twice says so in the database too: a node that stands
   * still for long enough loses its lease without knowing.
   * @returns what it comes to; undefined when another node is at it.
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
