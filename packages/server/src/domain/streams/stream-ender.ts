import type { Streams } from './streams.ts'

/** Interval in ms between looks for streams that are late. */
const LOOK_MS = 2000
/** Streams ended at a time. */
const STEP = 100

/** Ends streams whose senders have gone silent. Every node does: a stream ends once, whoever is first. */
export class StreamEnder {
  readonly #streams: Streams
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(streams: Streams, onError: (error: unknown) => void) {
    this.#streams = streams
    this.#onError = onError
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#work = this.#endAll()
        .catch(this.#onError)
        .finally(() => {
          if (!this.#isStopped) this.start()
        })
    }, LOOK_MS)
    this.#timer.unref()
  }

  /** Resolves when nothing is being ended. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#work
  }

  async #endAll(): Promise<void> {
    while (!this.#isStopped && (await this.#streams.endLate(STEP, this.#onError)) > 0);
  }
}
