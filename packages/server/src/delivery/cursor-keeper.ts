import type { Cursor, LogStore } from '../domain/log/log-store.ts'

/** Longest time in ms that an acknowledgement stays in memory only. Losing one repeats a message, never loses one. */
const FLUSH_AFTER_MS = 1000

/** Gathers the acknowledgements of all sessions and writes them together, later. */
export class CursorKeeper {
  readonly #logs: LogStore
  readonly #onError: (error: unknown) => void
  #waiting = new Map<string, Cursor>()
  #writing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(logs: LogStore, onError: (error: unknown) => void) {
    this.#logs = logs
    this.#onError = onError
  }

  /** Notes that the device has everything of the log up to `seq`. */
  acknowledge(cursor: Cursor): void {
    const key = `${cursor.app}/${cursor.user}/${cursor.device}/${cursor.log}`
    const waiting = this.#waiting.get(key)
    if (waiting !== undefined && waiting.seq >= cursor.seq) return
    this.#waiting.set(key, cursor)
    if (!this.#closed) this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS)
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
    if (this.#waiting.size === 0) return
    const cursors = [...this.#waiting.values()]
    this.#waiting = new Map()
    this.#writing = this.#write(cursors)
    await this.#writing
  }

  async #write(cursors: readonly Cursor[]): Promise<void> {
    try {
      await this.#logs.saveCursors(cursors)
    } catch (error) {
      this.#onError(error)
      for (const cursor of cursors) this.acknowledge(cursor)
    } finally {
      this.#writing = undefined
    }
  }
}
