export const NODES = 16
const PER_MS = 128

/**
 * Generates time-ordered ids that fit in 53 bits and so stay exact in JavaScript and JSON: ms since 1970 (42 bits) · node (4) ·
 * counter (7). If the counter of a millisecond is full, the next millisecond is borrowed; if the clock steps back, the last one
 * is kept.
 */
export class IdGenerator {
  #node: number
  /** ms since 1970 from which the number of the node is no longer ours. */
  #until = Infinity
  #ms: number
  #counter = -1
  readonly #refusal: () => Error

  /**
   * @param node 0..15, unique among the nodes of an installation.
   * @param after every id is greater than this one (the greatest ever stored).
   * @param refusal creates the error that is thrown once another node may hold the number.
   */
  constructor(
    node = 0,
    after = 0,
    refusal: () => Error = () => new Error('the number of this node has expired'),
  ) {
    if (!Number.isInteger(node) || node < 0 || node >= NODES)
      throw new RangeError(`node must be 0..${NODES - 1}, not ${node}`)
    this.#refusal = refusal
    this.#node = node
    this.#ms = idTime(after)
    if (after > 0) this.#counter = PER_MS - 1
  }

  /**
   * Continues as another node.
   * @param after as for the constructor; @param until as {@link renew}.
   */
  adopt(node: number, after: number, until: number): void {
    this.#node = node
    if (idTime(after) >= this.#ms) {
      this.#ms = idTime(after)
      this.#counter = PER_MS - 1
    }
    this.#until = until
  }

  /** @param until ms since 1970 until which the number of the node is ours. */
  renew(until: number): void {
    this.#until = until
  }

  /** Whether ids can be generated. */
  get isValid(): boolean {
    return Date.now() < this.#until
  }

  /** Number of the node. */
  get node(): number {
    return this.#node
  }

  /** The ms since 1970 before which this node will generate no more ids. */
  get frontier(): number {
    return this.#ms
  }

  /** Smallest and greatest id that this node can generate in a millisecond. */
  slots(ms: number): { first: number; last: number } {
    const first = idFloor(ms) + this.#node * PER_MS
    return { first, last: first + PER_MS - 1 }
  }

  /** The next id; `now` in ms since 1970. @throws the refusal. */
  next(now = Date.now()): number {
    if (!this.isValid) throw this.#refusal()
    if (now > this.#ms) {
      this.#ms = now
      this.#counter = 0
    } else if (++this.#counter >= PER_MS) {
      this.#ms += 1
      this.#counter = 0
    }
    return (this.#ms * NODES + this.#node) * PER_MS + this.#counter
  }
}

/**
 * Bound on how far ids can be out of order in a log: clocks of nodes differ, and an entry that took its id first may be committed
 * later. If a later entry of a log has the smaller id, it is smaller by less than this, a minute.
 */
export const ID_DISORDER = idFloor(60_000)

/** The time at which an id was generated, in ms since 1970. */
export function idTime(id: number): number {
  return Math.floor(id / (NODES * PER_MS))
}

/** Smallest id of a millisecond: `idFloor(t) <= id < idFloor(t + 1)` for every id generated at `t`. */
export function idFloor(ms: number): number {
  return ms * NODES * PER_MS
}
