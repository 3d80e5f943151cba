import type { Clock } from '../../kernel/clock.ts'
import { Rounds } from '../rounds.ts'
import type { Streams } from './streams.ts'

/** Interval in ms between looks for streams that are late. */
const LOOK_MS = 2000
/** Streams ended at a time. */
const STEP = 100

/** Ends streams whose senders have gone silent. Every node does: a stream ends once, whoever is first. */
export class StreamEnder {
  readonly #streams: Streams
  readonly #onError: (error: unknown) => void
  readonly #rounds: Rounds

  constructor(streams: Streams, clock: Clock, onError: (error: unknown) => void) {
    this.#streams = streams
    this.#onError = onError
    this.#rounds = new Rounds(clock, () => this.#endAll(), onError)
  }

  start(): void {
    this.#rounds.start(LOOK_MS)
  }

  /** Resolves when nothing is being ended. */
  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  async #endAll(): Promise<void> {
    while (!this.#rounds.isStopped && (await this.#streams.endLate(STEP, this.#onError)) > 0);
  }
}
