import type { Cursor } from '../domain/log/log-store.ts'

/** Acknowledgements of one device that have not been written yet. Called for every delivered message. */
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

  /** Records that the device has everything in the log up to `seq`. */
  acknowledge(log: string, seq: number): void {
    if (this.#positions === undefined) {
      this.#positions = new Map([[log, seq]])
      this.#onFirst(this)
    } else if ((this.#positions.get(log) ?? 0) < seq) this.#positions.set(log, seq)
  }

  get isEmpty(): boolean {
    return this.#positions === undefined
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
