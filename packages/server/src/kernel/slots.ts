/** Runs a limited number of pieces of work at once. Others wait their turn, in order, for a limited time if patience is set. */
export class Slots {
  #free: number
  readonly #patience: number | undefined
  readonly #waiting: (() => void)[] = []

  /** @param patience ms that work waits before it is given up; undefined: forever. */
  constructor(count: number, patience?: number) {
    this.#free = count
    this.#patience = patience
  }

  /** @throws Error if no slot was free in time; whatever the work throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await this.#turn()
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }

  #turn(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    if (this.#patience === undefined) {
      this.#waiting.push(resolve)
      return promise
    }
    const enter = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(enter), 1)
      reject(new Error(`no free slot within ${this.#patience} ms`))
    }, this.#patience)
    this.#waiting.push(enter)
    return promise
  }
}
