import { ApiError } from '@ringpost/contract'
import { StorageError } from './storage-error.ts'

/** Commits on the way at the same time: while one syncs, the next is being prepared. */
const FLIGHTS = 2
/** Bounds of one flight, and in multiples of it what may wait. */
const FLIGHT_ROWS = 256
const FLIGHT_BYTES = 2 * 1024 * 1024
const WAITING_FLIGHTS = 4

/** Rows of one call: they are written together or not at all. */
export interface Unit<Row> {
  rows: readonly Row[]
  bytes: number
}

interface Waiting<Row, Result> extends Unit<Row> {
  resolve(results: Result[]): void
  reject(error: unknown): void
}

/**
 * Group commit without a timer: what arrives while commits are under way shares the next one. A caller alone waits for one
 * sync, a thousand wait for a few.
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

  /** @param write commits rows in one transaction and answers for each, or throws and has written nothing. */
  constructor(write: (rows: readonly Row[]) => Promise<Result[]>) {
    this.#write = write
  }

  /**
   * @returns one result per row, after the commit.
   * @throws ApiError `server.busy` when about four flights are waiting already; StorageError when the unit could not be written.
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

  /** Resolves when nothing waits and nothing is on the way. */
  async drain(): Promise<void> {
    while (this.#flights > 0 || this.#waiting.length > 0)
      await new Promise<void>((resolve) => this.#landed.push(resolve))
  }

  /**
   * At the end of the event loop's turn, so that all who were woken by one read of the sockets share a flight. A second flight
   * waits until it is half as large as the first: sizes that drift far apart leave the writer idle while the event loop works,
   * and the other way around.
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

  /** The units that waited longest, up to the bounds; one at least. */
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

  /** A unit that breaks a rule fails the flight: then each goes alone, so that only the guilty is refused. */
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
