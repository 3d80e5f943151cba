import type { Stores } from '../stores.ts'
import type { Appended, Entry, NewEntry } from './entry.ts'
import type { EntryFeed } from './entry-feed.ts'
import type { Bound, LogStore } from './log-store.ts'

/**
 * One part of a commit; parts are handed on in their order, so who is to get an entry must follow before it and who is not
 * after it. A bound of null: the log has no positions to follow from, only listeners who are online.
 */
export type JournalStep =
  | { store: NewEntry }
  /** For who is online, never stored. */
  | { push: NewEntry }
  | { follow: readonly string[]; log: string; from: Bound | null }
  | { unfollow: readonly string[]; log: string; to: Bound | null }
  /** Of a follower: whether the messages behind an entry are meant for him. The entry tells his sessions. */
  | { shield: string; log: string; from: number; shielded: boolean }

/** Stores of an open transaction. */
type Writes = Parameters<Parameters<Stores['transaction']>[0]>[0]

/**
 * The only one who appends to logs and hands on what was committed. Commits are handed on in the order in which the store
 * acknowledges them, before the next is acknowledged: listeners see every log without gaps, and who follows or leaves a log
 * in between gets exactly what stands on his side of that point.
 */
export class Journal {
  readonly #stores: Stores
  readonly #feed: EntryFeed

  constructor(stores: Stores, feed: EntryFeed) {
    this.#stores = stores
    this.#feed = feed
  }

  /**
   * Appends all entries or none; they are durable and handed on when this resolves.
   * @throws ApiError `server.busy`.
   */
  async append(entries: readonly NewEntry[]): Promise<Appended[]> {
    const appended = await this.#stores.logs.append(entries)
    const fresh: Entry[] = []
    for (const [i, { seq, repeat }] of appended.entries()) if (!repeat) fresh.push({ ...entries[i]!, seq })
    this.#feed.publish(fresh)
    return appended
  }

  /** Hands entries to who is online; nothing is stored. Returns them, for their ids and times. */
  push(entries: readonly NewEntry[]): NewEntry[] {
    this.#feed.publish(entries.map((entry) => ({ ...entry, seq: 0 })))
    return [...entries]
  }

  /**
   * What `write` writes and all steps, together or not at all. Nobody else writes meanwhile, so `write` calls the stores that
   * it is given without waiting in between, and rejects to undo everything.
   */
  async commit(
    app: number,
    steps: readonly JournalStep[],
    write: (stores: Writes) => Promise<void>,
  ): Promise<void> {
    const stored = steps.flatMap((step) => ('store' in step ? [step.store] : []))
    const appended = await this.#stores.transaction(async (stores) => {
      const results = await Promise.all([
        write(stores),
        stored.length === 0 ? [] : stores.logs.append(stored),
        ...steps.flatMap((step) => writeFollowers(stores.logs, app, step)),
      ])
      return results[1] as Appended[]
    })
    const positions = new Map(stored.map(({ id }, i) => [id, appended[i]!.seq]))
    await Promise.all(steps.map((step) => this.#handOn(app, step, positions)))
  }

  #handOn(app: number, step: JournalStep, positions: ReadonlyMap<number, number>): void | Promise<void> {
    if ('store' in step) this.#feed.publish([{ ...step.store, seq: positions.get(step.store.id)! }])
    else if ('push' in step) this.push([step.push])
    else if ('follow' in step) {
      const { from } = step
      const start = from === null ? 0 : positions.get(from.entry)! - (from.included ? 1 : 0)
      return this.#feed.follow(app, step.log, step.follow, start)
    } else if ('unfollow' in step) return this.#feed.unfollow(app, step.log, step.unfollow)
  }
}

function writeFollowers(logs: LogStore, app: number, step: JournalStep): Promise<void>[] {
  if ('follow' in step && step.from !== null) return [logs.follow(app, step.log, step.follow, step.from)]
  if ('unfollow' in step && step.to !== null) return [logs.unfollow(app, step.log, step.unfollow, step.to)]
  if ('shield' in step) return [logs.shield(app, step.log, step.shield, step.from, step.shielded)]
  return []
}
