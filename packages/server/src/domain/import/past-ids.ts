import { type IdGenerator, idTime, type Lanes } from '../../kernel/id-generator.ts'
import { LruCache } from '../../kernel/lru-cache.ts'
import type { LogStore } from '../log/log-store.ts'

/** Milliseconds whose next free id is cached; for others the store is queried. Far more than are in use at a time. */
const KNOWN_MS = 200_000

/**
 * Issues ids for imported messages as if they had been issued when the message was sent, so that ids order all messages
 * by time. They come from the ids this node left unused in that millisecond, so they are unique without coordination;
 * if none is left, from the next millisecond with a free id.
 */
export class PastIds {
  readonly #ids: IdGenerator
  readonly #logs: LogStore
  /** Millisecond → next free id; if it lies in a later millisecond, that millisecond's own entry applies. */
  readonly #next = new LruCache<number, number>(KNOWN_MS)
  /** The lanes whose ids are cached. */
  #lanes: Lanes
  /** Serializes reservations; otherwise two could find the same ids free. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(ids: IdGenerator, logs: LogStore) {
    this.#ids = ids
    this.#logs = logs
    this.#lanes = ids.lanes
  }

  /** Reserves one id for each time, in ms since 1970, not later than now. Equal times get rising ids. */
  reserve(times: readonly number[]): Promise<number[]> {
    const reserved = this.#turn.then(() => this.#reserve(times))
    this.#turn = reserved.catch(() => {})
    return reserved
  }

  async #reserve(times: readonly number[]): Promise<number[]> {
    if (this.#lanes !== this.#ids.lanes) {
      this.#next.clear()
      this.#lanes = this.#ids.lanes
    }
    const reserved = new Array<number>(times.length)
    let open = times.map((time, index) => ({ time, index }))
    for (;;) {
      const unknown = new Set<number>()
      const waiting: typeof open = []
      for (const each of open) {
        const taken = this.#take(each.time)
        if ('id' in taken) reserved[each.index] = taken.id
        else {
          unknown.add(taken.unknown)
          waiting.push(each)
        }
      }
      if (waiting.length === 0) return reserved
      open = waiting
      await this.#learn([...unknown])
    }
  }

  /** The next free id for a millisecond, or the millisecond for which the store must be queried first. */
  #take(time: number): { id: number } | { unknown: number } {
    const passed: number[] = []
    for (let ms = time; ; ) {
      // The generator has not passed this millisecond yet, and numbers live messages in it too.
      if (ms >= this.#ids.frontier) return { id: this.#ids.next(ms) }
      const id = this.#next.get(ms)
      if (id === undefined) return { unknown: ms }
      if (idTime(id) === ms) {
        this.#next.set(ms, this.#after(id, ms))
        for (const each of passed) this.#next.set(each, this.#ids.slots(ms).first)
        return { id }
      }
      passed.push(ms)
      ms = idTime(id)
    }
  }

  async #learn(unknown: readonly number[]): Promise<void> {
    const found = await this.#logs.lastIdsIn(unknown.map((ms) => this.#ids.slots(ms)))
    for (const [i, ms] of unknown.entries()) {
      const last = found[i]!
      this.#next.set(ms, last === 0 ? this.#ids.slots(ms).first : this.#after(last, ms))
    }
  }

  #after(id: number, ms: number): number {
    return id < this.#ids.slots(ms).last ? id + 1 : this.#ids.slots(ms + 1).first
  }
}
