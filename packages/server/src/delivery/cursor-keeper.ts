import type { Clear, Cursor, LogStore } from '../domain/log/log-store.ts'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'
import { DeviceCursors } from './device-cursors.ts'

/**
 * Minimum ms that an acknowledgement stays in memory, to be written with others. Losing one repeats a message, and
 * never loses one.
 */
const GATHER_MS = 5
/**
 * Additional ms per cursor in the previous write, and the limit on the total: acknowledgements of a crowd take only a
 * share of the writer's time.
 */
const PACE_MS = 0.15
const PACE_LIMIT_MS = 250
/** Cursors and clears written at a time: about 2 ms during which no message is written. */
const SLICE = 128
/** ms until a failed write is retried. */
const RETRY_MS = 1000

/** Collects the acknowledgements of all sessions and writes them together, a little later. */
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

  /** Returns where a device's session records its acknowledgements. */
  open(device: Pick<Cursor, 'app' | 'user' | 'device'>): DeviceCursors {
    return new DeviceCursors(device, (cursors) => {
      this.#waiting.push(cursors)
      if (this.#writing === undefined) this.#schedule(GATHER_MS)
    })
  }

  /** Writes what waits, once, and sets no more timers. */
  close(): Promise<void> {
    this.#closed = true
    return this.flush()
  }

  /** Writes everything recorded so far. Cursors that cannot be written are recorded again. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
    if (this.#waiting.length === 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    const devices = this.#waiting
    this.#waiting = []
    this.#writing = this.#write(devices)
    await this.#writing
  }

  #schedule(ms: number): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => void this.flush(), ms)
  }

  async #write(devices: readonly DeviceCursors[]): Promise<void> {
    let pause = GATHER_MS
    let written = 0
    let next = 0
    try {
      while (next < devices.length) {
        const slice: Slice = { cursors: [], clears: [] }
        while (next < devices.length && slice.cursors.length + slice.clears.length < SLICE) {
          const device = devices[next]!
          for (const cursor of device.take(SLICE - slice.cursors.length))
            slice.cursors.push({ device, cursor })
          if (!device.isEmpty) continue
          for (const clear of device.takeClear()) slice.clears.push({ device, clear })
          next++
        }
        await this.#save(slice)
        written += slice.cursors.length + slice.clears.length
      }
      pause += Math.min(written * PACE_MS, PACE_LIMIT_MS)
    } catch (error) {
      this.#waiting = this.#waiting.concat(devices.slice(next))
      this.#onError(error)
      pause = RETRY_MS
    }
    this.#writing = undefined
    if (this.#waiting.length > 0) this.#schedule(pause)
  }

  async #save({ cursors, clears }: Slice): Promise<void> {
    try {
      await this.#logs.saveCursors(
        cursors.map(({ cursor }) => cursor),
        clears.map(({ clear }) => clear),
      )
    } catch (error) {
      for (const { device, cursor } of cursors) device.acknowledge(cursor.log, cursor.seq)
      for (const { device, clear } of clears) device.clear(clear.hour)
      throw error
    }
  }
}

/** What is written at a time, with whom it came from. */
interface Slice {
  cursors: { device: DeviceCursors; cursor: Cursor }[]
  clears: { device: DeviceCursors; clear: Clear }[]
}
