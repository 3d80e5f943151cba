import type { ChatTarget } from './chat-target.ts'
import { type Meter, measure, warm } from './meter.ts'
import type { Options } from './options.ts'
import type { Results } from './results.ts'
import { Ringpost, type RingpostOptions } from './ringpost.ts'

/** The environment of a scenario. */
export interface Bench {
  options: Options
  results: Results
  /** Other chat servers that are installed and running, driven by the same generator. */
  peers: readonly ChatTarget[]
  /** A fresh server of the same kind that has done nothing yet; undefined if it is not installed. */
  freshPeer(): Promise<ChatTarget | undefined>
}

export interface Scenario {
  name: string
  /** One line: what is measured, and against what. */
  title: string
  run(bench: Bench): Promise<void>
}

/** Anything that can be measured: it has processes, and states how durable its answers are. */
export interface Measured {
  readonly name: string
  readonly durability: string
  readonly hasLoop: boolean
  pids(): readonly number[]
  /** How long its event loop was blocked since the last call, if that can be queried. */
  blocked?(): Promise<Record<string, number>>
}

/** Something that runs once per round. */
export interface Contender {
  target: Measured
  case: string
  load(meter: Meter): Promise<unknown>
}

/** Targets whose code has been compiled for the measured work. */
const warmed = new WeakSet<Measured>()

/** Runs the contenders one after the other, round by round, in a different order each round. */
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

/** Adds to an error whose run failed. */
function saying(what: string): (error: Error) => never {
  return (error) => {
    throw new Error(`${what}: ${error.message}`, { cause: error })
  }
}

/** Starts a Ringpost server for one scenario. */
export function startRingpost({ options }: Bench, more: RingpostOptions = {}): Promise<Ringpost> {
  return Ringpost.start({ profile: options.profile, ...more })
}

/** Loopback addresses to connect from, so that no single one runs out of ports. */
export function sourceAddress(index: number): string {
  return `127.0.0.${2 + (index % 8)}`
}

/** Calls a function for each item, with limited concurrency. */
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
