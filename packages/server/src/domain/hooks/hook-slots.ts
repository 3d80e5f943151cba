/** Questions that may be on their way to one hook from one node. */
const SLOTS = 64

/** Bounds the questions to a hook; others wait, in their order. */
export class HookSlots {
  #free = SLOTS
  readonly #waiting = new Set<() => void>()

  /** Returns whether there was a slot in time: call {@link release} then. */
  async take(patienceMs: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free--
      return true
    }
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const turn = () => resolve(true)
    this.#waiting.add(turn)
    const timer = setTimeout(() => {
      if (this.#waiting.delete(turn)) resolve(false)
    }, patienceMs)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
    }
  }

  release(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#free++
    else {
      this.#waiting.delete(next)
      next()
    }
  }
}
