/** Faults in a row after which a hook rests, and for how long. */
const FAULTS = 20
const REST_MS = 30_000

/** Whether a hook is asked at all: one that always fails only delays everybody. After a rest it is asked about one message. */
export class HookBreaker {
  #faults = 0
  #restsUntil = -Infinity
  #isProbing = false

  /** Call {@link end} if it returns true. @param now monotonic, in ms. */
  begin(now: number): boolean {
    if (this.#faults < FAULTS) return true
    if (now < this.#restsUntil || this.#isProbing) return false
    this.#isProbing = true
    return true
  }

  /**
   * @param outcome `none`: given up before it could answer.
   * @returns whether the hook begins to rest.
   */
  end(outcome: 'answer' | 'fault' | 'none', now: number): boolean {
    this.#isProbing = false
    if (outcome === 'answer') this.#faults = 0
    if (outcome !== 'fault') return false
    // Of those that were on their way when it began to rest, none makes it longer.
    if (this.#faults >= FAULTS && now < this.#restsUntil) return false
    this.#faults = Math.min(this.#faults + 1, FAULTS)
    if (this.#faults < FAULTS) return false
    this.#restsUntil = now + REST_MS
    return true
  }
}
