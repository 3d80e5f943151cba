export const NODES = 16
const PER_MS = 128

/**
 * Time-ordered ids that fit in 53 bits and so stay exact in JavaScript and JSON: ms since 1970 (42 bits) · node (4) · counter (7).
 * When a millisecond's counter is full the next one is borrowed; when the clock steps back the last millisecond is kept.
 */
export class IdGenerator {
  #node: number
  /** ms since 1970 from which the number of the node is not ours any more. */
  #until = Infinity
  #ms: number
  #counter = -1
  readonly #refusal: () => Error

  /**
   * @param node 0..15, unique among the nodes of an installation.
   * @param after every id is greater than this one (the greatest ever stored).
   * @param refusal what is thrown instead of an id when another node may have the number by now.
   */
  constructor(
    node = 0,
    after = 0,
    refusal: () => Error = () => new Error('the number of this node has run out'),
  ) {
    if (!Number.isInteger(node) || node < 0 || node >= NODES)
      throw new RangeError(`node must be 0..${NODES - 1}, not ${node}`)
    this.#refusal = refusal
    this.#node = node
    this.#ms = idTime(after)
    if (after > 0) this.#counter = PER_MS - 1
  }

  /**
   * Goes on as another node.
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

  /** Whether ids can be made. */
  get isValid(): boolean {
    return Date.now() < this.#until
  }

  /** Number of the node. */
  get node(): number {
    return this.#node
  }

  /** ms since 1970 that no id of this node will be made in any more: those before this one. */
  get frontier(): number {
    return this.#ms
  }

  /** Smallest and greatest id that this node makes in a millisecond. */
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
 * Clocks of nodes differ, and what took its id first may be committed later: of two entries of one log, the one that stands
 * behind has an id that is smaller by less than this, a minute.
 */
export const ID_DISORDER = idFloor(60_000)

/** The ms since 1970 in which an id was made. */
export function idTime(id: number): number {
  return Math.floor(id / (NODES * PER_MS))
}

/** Smallest id of a millisecond: `idFloor(t) <= id < idFloor(t + 1)` for every id made at `t`. */
export function idFloor(ms: number): number {
  return ms * NODES * PER_MS
}
