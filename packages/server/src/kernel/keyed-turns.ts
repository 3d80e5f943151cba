import { Overloaded } from './turns.ts'

/** Runs pieces of work with the same key one after the other. Their number is bounded. */
export class KeyedTurns {
  readonly #limit: number
  readonly #last = new Map<string, Promise<void>>()
  #running = 0

  /** @param limit maximum number of pieces that run or wait. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** @throws Overloaded */
  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limit) throw new Overloaded(1)
    this.#running++
    const { promise: done, resolve: end } = Promise.withResolvers<void>()
    const before = this.#last.get(key)
    this.#last.set(key, done)
    try {
      await before
      return await work()
    } finally {
      this.#running--
      if (this.#last.get(key) === done) this.#last.delete(key)
      end()
    }
  }
}
