import { ApiError } from '@ringpost/contract'
import { setImmediate } from '../kernel/machine-time.ts'
import { StorageError } from './storage-error.ts'

/** Concurrent commits: while one syncs, the next is prepared. */
const FLIGHTS = 2
/** Limits of one flight; multiples of them limit what may wait. */
const FLIGHT_ROWS = 256
const FLIGHT_BYTES = 2 * 1024 * 1024
const WAITING_FLIGHTS = 4

/** Rows of one call: written together or not at all. */
export interface Unit<Row> {
  rows: readonly Row[]
  bytes: number
}

interface Waiting<Row, Result> extends Unit<Row> {
  resolve(results: Result[]): void
  reject(error: unknown): void
}

/**
 * Group commit without a timer: what arrives during a commit shares the next one. A lone caller waits for one sync, a
 * thousand callers for a few.
 */
export class GroupCommit<Row, Result> {
  readonly #write: (rows: readonly Row[]) => Promise<Result[]>
  #waiting: Waiting<Row, Result>[] = []
  #waitingRows = 0
  #waitingBytes = 0
  #flights = 0
  #flyingRows = 0
  #scheduled = false
  #landed: (() => void)[] = []

  /** @param write commits rows in one transaction and returns a result for each, or throws and has written nothing. */
  constructor(write: (rows: readonly Row[]) => Promise<Result[]>) {
    this.#write = write
  }

  /**
   * @returns one result per row, after the commit.
   * @throws ApiError `server.busy` if about four flights are waiting; StorageError if the unit could not be written.
   */
  submit({ rows, bytes }: Unit<Row>): Promise<Result[]> {
    if (
      this.#waitingRows >= WAITING_FLIGHTS * FLIGHT_ROWS ||
      this.#waitingBytes >= WAITING_FLIGHTS * FLIGHT_BYTES
    )
      return Promise.reject(new ApiError('server.busy'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, bytes, resolve, reject })
      this.#waitingRows += rows.length
      this.#waitingBytes += bytes
      this.#schedule()
    })
  }

  /** Resolves when nothing waits and nothing is being written. */
  async drain(): Promise<void> {
    while (this.#flights > 0 || this.#waiting.length > 0)
      await new Promise<void>((resolve) => this.#landed.push(resolve))
  }

  /**
   * Starts flights at the end of the event loop's turn, so all callers woken by one read of the sockets share a
   * flight. A second flight waits until it is half as large as the first: if their sizes drift far apart, the writer
   * idles while the event loop works, and vice versa.
   */
  #schedule(): void {
    if (this.#scheduled || !this.#isReady) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      const units = this.#take()
      const rows = units.reduce((sum, unit) => sum + unit.rows.length, 0)
      this.#flights += 1
      this.#flyingRows += rows
      void this.#fly(units).then(() => this.#land(rows))
      this.#schedule()
    })
  }

  get #isReady(): boolean {
    if (this.#waiting.length === 0 || this.#flights === FLIGHTS) return false
    return this.#waitingRows >= Math.min(this.#flyingRows / 2, FLIGHT_ROWS)
  }

  #land(rows: number): void {
    this.#flights -= 1
    this.#flyingRows -= rows
    this.#schedule()
    for (const resolve of this.#landed.splice(0)) resolve()
  }

  /** Takes the units that have waited longest, up to the limits, but at least one. */
  #take(): Waiting<Row, Result>[] {
    let count = 0
    let rows = 0
    let bytes = 0
    for (const unit of this.#waiting) {
      if (count > 0 && (rows + unit.rows.length > FLIGHT_ROWS || bytes + unit.bytes > FLIGHT_BYTES)) break
      count += 1
      rows += unit.rows.length
      bytes += unit.bytes
    }
    this.#waitingRows -= rows
    this.#waitingBytes -= bytes
    return this.#waiting.splice(0, count)
  }

  /** A unit that breaks a rule fails the flight: then each goes alone, so that only that unit is refused. */
  async #fly(units: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await this.#write(units.flatMap((unit) => unit.rows))
      let from = 0
      for (const unit of units) {
        unit.resolve(results.slice(from, from + unit.rows.length))
        from += unit.rows.length
      }
    } catch (error) {
      const guilty = error instanceof StorageError && error.fault === 'rejected'
      if (guilty && units.length > 1) for (const unit of units) await this.#fly([unit])
      else for (const unit of units) unit.reject(error)
    }
  }
}
