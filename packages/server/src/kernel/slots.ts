import { clearTimeout, setTimeout } from './machine-time.ts'
/** Work that has waited too long for a slot. */
export class NoSlot extends Error {
  override readonly name = 'NoSlot'
}

/** Runs a limited number of pieces of work at once. Others wait their turn, in order, for a limited time if patience is set. */
export class Slots {
  #free: number
  readonly #patience: number | undefined
  readonly #waiting = new Set<() => void>()

  /** @param patience ms that work waits before it is given up; undefined: forever. */
  constructor(count: number, patience?: number) {
    this.#free = count
    this.#patience = patience
  }

  /**
   * @param patience for this piece of work, if another than that of all.
   * @throws NoSlot if no slot was free in time; whatever the work throws.
   */
  async run<T>(work: () => Promise<T>, patience = this.#patience): Promise<T> {
    if (this.#free > 0) this.#free--
    else await this.#turn(patience)
    try {
      return await work()
    } finally {
      const [next] = this.#waiting
      if (next === undefined) this.#free++
      else {
        this.#waiting.delete(next)
        next()
      }
    }
  }

  #turn(patience: number | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    if (patience === undefined) {
      this.#waiting.add(resolve)
      return promise
    }
    const enter = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      this.#waiting.delete(enter)
      reject(new NoSlot(`no free slot within ${patience} ms`))
    }, patience)
    this.#waiting.add(enter)
    return promise
  }
}
