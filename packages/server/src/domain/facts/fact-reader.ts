import { performance, setTimeout } from '../../kernel/machine-time.ts'
import { covers, type FactCursor, furthest } from './fact-cursor.ts'
import { type FactPage, settle } from './fact-page.ts'
import type { FactStore } from './fact-store.ts'

/** Facts of each lane per read; doubled while all facts read have the same time. */
const LIMIT = 500
/** Minimum interval in ms between reads at the end of the stream, so that new facts are read in batches. */
const PACE_MS = 10
/** Pages kept for subscribers at about the same position. */
const KEPT = 4

/** A read in progress. `wakes`: value of the counter when the read started; it sees everything committed before. */
interface Reading {
  from: FactCursor
  page: Promise<FactPage>
  wakes?: number
}

/** Reads the stream for all subscribers of this node; those at its end share reads. */
export class FactReader {
  readonly #store: FactStore
  #recent: FactPage[] = []
  #reading: Reading | undefined
  #readAt = -Infinity
  #news = Promise.withResolvers<void>()
  #wakes = 0
  #incarnation: string | undefined
  #onReplaced = () => {}

  constructor(store: FactStore) {
    this.#store = store
  }

  /** Of the database that pages come from; known after the first {@link meet}. */
  get incarnation(): string {
    return this.#incarnation!
  }

  /** @param listener called when facts come from another server of the database than expected. */
  whenReplaced(listener: () => void): void {
    this.#onReplaced = listener
  }

  /**
   * Gives pages of the database server that runs now from here on.
   * @returns whether it is another one than before: positions that were given out may belong to other facts there.
   */
  async meet(): Promise<boolean> {
    const incarnation = await this.#store.incarnation()
    if (incarnation === this.#incarnation) return false
    this.#incarnation = incarnation
    this.#recent = []
    this.#reading = undefined
    return true
  }

  /** Call it when there may be new facts. */
  wake(): void {
    this.#wakes += 1
    this.#news.resolve()
    this.#news = Promise.withResolvers()
  }

  /** Resolves at the next {@link wake}. If obtained before a read, it covers everything that the read does not see. */
  get news(): Promise<void> {
    return this.#news.promise
  }

  /** Facts after the cursor; an empty page if there are none, or if the server of the database was replaced. */
  async after(cursor: FactCursor): Promise<FactPage> {
    for (;;) {
      const page = this.#recent.find(({ from, to }) => covers(cursor, from) && !covers(cursor, to))
      if (page !== undefined) return rest(page, cursor)
      const reading = this.#reading
      if (reading === undefined) return this.#read(cursor)
      if (!covers(cursor, reading.from)) return this.#load(cursor)
      const found = await reading.page
      if (reading.wakes === this.#wakes) return rest(found, cursor)
    }
  }

  async #read(from: FactCursor): Promise<FactPage> {
    const reading: Reading = {
      from,
      page: this.#pace().then(() => {
        reading.wakes = this.#wakes
        return this.#load(from)
      }),
    }
    this.#reading = reading
    try {
      const found = await reading.page
      if (found.facts.length > 0 && this.#reading === reading)
        this.#recent = [found, ...this.#recent.slice(0, KEPT - 1)]
      return found
    } finally {
      if (this.#reading === reading) this.#reading = undefined
      this.#readAt = performance.now()
    }
  }

  async #load(from: FactCursor): Promise<FactPage> {
    for (let limit = LIMIT; ; limit *= 2) {
      const { facts, incarnation } = await this.#store.read(from, limit)
      this.#incarnation ??= incarnation
      if (incarnation !== undefined && incarnation !== this.#incarnation) {
        this.#onReplaced()
        return { from, to: from, facts: [], isLast: true }
      }
      const page = settle(from, facts, limit)
      if (page !== undefined) return page
    }
  }

  async #pace(): Promise<void> {
    const wait = this.#readAt + PACE_MS - performance.now()
    if (wait > 0 && this.#recent[0]?.isLast !== false)
      await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

/** The part of a page after the cursor. */
function rest(page: FactPage, cursor: FactCursor): FactPage {
  const facts = page.facts.filter(({ lane, pos }) => pos > (cursor[lane] ?? 0))
  return { ...page, from: cursor, to: furthest(cursor, page.to), facts }
}
