import type { Alarm, Clock } from '../../kernel/clock.ts'
import { pause, performance } from '../../kernel/machine-time.ts'
import type { Leases } from '../cluster/leases.ts'
import type { HistoryFiles } from '../history/history-files.ts'
import type { LogKind } from '../log/log-key.ts'
import type { App } from '../tenancy/app.ts'
import type { AppRegistry } from '../tenancy/app-registry.ts'
import { whenNotBusy } from '../when-not-busy.ts'
import { DAY_MS, type KeptDays, keptDays } from './kept-days.ts'
import { passesFor, planFor, reachesAfter, reachesFor } from './retention-rules.ts'
import type { Expired, Gone, Pass, Plan, Reach, RetentionStore, Stretch, Tally } from './retention-store.ts'

/** ms from the start to the first run, and between runs. */
const FIRST_MS = 60_000
const PAUSE_MS = 3600_000
/** Entries found at a time. */
const FOUND = 500
/** Most entries per commit, fewer where that takes longer than `COMMIT_MS`: others who write wait for it. */
const ROWS = 250
const FEWEST_ROWS = 100
const COMMIT_MS = 30
/** Pauses are this many times as long as the work before them, so that it takes a quarter of what the database can do. */
const IDLE = 3
const LONGEST_PAUSE_MS = 250
/** ms after which progress is saved; after a crash it is repeated. */
const SAVE_MS = 2000

export interface Removed {
  app: number
  kind: LogKind
  rows: number
}

export interface RunResult {
  removed: Removed[]
  /** Duration. */
  ms: number
}

export interface RetentionParts {
  store: RetentionStore
  apps: AppRegistry
  files: HistoryFiles
  leases: Leases
  clock: Clock
  /** What is kept of apps that have not chosen. */
  kept: KeptDays
  onRun(result: RunResult): void
  onError(error: unknown): void
}

/** Removes what is older than apps keep it, and receipts and notices that nobody waits for, in the background. */
export class Retention {
  readonly #parts: RetentionParts
  #alarm: Alarm | undefined
  #running: Promise<unknown> = Promise.resolve()
  readonly #stopped = new AbortController()
  #rows = ROWS
  /** Entries removed by this process. */
  readonly removed: Record<LogKind, number> = { pair: 0, group: 0, room: 0, inbox: 0 }

  constructor(parts: RetentionParts) {
    this.#parts = parts
  }

