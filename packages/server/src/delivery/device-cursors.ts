import type { Cursor } from '../domain/log/log-store.ts'

/** What one device has acknowledged and nobody has written yet. Called for every message that is delivered. */
export class DeviceCursors {
  readonly #device: Pick<Cursor, 'app' | 'user' | 'device'>
  readonly #onFirst: (cursors: DeviceCursors) => void
  /** Position by log; most devices are silent most of the time. */
  #positions: Map<string, number> | undefined

  /** @param onFirst called when there is something to take. */
  constructor(device: Pick<Cursor, 'app' | 'user' | 'device'>, onFirst: (cursors: DeviceCursors) => void) {
    this.#device = device
    this.#onFirst = onFirst
  }

  /** The device has everything of the log up to `seq`. */
  acknowledge(log: string, seq: number): void {
    if (this.#positions === undefined) {
      this.#positions = new Map([[log, seq]])
      this.#onFirst(this)
    } else if ((this.#positions.get(log) ?? 0) < seq) this.#positions.set(log, seq)
  }

  /** Everything noted since the last time. */
  take(): Cursor[] {
    const positions = this.#positions ?? []
    this.#positions = undefined
    return Array.from(positions, ([log, seq]) => ({ ...this.#device, log, seq }))
  }
}
