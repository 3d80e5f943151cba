/** Does a piece of background work at intervals, never two at a time, until stopped. */
export class Rounds {
  readonly #act: () => Promise<unknown>
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #last: Promise<unknown> = Promise.resolve()
  #isStopped = false

  /** @param act one round; long ones look at `isStopped`. */
  constructor(act: () => Promise<unknown>, onError: (error: unknown) => void) {
    this.#act = act
    this.#onError = onError
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** The first round begins after one interval. */
  start(ms: number): void {
    this.#timer = setInterval(() => this.run(), ms)
    this.#timer.unref()
  }

  /** Runs a round after those under way. */
  run(): void {
    this.#last = this.#last.then(this.#act).catch(this.#onError)
  }

  /** Resolves when no round is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#timer)
    await this.#last
  }
}
