import { LRUCache } from 'lru-cache'

/**
 * Values of a store, as of the last commit. What is known is answered at once, without a turn of the event loop, so that whoever
 * asks one thing after another keeps the order; those that must wait for a look into the store wait for the same one, and go on
 * in the order in which they asked.
 */
export class ReadThrough<Value extends NonNullable<unknown>> {
  readonly #known: LRUCache<string, Value>
  readonly #looks = new Map<string, Promise<Value | undefined>>()

  /** @param max values kept; those not asked for longest go first. */
  constructor(max: number) {
    this.#known = new LRUCache({ max })
  }

  /** The value; `find` looks it up when it is not known. That there is none is not kept. */
  get<Found extends Value | undefined>(key: string, find: () => Promise<Found>): Value | Promise<Found> {
    return (
      this.#known.get(key) ?? (this.#looks.get(key) as Promise<Found> | undefined) ?? this.#look(key, find)
    )
  }

  /** The value if it is known. */
  peek(key: string): Value | undefined {
    return this.#known.get(key)
  }

  /** To be called when a change has been committed, before anybody asks again. */
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

  /** What is found is kept unless a commit came in between. */
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
