import type { WalState } from './messages.ts'

/** How long written pages wait for a checkpoint, in ms. */
const DELAY = 200
/** Beyond this many pages (64 MiB) the log must start over even without a pause. */
const LARGE = 16 * 1024

/**
 * Keeps the write-ahead log short without stalling commits. A dedicated thread copies pages while commits go on; once
 * it has caught up, the log starts over by itself. Under load it never quite catches up, so the writer does the small
 * rest.
 */
export class CheckpointSchedule {
  readonly #checkpoint: () => Promise<WalState>
  readonly #finish: () => Promise<WalState>
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #wroteMeanwhile = false

  /**
   * @param checkpoint runs on a connection of its own.
   * @param finish runs on the writer's connection.
   */
  constructor(
    checkpoint: () => Promise<WalState>,
    finish: () => Promise<WalState>,
    onError: (error: unknown) => void,
  ) {
    this.#checkpoint = checkpoint
    this.#finish = finish
    this.#onError = onError
  }

  /** Called after every commit. */
  wrote(): void {
    if (this.#running === undefined) this.#timer ??= setTimeout(() => this.#start(), DELAY)
    else this.#wroteMeanwhile = true
  }

  /** Waits for a checkpoint in progress and schedules no more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#running
    clearTimeout(this.#timer)
  }

  #start(): void {
    this.#timer = undefined
    this.#wroteMeanwhile = false
    this.#running = this.#run()
      .catch(this.#onError)
      .finally(() => {
        this.#running = undefined
        if (this.#wroteMeanwhile) this.wrote()
      })
  }

  async #run(): Promise<void> {
    const { pages } = await this.#checkpoint()
    if (pages < LARGE) return
    // The second pass copies what was written during the first; a few pages remain for the writer.
    await this.#checkpoint()
    await this.#finish()
  }
}
