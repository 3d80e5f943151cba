import { LRUCache } from 'lru-cache'

/**
 * Values of a store, as of the last commit. What is known is answered at once, without a turn of the event loop, so that whoever
 * asks one thing after another keeps the order; those that must wait for a look into the store wait for the same one, and go on
 * in the order in which they asked.
 */
export class ReadThrough<Value extends NonNullable<unknown>> {
  readonly #known: LRUCache<string, Value>
  readonly #looks = new Map<string, Promise<Value>>()

  /** @param max values kept; those not asked for longest go first. */
  constructor(max: number) {
    this.#known = new LRUCache({ max })
  }

  /** The value; `find` looks it up when it is not known. */
  get(key: string, find: () => Promise<Value>): Value | Promise<Value> {
    return this.#known.get(key) ?? this.#looks.get(key) ?? this.#look(key, find)
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
  #look(key: string, find: () => Promise<Value>): Promise<Value> {
    const look: Promise<Value> = find().then(
      (found) => {
        if (this.#looks.get(key) === look) this.set(key, found)
        return found
      },
      (error) => {
        if (this.#looks.get(key) === look) this.#looks.delete(key)
        throw error
      },
    )
    this.#looks.set(key, look)
    return look
  }
}
