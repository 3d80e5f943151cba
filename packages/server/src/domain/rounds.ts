import type { Alarm, Clock } from '../kernel/clock.ts'

/** Does a piece of background work at intervals, never two at a time, until stopped. */
export class Rounds {
  readonly #clock: Clock
  readonly #act: () => Promise<unknown>
  readonly #onError: (error: unknown) => void
  #alarm: Alarm | undefined
  #last: Promise<unknown> = Promise.resolve()
  #isStopped = false

  /** @param act one round; long ones look at `isStopped`. */
  constructor(clock: Clock, act: () => Promise<unknown>, onError: (error: unknown) => void) {
    this.#clock = clock
    this.#act = act
    this.#onError = onError
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** The first round begins after one interval. */
  start(ms: number): void {
    this.#alarm = this.#clock.every(ms, () => this.run())
  }

  /** Runs a round after those under way; resolves when it is over. */
  run(): Promise<unknown> {
    this.#last = this.#last.then(this.#act).catch(this.#onError)
    return this.#last
  }

  /** Resolves when no round is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#alarm?.cancel()
    await this.#last
  }
}
