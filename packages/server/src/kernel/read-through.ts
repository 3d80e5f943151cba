import { LruCache } from './lru-cache.ts'

/**
 * Cache of values in a store, as of the last commit. A cached value is returned at once, without a turn of the event loop, so
 * that successive requests of one caller keep their order. Callers that miss share one look-up, and continue in the order in
 * which they asked.
 */
export class ReadThrough<Value extends NonNullable<unknown>> {
  readonly #known: LruCache<string, Value>
  readonly #looks = new Map<string, Promise<Value | undefined>>()
  readonly #isTrusted: () => boolean

  /**
   * @param max values kept, or their weight; the least recently used are evicted first.
   * @param isTrusted whether what is cached may be used.
   * @param weigh weight of a value; 1 if absent.
   */
  constructor(max: number, isTrusted: () => boolean = () => true, weigh?: (value: Value) => number) {
    this.#known = new LruCache(max, { weigh })
    this.#isTrusted = isTrusted
  }

  /** The value; `find` looks it up if it is not cached. Absence is not cached. */
  get<Found extends Value | undefined>(key: string, find: () => Promise<Found>): Value | Promise<Found> {
    if (!this.#isTrusted()) return find()
    return (
      this.#known.get(key) ?? (this.#looks.get(key) as Promise<Found> | undefined) ?? this.#look(key, find)
    )
  }

  /** The value if it is cached. */
  peek(key: string): Value | undefined {
    return this.#known.get(key)
  }

  /** Call when a change has been committed, before anybody reads again. */
  set(key: string, value: Value): void {
    this.#looks.delete(key)
    this.#known.set(key, value)
  }

  delete(key: string): void {
    this.#looks.delete(key)
    this.#known.delete(key)
  }

  clear(): void {
    this.#looks.clear()
    this.#known.clear()
  }

  /** Caches the result unless a commit overtakes the look-up. */
  #look<Found extends Value | undefined>(key: string, find: () => Promise<Found>): Promise<Found> {
    const settle = (found: Value | undefined) => {
      if (this.#looks.get(key) !== look) return
      if (found === undefined) this.#looks.delete(key)
      else this.set(key, found)
    }
    const look = find().then(
      (found) => {
        settle(found)
        return found
      },
      (error: unknown) => {
        settle(undefined)
        throw error
      },
    )
    this.#looks.set(key, look)
    return look
  }
}
