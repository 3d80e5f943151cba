import type { Clear, Cursor } from '../domain/log/log-store.ts'

/** Acknowledgements of one device that have not been written yet. Called for every delivered message. */
export class DeviceCursors {
  readonly #device: Pick<Cursor, 'app' | 'user' | 'device'>
  readonly #onFirst: (cursors: DeviceCursors) => void
  /** Position by log; most devices are silent most of the time. */
  #positions: Map<string, number> | undefined
  /** Hour to record once they are written; 0: none. */
  #clear = 0

  /** @param onFirst called when there is something to take. */
  constructor(device: Pick<Cursor, 'app' | 'user' | 'device'>, onFirst: (cursors: DeviceCursors) => void) {
    this.#device = device
    this.#onFirst = onFirst
  }

  /** Records that the device has everything in the log up to `seq`. */
  acknowledge(log: string, seq: number): void {
    if (this.#positions === undefined) {
      this.#positions = new Map([[log, seq]])
      if (this.#clear === 0) this.#onFirst(this)
    } else if ((this.#positions.get(log) ?? 0) < seq) this.#positions.set(log, seq)
  }

  /** Records that the device, with what is recorded now, has everything in logs that were last active before this hour. */
  clear(hour: number): void {
    const isFirst = this.isEmpty && this.#clear === 0
    this.#clear = Math.max(this.#clear, hour)
    if (isFirst) this.#onFirst(this)
  }

  /** Whether there are no positions to take. */
  get isEmpty(): boolean {
    return this.#positions === undefined
  }

  /** Takes out the hour, which is valid once all positions taken before are written. */
  takeClear(): Clear[] {
    const hour = this.#clear
    this.#clear = 0
    return hour === 0 ? [] : [{ ...this.#device, hour }]
  }

  /** Takes out up to `most` of the recorded cursors. */
  take(most: number): Cursor[] {
    const taken: Cursor[] = []
    for (const [log, seq] of this.#positions ?? []) {
      if (taken.length === most) return taken
      taken.push({ ...this.#device, log, seq })
      this.#positions!.delete(log)
    }
    this.#positions = undefined
    return taken
  }
}
