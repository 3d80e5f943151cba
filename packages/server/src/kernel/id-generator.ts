import type { Clock } from './clock.ts'
import { machineClock } from './machine-clock.ts'
import { machineTime, performance } from './machine-time.ts'

/** Ids of a millisecond, and the blocks of equal size that they are given out in. */
const PER_MS = 2048
export const BLOCKS = 16
/** ms by which borrowed milliseconds may be ahead of time. */
export const AHEAD_MS = 5000

/** The ids of every millisecond that are one node's: `count` ids from the one numbered `first` on. */
export interface Lanes {
  first: number
  count: number
}

export const allLanes: Lanes = { first: 0, count: PER_MS }

/** A block, or one of the equal parts of it. */
export function lanesOf(block: number, parts = 1, part = 0): Lanes {
  const count = PER_MS / BLOCKS / parts
  return { first: (block * parts + part) * count, count }
}

/**
 * Generates time-ordered ids that fit in 53 bits and so stay exact in JavaScript and JSON: ms since 1970 (42 bits) · number
 * within the millisecond (11), of which each node has its own. If they are used up, the next millisecond is borrowed; if the
 * clock steps back, the last one is kept.
 */
export class IdGenerator {
  #lanes: Lanes
  /** ms since 1970 from which the lanes are no longer ours. */
  #until = Infinity
  #ms: number
  #counter = -1
  /** The last millisecond that was not borrowed, and when that was by the clock of this process. */
  #unborrowed: number
  #unborrowedAt = performance.now()
  readonly #refusal: () => Error
  /** The time that ids bear; whoever numbers something stamps it by this clock too. */
  readonly clock: Clock

  /**
   * @param lanes no other node of the installation has any of them.
   * @param after every id is greater than this one (the greatest ever stored).
   * @param refusal creates the error that is thrown while no ids can be generated.
   */
  constructor(
    lanes: Lanes = lanesOf(0),
    after = 0,
    refusal: () => Error = () => new Error('no id can be generated'),
    clock: Clock = machineClock,
  ) {
    this.clock = clock
    this.#refusal = refusal
    this.#lanes = lanes
    this.#ms = idTime(after)
    this.#unborrowed = this.#ms
    if (after > 0) this.#counter = PER_MS
  }

  /**
   * Continues with other lanes.
   * @param after as for the constructor; @param until as {@link renew}.
   */
  adopt(lanes: Lanes, after: number, until: number): void {
    this.#lanes = lanes
    // Even of a millisecond that was begun: the lanes may overlap.
    this.#counter = PER_MS
    if (idTime(after) > this.#ms) this.#reach(idTime(after))
    this.#until = until
  }

  /** @param until ms since 1970 until which the lanes are ours. */
  renew(until: number): void {
    this.#until = until
  }

  /** Whether ids can be generated. */
  get isValid(): boolean {
    return machineTime() < this.#until
  }

  /** The lanes of this node; another object once they have changed. */
  get lanes(): Lanes {
    return this.#lanes
  }

  /** The ms since 1970 before which this node will generate no more ids. */
  get frontier(): number {
    return this.#ms
  }

  /** Smallest and greatest id that this node can generate in a millisecond. */
  slots(ms: number): { first: number; last: number } {
    const first = idFloor(ms) + this.#lanes.first
    return { first, last: first + this.#lanes.count - 1 }
  }

  /**
   * The next id; `now` in ms since 1970.
   * @throws the refusal, if the lanes are no longer ours, or ids are generated faster than they allow for too long.
   */
  next(now = this.clock.now()): number {
    if (!this.isValid) throw this.#refusal()
    if (now > this.#ms) {
      this.#reach(now)
      this.#counter = 0
    } else if (this.#counter + 1 < this.#lanes.count) this.#counter++
    else {
      const ahead = this.#ms - this.#unborrowed - (performance.now() - this.#unborrowedAt)
      if (ahead >= AHEAD_MS) throw this.#refusal()
      this.#ms++
      this.#counter = 0
    }
    return this.#ms * PER_MS + this.#lanes.first + this.#counter
  }

  #reach(ms: number): void {
    this.#ms = ms
    this.#unborrowed = ms
    this.#unborrowedAt = performance.now()
  }
}

/**
 * Bound on how far ids can be out of order in a log: clocks of nodes differ, and an entry that took its id first may be committed
 * later. If a later entry of a log has the smaller id, it is smaller by less than this, a minute.
 */
export const ID_DISORDER = idFloor(60_000)

/** The time at which an id was generated, in ms since 1970. */
export function idTime(id: number): number {
  return Math.floor(id / PER_MS)
}

/** The number of an id within its millisecond, which says whose lanes it is from: `id % idsPerMs`. */
export const idsPerMs = PER_MS

/**
 * Smallest id of a millisecond: `idFloor(t) <= id < idFloor(t + 1)` for every id generated at `t`. Of times that no id can have,
 * which callers name to mean "whenever", the largest id there can be: no database compares with more.
 */
export function idFloor(ms: number): number {
  return Math.min(ms * PER_MS, Number.MAX_SAFE_INTEGER)
}
