import { clearTimeout, setTimeout } from '../../kernel/machine-time.ts'
import type { WalState } from './messages.ts'

/** How long written pages wait for a checkpoint, in ms. */
const DELAY = 200
/** Beyond this many pages (64 MiB) the log must start over even without a pause. */
const LARGE = 16 * 1024
/** Beyond this many (256 MiB) long reads wait for it too: together they could keep it from starting over for ever. */
const HUGE = 4 * LARGE

export interface CheckpointParts {
  /** On a connection of its own. */
  checkpoint(): Promise<WalState>
  /** On the writer's connection. */
  restart(): Promise<WalState>
  /** Runs `work` while no long read is under way. */
  whileQuick(work: () => Promise<unknown>): Promise<unknown>
  onError(error: unknown): void
}

/**
 * Keeps the write-ahead log short without stalling commits. A dedicated thread copies pages while commits go on; once
 * it has caught up, the log starts over by itself. Under load it never quite catches up, so the writer does the small
 * rest, and waits a moment for readers.
 */
export class CheckpointSchedule {
  readonly #parts: CheckpointParts
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #wroteMeanwhile = false

  constructor(parts: CheckpointParts) {
    this.#parts = parts
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
      .catch(this.#parts.onError)
      .finally(() => {
        this.#running = undefined
        if (this.#wroteMeanwhile) this.wrote()
      })
  }

  async #run(): Promise<void> {
    const { checkpoint, restart, whileQuick } = this.#parts
    const { pages } = await checkpoint()
    if (pages < LARGE) return
    // The second pass copies what was written during the first; a few pages remain for the writer.
    await checkpoint()
    if (pages < HUGE) await restart()
    else await whileQuick(restart)
  }
}
