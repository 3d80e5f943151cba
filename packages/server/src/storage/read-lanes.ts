import { ApiError } from '@ringpost/contract/errors'
import { performance } from '../kernel/machine-time.ts'
import { StorageError } from './storage-error.ts'

/**
 * What a read costs:
 * - `quick`: a few rows by key, or a page of an index.
 * - `long`: grows with what one user or channel has: a login, a list of conversations, everybody in a group.
 * - `bulk`: grows with what an app has: an export, a query, a count.
 */
export type Lane = 'quick' | 'long' | 'bulk'

const lanes = ['quick', 'long', 'bulk'] as const satisfies readonly Lane[]

/** Reads that may wait, by lane: about what is read in the second after which clients that were refused come back. */
const WAITING: Readonly<Record<Lane, number>> = { quick: 4096, long: 1024, bulk: 64 }
/** ms after which a read that still waits is refused: whoever asked has given up, or soon will. */
const PATIENCE = 10_000

interface Waiting {
  since: number
  begin(reader: number): void
  refuse(error: Error): void
}

interface Reader {
  /** Reads under way. */
  load: number
  /** One of them is not quick: no other is sent there until it is done. */
  isTaken: boolean
}

export interface ReadLanesOptions {
  readers: number
  /** Quick reads sent to one reader ahead of its answers. */
  ahead: number
  /** Limits on waiting reads. */
  waiting?: Readonly<Record<Lane, number>>
  patience?: number
}

/**
 * Spreads reads over readers so that quick ones never wait for long ones: one reader always remains for quick reads, and another,
 * if there are three, for all that are not bulk. What cannot start at once waits, and starts in the order of the calls as far as
 * the lanes permit. The number of waiting reads is bounded.
 */
export class ReadLanes {
  readonly #readers: Reader[]
  readonly #ahead: number
  readonly #limits: Readonly<Record<Lane, number>>
  readonly #patience: number
  readonly #waiting: Record<Lane, Waiting[]> = { quick: [], long: [], bulk: [] }
  /** Reads under way, by lane. */
  readonly #running: Record<Lane, number> = { quick: 0, long: 0, bulk: 0 }
  #isHeld = false
  #quiet: (() => void) | undefined
  #closed: StorageError | undefined

  constructor({ readers, ahead, waiting = WAITING, patience = PATIENCE }: ReadLanesOptions) {
    this.#readers = Array.from({ length: readers }, () => ({ load: 0, isTaken: false }))
    this.#ahead = ahead
    this.#limits = waiting
    this.#patience = patience
  }

  /** Number of waiting reads. */
  get waiting(): number {
    return lanes.reduce((sum, lane) => sum + this.#waiting[lane].length, 0)
  }

  /**
   * Runs a read as soon as there is a reader for it.
   * @param read gets the number of the reader.
   * @throws ApiError `server.busy` if too many wait, or it has waited for too long; StorageError after `close`; what `read` throws.
   */
  run<T>(lane: Lane, read: (reader: number) => Promise<T>): Promise<T> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed)
    const reader = this.#waiting[lane].length === 0 ? this.#readerFor(lane) : undefined
    if (reader !== undefined) return this.#start(lane, reader, read)
    const waiting = this.#waiting[lane]
    if (waiting.length >= this.#limits[lane]) return Promise.reject(new ApiError('server.busy'))
    return new Promise((resolve, reject) => {
      waiting.push({
        since: performance.now(),
        begin: (number) => this.#start(lane, number, read).then(resolve, reject),
        refuse: reject,
      })
    })
  }

  /** Runs `work` while no read is under way but quick ones; the others wait. */
  async whileQuick<T>(work: () => Promise<T>): Promise<T> {
    this.#isHeld = true
    try {
      if (this.#running.long + this.#running.bulk > 0)
        await new Promise<void>((resolve) => {
          this.#quiet = resolve
        })
      return await work()
    } finally {
      this.#isHeld = false
      this.#next()
    }
  }

  /** Refuses what waits and all further reads. */
  close(): void {
    this.#closed = new StorageError('unavailable', 'UNAVAILABLE', 'the storage is closed')
    for (const lane of lanes) for (const { refuse } of this.#waiting[lane].splice(0)) refuse(this.#closed)
  }

  #start<T>(lane: Lane, number: number, read: (reader: number) => Promise<T>): Promise<T> {
    const reader = this.#readers[number]!
    reader.load++
    if (lane !== 'quick') reader.isTaken = true
    this.#running[lane]++
    const end = () => {
      reader.load--
      if (lane !== 'quick') reader.isTaken = false
      this.#running[lane]--
      if (this.#running.long + this.#running.bulk === 0) this.#quiet?.()
      this.#next()
    }
    const result = read(number)
    result.then(end, end)
    return result
  }

  /** Starts what can start, whatever has waited longest first. */
  #next(): void {
    for (;;) {
      let oldest: Lane | undefined
      let reader: number | undefined
      for (const lane of lanes) {
        const [first] = this.#waiting[lane]
        if (first === undefined || (oldest && this.#waiting[oldest][0]!.since <= first.since)) continue
        const free = this.#readerFor(lane)
        if (free === undefined) continue
        oldest = lane
        reader = free
      }
      if (oldest === undefined) return
      const waiting = this.#waiting[oldest].shift()!
      if (performance.now() - waiting.since > this.#patience) waiting.refuse(new ApiError('server.busy'))
      else waiting.begin(reader!)
    }
  }

  /** The least loaded reader that may take another read of the lane. */
  #readerFor(lane: Lane): number | undefined {
    if (!this.#isOpen(lane)) return undefined
    let best: number | undefined
    for (const [number, { load, isTaken }] of this.#readers.entries())
      if (!isTaken && load < this.#ahead && (best === undefined || load < this.#readers[best]!.load))
        best = number
    return best
  }

  /** Whether the lane leaves enough readers to the quicker ones. */
  #isOpen(lane: Lane): boolean {
    if (lane === 'quick') return true
    const { length } = this.#readers
    const { long, bulk } = this.#running
    if (this.#isHeld || long + bulk >= Math.max(1, length - 1)) return false
    return lane === 'long' || bulk < Math.max(1, length - 2)
  }
}
