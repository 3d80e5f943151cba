/** Lets so many pieces of work run at once; others wait their turn, but not for ever. */
export class Gate {
  #free: number
  readonly #patience: number
  readonly #waiting: (() => void)[] = []

  /** @param patience ms that work waits before it is given up. */
  constructor(places: number, patience: number) {
    this.#free = places
    this.#patience = patience
  }

  /** @throws Error when there was no place in time; whatever the work throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }

  #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        reject(new Error(`no place within ${this.#patience} ms`))
      }, this.#patience)
      this.#waiting.push(enter)
    })
  }
}
