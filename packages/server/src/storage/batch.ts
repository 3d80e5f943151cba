import type { Engine, Outcome, Step } from './engine.ts'

interface Part {
  /** Index of its first step, and the index after its last. */
  from: number
  to: number
  resolve(outcomes: Outcome[]): void
  reject(error: unknown): void
}

/** The steps of one commit, while they are being collected. */
export class Batch {
  readonly #steps: Step[] = []
  readonly #parts: Part[] = []

  /** Resolves with the outcomes of these steps once all are committed; rejects if the commit does. */
  add(steps: readonly Step[]): Promise<Outcome[]> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>()
    const from = this.#steps.length
    this.#steps.push(...steps)
    this.#parts.push({ from, to: this.#steps.length, resolve, reject })
    return promise
  }

  /** Commits, and resolves or rejects all parts. */
  async commit(engine: Engine): Promise<void> {
    try {
      const outcomes = this.#steps.length === 0 ? [] : await engine.commit(this.#steps)
      for (const { from, to, resolve } of this.#parts) resolve(outcomes.slice(from, to))
    } catch (error) {
      for (const { reject } of this.#parts) reject(error)
    }
  }
}
