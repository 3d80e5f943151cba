/** Ends what takes too long, until it is lifted. It keeps no process alive. */
export class Patience {
  readonly #end = new AbortController()
  readonly #late: AbortSignal
  readonly #give = () => this.#end.abort(this.#late.reason)

  /** @param ms 0 or more */
  constructor(ms: number) {
    this.#late = AbortSignal.timeout(ms)
    this.#late.addEventListener('abort', this.#give)
  }

  /** Aborted with a TimeoutError. */
  get signal(): AbortSignal {
    return this.#end.signal
  }

  lift(): void {
    this.#late.removeEventListener('abort', this.#give)
  }
}
