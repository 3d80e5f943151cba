import type { ChatTarget } from './chat-target.ts'
import { type Meter, measure, warm } from './meter.ts'
import type { Options } from './options.ts'
import type { Results } from './results.ts'
import { Ringpost, type RingpostOptions } from './ringpost.ts'

/** What a scenario gets. */
export interface Bench {
  options: Options
  results: Results
  /** Other chat servers that are installed and running, each driven by the same generator. */
  peers: readonly ChatTarget[]
  /** Another one of the same kind that has done nothing yet; undefined when it is not installed. */
  freshPeer(): Promise<ChatTarget | undefined>
}

export interface Scenario {
  name: string
  /** One line: what is measured and against what. */
  title: string
  run(bench: Bench): Promise<void>
}

/** Anything that can be measured: it has processes and says what an answer of it is worth. */
export interface Measured {
  readonly name: string
  readonly durability: string
  readonly hasLoop: boolean
  pids(): readonly number[]
  /** How long its event loop was blocked since the last call, where that can be asked. */
  blocked?(): Promise<Record<string, number>>
}

/** Something to be run once per round. */
export interface Contender {
  target: Measured
  case: string
  load(meter: Meter): Promise<unknown>
}

/** Targets whose code has been compiled for the work they are measured at. */
const warmed = new WeakSet<Measured>()

/** Runs the contenders one after the other, round by round, every round in another order. */
export async function alternate(
  { options, results }: Bench,
  scenario: string,
  contenders: readonly Contender[],
): Promise<void> {
  for (const { target, case: name, load } of contenders) {
    results.durability[target.name] = target.durability
    const seconds = warmed.has(target) ? options.warmUp * 2 : options.firstWarmUp
    warmed.add(target)
    await warm(seconds, load).catch(saying(`${scenario}, ${target.name}, ${name}`))
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const i of contenders.keys()) {
      const { target, case: name, load } = contenders[(i + round) % contenders.length]!
      await target.blocked?.()
      const values = await measure(() => target.pids(), options, load).catch(
        saying(`${scenario}, ${target.name}, ${name}`),
      )
      if (!target.hasLoop) delete values.loopCpu
      const blocked = await target.blocked?.()
      results.add({ scenario, target: target.name, case: name, round, values: { ...values, ...blocked } })
    }
  }
  for (const { target, case: name } of contenders) {
    const rate = results.median(scenario, target.name, name, 'perSecond')
    const cpu = results.median(scenario, target.name, name, 'cpu')
    console.log(`  ${target.name}, ${name}: ${Math.round(rate)}/s, ${cpu.toFixed(1)} µs CPU each`)
  }
}

/** Says whose run failed. */
function saying(what: string): (error: Error) => never {
  return (error) => {
    throw new Error(`${what}: ${error.message}`, { cause: error })
  }
}

/** A Ringpost server of the scenario's own. */
export function startRingpost({ options }: Bench, more: RingpostOptions = {}): Promise<Ringpost> {
  return Ringpost.start({ profile: options.profile, ...more })
}

/** Loopback addresses to connect from, so that no single one runs out of ports. */
export function sourceAddress(index: number): string {
  return `127.0.0.${2 + (index % 8)}`
}

/** Does something for each item, so many at a time. */
export async function each<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) await work(items[i]!, i)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
}

/** `word1`, `word2` … */
export function numbered(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${word}${i + 1}`)
}
