import type { Cursor } from '../domain/log/log-store.ts'

/** What one device has acknowledged and nobody has written yet. Called for every message that is delivered. */
export class DeviceCursors {
  readonly #device: Pick<Cursor, 'app' | 'user' | 'device'>
  readonly #onFirst: (cursors: DeviceCursors) => void
  /** Position by log. */
  #positions = new Map<string, number>()

  /** @param onFirst called when there is something to take. */
  constructor(device: Pick<Cursor, 'app' | 'user' | 'device'>, onFirst: (cursors: DeviceCursors) => void) {
    this.#device = device
    this.#onFirst = onFirst
  }

  /** The device has everything of the log up to `seq`. */
  acknowledge(log: string, seq: number): void {
    const noted = this.#positions.get(log)
    if (noted !== undefined && noted >= seq) return
    this.#positions.set(log, seq)
    if (noted === undefined && this.#positions.size === 1) this.#onFirst(this)
  }

  /** Everything noted since the last time. */
  take(): Cursor[] {
    const positions = this.#positions
    this.#positions = new Map()
    return Array.from(positions, ([log, seq]) => ({ ...this.#device, log, seq }))
  }
}
