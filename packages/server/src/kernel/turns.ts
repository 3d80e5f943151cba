import { performance } from './machine-time.ts'
/** Thrown if more work is waiting than allowed. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
  /** Estimated whole seconds until the work now waiting is done. */
  readonly seconds: number

  constructor(seconds: number) {
    super('too much work is waiting')
    this.seconds = seconds
  }
}

interface Waiting {
  begin: () => void
  next: Waiting | undefined
}

/** Runs a few pieces of work at a time, in order of arrival. The number of waiting ones is bounded. */
export class Turns {
  readonly #atOnce: number
  readonly #limit: number
  #running = 0
  #waiting = 0
  #first: Waiting | undefined
  #last: Waiting | undefined
  /** ms that the latest piece of work took. */
  #took = 0

  /** @param limit maximum number of waiting pieces. */
  constructor(atOnce: number, limit: number) {
    this.#atOnce = atOnce
    this.#limit = limit
  }

  /** @throws Overloaded */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#atOnce) this.#running++
    else await this.#wait()
    const begun = performance.now()
    try {
      return await work()
    } finally {
      this.#took = performance.now() - begun
      this.#pass()
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting >= this.#limit)
      throw new Overloaded(Math.max(1, Math.ceil((this.#waiting * this.#took) / this.#atOnce / 1000)))
    this.#waiting++
    return new Promise((begin) => {
      const waiting: Waiting = { begin, next: undefined }
      if (this.#last === undefined) this.#first = waiting
      else this.#last.next = waiting
      this.#last = waiting
    })
  }

  #pass(): void {
    const first = this.#first
    if (first === undefined) {
      this.#running--
      return
    }
    this.#first = first.next
    if (this.#first === undefined) this.#last = undefined
    this.#waiting--
    first.begin()
  }
}
