/**
 * Shares a limited number of slots: each key has at most as many as it may, and when all are taken, the next free one goes
 * to the key that has the fewest.
 */
export class FairSlots {
  #free: number
  readonly #taken = new Map<string, number>()
  readonly #waiting = new Map<string, { limit: number; enter: () => void }[]>()

  constructor(count: number) {
    this.#free = count
  }

  /** Runs the work in a slot. @param limit slots that the key may have. */
  async run<T>(key: string, limit: number, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0 && this.#count(key) < limit && !this.#waiting.has(key)) this.#take(key)
    else await this.#turn(key, limit)
    try {
      return await work()
    } finally {
      this.#release(key)
    }
  }

  #turn(key: string, limit: number): Promise<void> {
    return new Promise((enter) => {
      const line = this.#waiting.get(key)
      if (line === undefined) this.#waiting.set(key, [{ limit, enter }])
      else line.push({ limit, enter })
    })
  }

  #count(key: string): number {
    return this.#taken.get(key) ?? 0
  }

  #take(key: string): void {
    this.#free--
    this.#taken.set(key, this.#count(key) + 1)
  }

  #release(key: string): void {
    this.#free++
    const left = this.#count(key) - 1
    if (left === 0) this.#taken.delete(key)
    else this.#taken.set(key, left)
    while (this.#free > 0 && this.#admitNext());
  }

  #admitNext(): boolean {
    let next: string | undefined
    for (const [key, [first]] of this.#waiting)
      if (this.#count(key) < first!.limit && (next === undefined || this.#count(key) < this.#count(next)))
        next = key
    if (next === undefined) return false
    const line = this.#waiting.get(next)!
    const { enter } = line.shift()!
    if (line.length === 0) this.#waiting.delete(next)
    this.#take(next)
    enter()
    return true
  }
}
