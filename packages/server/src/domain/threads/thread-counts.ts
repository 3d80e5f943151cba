import { LruCache } from '../../kernel/lru-cache.ts'
import type { ThreadStore } from './thread-store.ts'

/** How many messages threads have up to a position; only those after the last known one are counted. */
export class ThreadCounts {
  readonly #store: Pick<ThreadStore, 'countMessages'>
  readonly #counts = new LruCache<string, { seq: number; count: number }>(10_000)

  constructor(store: Pick<ThreadStore, 'countMessages'>) {
    this.#store = store
  }

  /** @param log of the thread. @param options `anew`: messages that were counted may be gone. */
  async count(app: number, log: string, seq: number, { anew = false } = {}): Promise<number> {
    const key = `${app}/${log}`
    const known = (!anew && this.#counts.get(key)) || { seq: 0, count: 0 }
    if (seq <= known.seq) return known.count
    const count = known.count + (await this.#store.countMessages(app, log, known.seq, seq))
    this.#counts.set(key, { seq, count })
    return count
  }
}