  /** Runs soon, then at regular intervals until stopped. */
  start(): void {
    const { clock, onError } = this.#parts
    const run = () => this.run().catch(onError)
    this.#alarm = clock.after(FIRST_MS, async () => {
      await run()
      if (!this.#stopped.signal.aborted) this.#alarm = clock.every(PAUSE_MS, run)
    })
  }

  /** Resolves when nothing is being removed. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#alarm?.cancel()
    await this.#running.catch(() => {})
  }

  daysOf({ settings }: Pick<App, 'settings'>): KeptDays {
    return keptDays(settings, this.#parts.kept)
  }

  /**
   * Removes what is due.
   * @param signal ends it early; the next run continues.
   * @returns undefined if another node is doing it.
   */
  run(onProgress: (rows: number) => void = () => {}, signal?: AbortSignal): Promise<RunResult | undefined> {
    const run = this.#running
      .catch(() => {})
      .then(() =>
        this.#parts.leases.during('retention', () => {
          const signals = [this.#stopped.signal, ...(signal === undefined ? [] : [signal])]
          return this.#removeAll(onProgress, AbortSignal.any(signals))
        }),
      )
      .then((ran) => ran?.done)
    this.#running = run
    return run
  }

  /** Counts what a run would remove now. Reads as much as a run does. */
  async preview(onProgress: (rows: number) => void, signal: AbortSignal): Promise<Tally[]> {
    const { store } = this.#parts
    const plan = this.#plan()
    const total = new Map<string, Tally>()
    let rows = 0
    for (const pass of passesFor(plan, reachesFor(plan, await store.reaches()))) {
      for (let from: number | null = pass.from; from !== null; ) {
        signal.throwIfAborted()
        const { tallies, next }: { tallies: Tally[]; next: number | null } = await store.tally(plan, {
          ...pass,
          from,
        })
        for (const tally of tallies) {
          const key = `${tally.app} ${tally.kind}`
          const known = total.get(key)
          rows += tally.rows
          total.set(
            key,
            known === undefined
              ? tally
              : { ...known, rows: known.rows + tally.rows, bytes: known.bytes + tally.bytes },
          )
        }
        onProgress(rows)
        from = next
      }
    }
    return [...total.values()]
  }

  #plan(): Plan {
    return planFor(this.#parts.apps.list(), this.#parts.kept, this.#parts.clock.now())
  }

  async #removeAll(onProgress: (rows: number) => void, signal: AbortSignal): Promise<RunResult> {
    const { store, onRun } = this.#parts
    const started = performance.now()
    const plan = this.#plan()
    const removed = new Map<string, Removed>()
    let reaches: Reach[] = reachesFor(plan, await store.reaches())
    let savedAt = started
    let rows = 0
    for (const pass of passesFor(plan, reaches)) {
      for (let from: number | null = pass.from; from !== null && !signal.aborted; ) {
        const began = performance.now()
        const next: number | null = await this.#step(plan, { ...pass, from }, (count) => {
          const key = `${count.app} ${count.kind}`
          rows += count.rows
          this.removed[count.kind] += count.rows
          removed.set(key, { ...count, rows: (removed.get(key)?.rows ?? 0) + count.rows })
        })
        from = next
        reaches = reachesAfter(plan, reaches, pass, next ?? pass.before)
        onProgress(rows)
        if (next !== null && performance.now() - savedAt > SAVE_MS) {
          await store.saveReaches(reaches)
          savedAt = performance.now()
        }
        await rest(began)
      }
    }
    await store.saveReaches(reaches)
    if (!signal.aborted) await this.#forgetFiles()
    const result = { removed: [...removed.values()], ms: performance.now() - started }
    onRun(result)
    return result
  }

  /** @returns the id at which to continue; null at the end of the pass. */
  async #step(plan: Plan, pass: Pass, count: (removed: Removed) => void): Promise<number | null> {
    const { store } = this.#parts
    const { expired, next } = await whenNotBusy(() => store.expired(plan, pass, FOUND))
    const stretches = stretchesOf(expired)
    const remove = async (gone: readonly Gone[]) => {
      for (let at = 0; at < gone.length; ) {
        const part = gone.slice(at, at + this.#rows)
        at += part.length
        const began = performance.now()
        await store.remove(part)
        const isSlow = performance.now() - began > COMMIT_MS
        this.#rows = isSlow ? Math.max(FEWEST_ROWS, this.#rows / 2) : Math.min(ROWS, this.#rows * 2)
        for (const removed of tally(part, expired)) count(removed)
        if (at < gone.length) await rest(began)
      }
    }
    await remove(expired.filter(({ seq }) => seq < 0))
    for (let isMore = stretches.length > 0; isMore; ) {
      // Positions have no gaps: what is in front of an entry goes with it.
      const gone = await whenNotBusy(() => store.entriesIn(stretches, FOUND))
      await remove(gone)
      isMore = gone.length === FOUND
    }
    return next
  }

  /** Removes the history files of hours of which messages have gone; those that are asked for are written again. */
  async #forgetFiles(): Promise<void> {
    const now = this.#parts.clock.now()
    for (const app of this.#parts.apps.list()) {
      const { pair, group, room } = this.daysOf(app)
      const days = [pair, group, room, app.settings.exportDays].filter((each) => each > 0)
      if (days.length > 0) await this.#parts.files.forgetBefore(app, now - Math.min(...days) * DAY_MS)
    }
  }
}

/** @param began when the work began, by `performance.now()`. */
function rest(began: number): Promise<void> {
  const ms = Math.min((performance.now() - began) * IDLE, LONGEST_PAUSE_MS)
  return pause(ms)
}

/** The part of each log that goes, so that its last one of these does. */
function stretchesOf(expired: readonly Expired[]): Stretch[] {
  const stretches = new Map<number, Stretch>()
  for (const { app, log, seq, floor } of expired) {
    if (seq < 0) continue
    const upTo = Math.max(stretches.get(log)?.upTo ?? 0, seq)
    stretches.set(log, { app, log, floor, upTo })
  }
  return [...stretches.values()]
}

function tally(gone: readonly Gone[], known: readonly Expired[]): Removed[] {
  const kinds = new Map(known.map(({ log, kind }) => [log, kind]))
  const counts = new Map<string, Removed>()
  for (const { app, log } of gone) {
    const kind = kinds.get(log)!
    const key = `${app} ${kind}`
    counts.set(key, { app, kind, rows: (counts.get(key)?.rows ?? 0) + 1 })
  }
  return [...counts.values()]
}
