import { LruCache } from '../kernel/lru-cache.ts'

/** How many messages of a conversation a user had not read. */
export interface Counted {
  /** All that the number depends on besides the positions of the log, as the statement that counted them put it. */
  stamp: string
  /** Of the last message that was counted, or could have been. */
  position: number
  unread: number
}

/** By row number of the log. Replaced by what is counted later, never changed: a list adds to what it has asked with. */
export type Counts = ReadonlyMap<number, Counted>

/** Conversations remembered for a user, those of the latest lists. All of them are parameters of each list, 0.3 µs each. */
const KEPT_OF_USER = 100
/** Conversations remembered for all users, 120 to 150 bytes each: 15 MB at most. */
const KEPT = 100_000
/** A user takes as much as so many conversations. */
const USER_WEIGHT = 2

const NOTHING: Counts = new Map()

/**
 * What lists of conversations have counted (docs/decisions/0060-unread-counts.md). It is never told of changes: the database
 * says with each list whether what is remembered still holds, so every node may have its own.
 */
export class UnreadMemo {
  readonly #users = new LruCache<string, Counts>(KEPT, { weigh: ({ size }) => size + USER_WEIGHT })

  of(app: number, user: string): Counts {
    return this.#users.get(keyOf(app, user)) ?? NOTHING
  }

  /** @param counted null: need not be remembered. */
  note(app: number, user: string, counted: ReadonlyMap<number, Counted | null>): void {
    const counts = new Map(this.of(app, user))
    for (const [log, each] of counted) {
      // The latest are the last.
      counts.delete(log)
      if (each !== null) counts.set(log, each)
    }
    for (const log of counts.keys()) {
      if (counts.size <= KEPT_OF_USER) break
      counts.delete(log)
    }
    if (counts.size > 0) this.#users.set(keyOf(app, user), counts)
    else this.#users.delete(keyOf(app, user))
  }
}

function keyOf(app: number, user: string): string {
  return `${app} ${user}`
}
