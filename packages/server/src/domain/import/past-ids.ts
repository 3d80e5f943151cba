import { LRUCache } from 'lru-cache'
import { type IdGenerator, idTime } from '../../kernel/id-generator.ts'
import type { LogStore } from '../log/log-store.ts'

/** Milliseconds whose next free id is remembered; of others the store is asked. Far more than are being written at a time. */
const KNOWN_MS = 200_000

/**
 * Ids for messages of the past: as if they had been made when the message was, so that ids order all messages by time. They
 * are taken from what this node left over in that millisecond, so they are unique without asking other nodes; when nothing
 * is left, from the next millisecond that has something.
 */
export class PastIds {
  readonly #ids: IdGenerator
  readonly #logs: LogStore
  /** Millisecond → next free id; it may lie in a later millisecond, whose own entry then counts. */
  readonly #next = new LRUCache<number, number>({ max: KNOWN_MS })
  /** Node whose ids are remembered. */
  #node: number
  /** Reservations are made one after the other, or two would find the same ids free. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(ids: IdGenerator, logs: LogStore) {
    this.#ids = ids
    this.#logs = logs
    this.#node = ids.node
  }

  /** One id for each time, in ms since 1970, not later than now. Equal times get rising ids. */
  reserve(times: readonly number[]): Promise<number[]> {
    const reserved = this.#turn.then(() => this.#reserve(times))
    this.#turn = reserved.catch(() => {})
    return reserved
  }

  async #reserve(times: readonly number[]): Promise<number[]> {
    if (this.#node !== this.#ids.node) {
      this.#next.clear()
      this.#node = this.#ids.node
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

  /** The next free id of a millisecond, or the millisecond of which the store has to be asked first. */
  #take(time: number): { id: number } | { unknown: number } {
    const passed: number[] = []
    for (let ms = time; ; ) {
      // The generator has not been through this millisecond: it numbers live messages in it too.
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
