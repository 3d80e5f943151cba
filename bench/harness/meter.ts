import { setTimeout as sleep } from 'node:timers/promises'
import { type Spent, spentBy } from './process-cost.ts'
import { quantile } from './statistics.ts'

/** Longest time in ms for work in progress to finish after a run. */
const FINISH_WITHIN = 20_000
/** Longest time in seconds for work that ends by itself. */
const WHOLE_WITHIN = 120
const FIRST_ROOM = 1 << 14

/** Counts what a load does while it is measured. */
export class Meter {
  /** Start no new work. */
  stopped = false
  #counting = false
  #operations = 0
  #failures = 0
  #firstFailure: string | undefined
  readonly #durations = new Map<string, Durations>()

  /** Records that one operation has ended, or several at once. */
  done(operations = 1): void {
    if (this.#counting) this.#operations += operations
  }

  /** Records a duration from `startedAt` (ms of `performance.now()`) until now. */
  took(what: string, startedAt: number): void {
    if (!this.#counting) return
    const durations = this.#durations.get(what) ?? new Durations()
    this.#durations.set(what, durations)
    durations.add(performance.now() - startedAt)
  }

  /** Records that an operation was refused or answered wrongly, which voids the run. */
  failed(reason: string): void {
    this.#failures++
    this.#firstFailure ??= reason
  }

  count(yes: boolean): void {
    this.#counting = yes
  }

  /** @throws Error if anything failed. */
  result(): { operations: number; durations: ReadonlyMap<string, Durations> } {
    if (this.#failures > 0)
      throw new Error(`${this.#failures} operations failed, first: ${this.#firstFailure}`)
    return { operations: this.#operations, durations: this.#durations }
  }
}

/** Durations in ms, in a growing array without boxed numbers. */
export class Durations {
  #values = new Float64Array(FIRST_ROOM)
  #length = 0

  add(ms: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#length++] = ms
  }

  sorted(): Float64Array {
    return this.#values.slice(0, this.#length).sort()
  }
}

export interface Timing {
  /** Seconds. */
  warmUp: number
  seconds: number
}

/**
 * Runs a load and reports its work and cost: operations per second, CPU microseconds per operation of the measured processes
 * (`cpu`, and `loopCpu` for their event loop) and of the generator (`generatorCpu`), and quantiles in ms of every duration.
 * @param pids the measured processes; first the one whose first thread is the event loop.
 * @param load starts to work; resolves once it has stopped after `meter.stopped`.
 */
export async function measure(
  pids: () => readonly number[],
  { warmUp, seconds }: Timing,
  load: (meter: Meter) => Promise<unknown>,
): Promise<Record<string, number>> {
  const meter = new Meter()
  const ended = load(meter)
  ended.catch(() => {})
  await Promise.race([sleep(warmUp * 1000), ended])
  const before = snapshot(pids())
  meter.count(true)
  await Promise.race([sleep(seconds * 1000), ended])
  meter.count(false)
  const after = snapshot(pids())
  meter.stopped = true
  await Promise.race([ended, late()])
  const { operations, durations } = meter.result()
  if (operations === 0) throw new Error('nothing was done in the time measured')
  const values: Record<string, number> = {
    perSecond: operations / ((after.at - before.at) / 1000),
    cpu: (after.spent.total - before.spent.total) / operations,
    loopCpu: (after.spent.loop - before.spent.loop) / operations,
    generatorCpu: (after.own - before.own) / operations,
  }
  for (const [what, each] of durations) {
    const sorted = each.sorted()
    values[`${what} p50`] = quantile(sorted, 0.5)
    values[`${what} p99`] = quantile(sorted, 0.99)
  }
  return values
}

/** The same for work that ends by itself: all of it counts. */
export function measureWhole(
  pids: () => readonly number[],
  work: (meter: Meter) => Promise<unknown>,
): Promise<Record<string, number>> {
  return measure(pids, { warmUp: 0, seconds: WHOLE_WITHIN }, (meter) => {
    meter.count(true)
    return work(meter)
  })
}

/** Runs a load without measuring: freshly started code is interpreted at first. */
export async function warm(seconds: number, load: (meter: Meter) => Promise<unknown>): Promise<void> {
  const meter = new Meter()
  const ended = load(meter)
  await Promise.race([sleep(seconds * 1000), ended])
  meter.stopped = true
  await Promise.race([ended, late()])
  meter.result()
}

function snapshot(pids: readonly number[]): { at: number; spent: Spent; own: number } {
  const { user, system } = process.cpuUsage()
  return { at: performance.now(), spent: spentBy(pids), own: user + system }
}

async function late(): Promise<never> {
  await sleep(FINISH_WITHIN, undefined, { ref: false })
  throw new Error('the load did not stop: an answer is missing')
}
