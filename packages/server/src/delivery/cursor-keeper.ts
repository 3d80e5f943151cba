import type { Cursor, LogStore } from '../domain/log/log-store.ts'
import { DeviceCursors } from './device-cursors.ts'

/** Longest time in ms that an acknowledgement stays in memory only. Losing one repeats a message, never loses one. */
const FLUSH_AFTER_MS = 1000

/** Gathers the acknowledgements of all sessions and writes them together, later. */
export class CursorKeeper {
  readonly #logs: LogStore
  readonly #onError: (error: unknown) => void
  #waiting: DeviceCursors[] = []
  #writing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(logs: LogStore, onError: (error: unknown) => void) {
    this.#logs = logs
    this.#onError = onError
  }

  /** Where the session of a device notes what it has acknowledged. */
  open(device: Pick<Cursor, 'app' | 'user' | 'device'>): DeviceCursors {
    return new DeviceCursors(device, (cursors) => this.#await(cursors))
  }

  /** Writes what waits, once, and sets no timer any more. */
  close(): Promise<void> {
    this.#closed = true
    return this.flush()
  }

  /** Writes everything noted so far. Cursors that cannot be written are noted again. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#writing !== undefined) await this.#writing
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    this.#writing = this.#write(waiting.map((device) => ({ device, cursors: device.take() })))
    await this.#writing
  }

  #await(device: DeviceCursors): void {
    this.#waiting.push(device)
    if (!this.#closed) this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS)
  }

  async #write(taken: readonly { device: DeviceCursors; cursors: readonly Cursor[] }[]): Promise<void> {
    try {
      await this.#logs.saveCursors(taken.flatMap(({ cursors }) => cursors))
    } catch (error) {
      this.#onError(error)
      for (const { device, cursors } of taken)
        for (const { log, seq } of cursors) device.acknowledge(log, seq)
    } finally {
      this.#writing = undefined
    }
  }
}
