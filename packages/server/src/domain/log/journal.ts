import type { Happening, LooseFact } from '../facts/fact.ts'
import type { FactOutlet, HappeningOf } from '../facts/fact-outlet.ts'
import type { SayWrites, Stores, Writes } from '../stores.ts'
import type { Appended, Entry, NewEntry } from './entry.ts'
import type { EntryFeed } from './entry-feed.ts'
import type { Bound } from './log-store.ts'

/**
 * One part of a commit. Parts are published in order, so the users who are to get an entry must follow before it, and
 * those who are not, after it. A null bound: the log has no positions to follow from, only online listeners.
 * `happening`: the fact that the entry states for followers of facts. `shown`: what online users get instead of what is stored.
 */
export type JournalStep =
  | { store: NewEntry; happening?: Happening | undefined; shown?: Shown }
  /** For online users, never stored. */
  | { push: NewEntry; happening?: Happening | undefined }
  /** A fact without an entry. */
  | { report: LooseFact }
  | { follow: readonly string[]; log: string; from: Bound | null }
  | { unfollow: readonly string[]; log: string; to: Bound | null }
  /** A follower: messages beyond the entry are not meant for them, or are again. The entry informs their sessions. */
  | { shield: string; log: string; from: number }
  | { unshield: string; log: string; to: number }

type Shown = Pick<NewEntry, 'payload' | 'shows'>

/**
 * Appends entries and publishes what was committed. Only imported history bypasses it (`Imports`), and is not
 * published. Commits are published in the order in which the store acknowledges them, each before the next is
 * acknowledged: listeners see every log without gaps, and users who start or cease to follow a log in between get
 * exactly what is on their side of that point.
 */
export class Journal {
  readonly #stores: Stores
  readonly #feed: EntryFeed
  readonly #facts: FactOutlet

  constructor(stores: Stores, feed: EntryFeed, facts: FactOutlet) {
    this.#stores = stores
    this.#feed = feed
    this.#facts = facts
  }

  /**
   * Appends all entries, which belong to one app, or none. When this resolves, they and their facts are durable and
   * published.
   * @throws ApiError `server.busy`.
   */
  async append(entries: readonly NewEntry[], happeningOf?: HappeningOf): Promise<Appended[]> {
    const told = this.#facts.tell(entries, happeningOf)
    const appended = await this.#stores.logs.append(entries, told?.wanted)
    const fresh: Entry[] = []
    for (const [i, { seq, repeat }] of appended.entries()) if (!repeat) fresh.push({ ...entries[i]!, seq })
    this.#feed.publish(fresh)
    if (told !== undefined) this.#facts.committed(entries, told, appended)
    return appended
  }

  /**
   * Publishes entries of one app to online users. Only their facts are stored, and durable when this resolves. Returns
   * the entries, for their ids and times.
   */
  async push(entries: readonly NewEntry[], happeningOf?: HappeningOf): Promise<NewEntry[]> {
    this.#publish(entries)
    const told = this.#facts.tell(entries, happeningOf)
    if (told !== undefined)
      await this.report(entries.flatMap((entry, i) => looseFact(entry, told.all[i]) ?? []))
    return [...entries]
  }

  /** Records facts for which nothing is appended; durable when this resolves, if somebody follows them. */
  async report(facts: readonly LooseFact[]): Promise<void> {
    const wanted = this.#facts.wanted(facts)
    if (wanted.length > 0) await this.#stores.facts.append(wanted)
    this.#facts.reported(facts, wanted)
  }

  /**
   * Commits all steps and what `say` writes, together or not at all.
   * @param say as for `Stores.commit`.
   * @returns what `say` resolves with.
   * @throws the error of the first write that does not apply.
   */
  async commit<Parts extends readonly unknown[]>(
    app: number,
    steps: readonly JournalStep[],
    say: SayWrites<Parts>,
  ): Promise<Parts> {
    const stored = steps.flatMap((step) => ('store' in step ? [step] : []))
    const entries = stored.map(({ store }) => store)
    const happenings = new Map(stored.map(({ store, happening }) => [store, happening]))
    const told = this.#facts.tell(entries, (entry) => happenings.get(entry))
    const loose = steps.flatMap(looseFactOf)
    const wanted = this.#facts.wanted(loose)
    const [parts, appended] = await this.#stores.commit((stores) => [
      Promise.all(say(stores)),
      entries.length === 0 ? Promise.resolve([]) : stores.logs.append(entries, told?.wanted),
      Promise.all(steps.flatMap((step) => writeFollowers(stores.logs, app, step))),
      wanted.length === 0 ? Promise.resolve() : stores.facts.append(wanted),
    ])
    const positions = new Map(entries.map(({ id }, i) => [id, appended[i]!.seq]))
    const handedOn = steps.map((step) => this.#handOn(app, step, positions))
    if (told !== undefined) this.#facts.committed(entries, told, appended)
    this.#facts.reported(loose, wanted)
    await Promise.all(handedOn)
    return parts as readonly unknown[] as Parts
  }

  #handOn(app: number, step: JournalStep, positions: ReadonlyMap<number, number>): void | Promise<void> {
    if ('store' in step)
      this.#feed.publish([{ ...step.store, ...step.shown, seq: positions.get(step.store.id)! }])
    else if ('push' in step) this.#publish([step.push])
    else if ('follow' in step) {
      const { from } = step
      const start = from === null ? 0 : positions.get(from.entry)! - (from.included ? 1 : 0)
      return this.#feed.follow(app, step.log, step.follow, start)
    } else if ('unfollow' in step) return this.#feed.unfollow(app, step.log, step.unfollow)
  }

  /** Publishes entries that are not stored. */
  #publish(entries: readonly NewEntry[]): void {
    this.#feed.publish(entries.map((entry) => ({ ...entry, seq: 0 })))
  }
}

function looseFactOf(step: JournalStep): LooseFact[] {
  if ('report' in step) return [step.report]
  return 'push' in step ? (looseFact(step.push, step.happening) ?? []) : []
}

function looseFact({ app, log }: NewEntry, happening: Happening | undefined): LooseFact[] | undefined {
  return happening && [{ ...happening, app, subject: log }]
}

function writeFollowers(logs: Writes['logs'], app: number, step: JournalStep): Promise<void>[] {
  if ('follow' in step && step.from !== null) return [logs.follow(app, step.log, step.follow, step.from)]
  if ('unfollow' in step && step.to !== null) return [logs.unfollow(app, step.log, step.unfollow, step.to)]
  if ('shield' in step) return [logs.shield(app, step.log, step.shield, step.from)]
  if ('unshield' in step) return [logs.unshield(app, step.log, step.unshield, step.to)]
  return []
}
