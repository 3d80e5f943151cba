/** More waits than is taken. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
  /** Whole seconds until what waits now is done. */
  readonly seconds: number

  constructor(seconds: number) {
    super('too much waits')
    this.seconds = seconds
  }
}

interface Waiting {
  begin: () => void
  next: Waiting | undefined
}

/** Does a few pieces of work at a time, in order of arrival; a bounded number of others waits. */
export class Turns {
  readonly #atOnce: number
  readonly #limit: number
  #running = 0
  #waiting = 0
  #first: Waiting | undefined
  #last: Waiting | undefined
  /** ms that one piece took lately. */
  #took = 0

  /** @param limit how many wait at most. */
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
