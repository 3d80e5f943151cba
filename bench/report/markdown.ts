import type { Scenario } from '../harness/bench.ts'
import type { Results, Run } from '../harness/results.ts'
import { spreadOf } from '../harness/statistics.ts'
import type { MachineFacts } from './machine-facts.ts'
import { numberText, spreadText } from './number-text.ts'
import { targets, verdictOf } from './targets.ts'

/** Column titles, in order; values that are missing here show their own name (durations, in ms). */
const columns: Readonly<Record<string, string>> = {
  perSecond: 'per second',
  cpu: 'CPU µs each',
  loopCpu: 'of it event loop',
  generatorCpu: 'generator µs each',
  kilobytes: 'KiB each',
}

export function factsTable(facts: MachineFacts): string {
  const names: Record<keyof MachineFacts, string> = {
    cores: 'cores, shared by server, database and generator',
    processor: 'processor',
    memory: 'memory',
    kernel: 'kernel',
    node: 'Node',
    fileSystem: 'file system',
    sync: 'append 4 KiB and fdatasync',
  }
  const rows = Object.entries(names).map(([key, name]) => [name, String(facts[key as keyof MachineFacts])])
  return table(['machine', ''], rows)
}

/** Target, measurement and verdict per row. */
export function targetTable(results: Results): string {
  return table(
    ['target', 'must', 'aim', 'reached (least–most of the rounds)', ''],
    targets.map((target) => {
      const found = target.find(results)
      const sign = target.better === 'higher' ? '≥ ' : '≤ '
      return [
        target.what,
        `${sign}${numberText(target.must)}${target.unit}`,
        `${sign}${numberText(target.aim)}${target.unit}`,
        found === undefined ? '' : `${spreadText(found)}${target.unit}`,
        verdictOf(target, found),
      ]
    }),
  )
}

/** All figures of one scenario, with what was skipped. */
export function scenarioSection(scenario: Scenario, results: Results): string {
  const runs = results.runs.filter((run) => run.scenario === scenario.name)
  const skips = results.skips.filter((skip) => skip.scenario === scenario.name)
  const places = new Map(runs.map((run) => [`${run.case}\0${run.target}`, run]))
  const names = valueNames(runs)
  const body = [...places.values()].map(({ case: forCase, target }) => [
    forCase,
    target,
    ...names.map((name) => {
      const numbers = results.find(scenario.name, target, forCase).flatMap((run) => run.values[name] ?? [])
      return numbers.length === 0 ? '' : spreadText(spreadOf(numbers))
    }),
  ])
  return [
    `## ${scenario.name}`,
    `${scenario.title[0]!.toUpperCase()}${scenario.title.slice(1)}.`,
    ...(body.length === 0
      ? []
      : [table(['case', 'server', ...names.map((name) => columns[name] ?? name)], body)]),
    ...(results.notes[scenario.name] ?? []),
    ...skips.map(({ why }) => `Skipped: ${why}.`),
  ].join('\n\n')
}

export function durabilityList(results: Results): string {
  return Object.entries(results.durability)
    .map(([target, what]) => `- ${target}: ${what}`)
    .join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function valueNames(runs: readonly Run[]): string[] {
  const present = [...new Set(runs.flatMap((run) => Object.keys(run.values)))]
  const known = Object.keys(columns)
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length)
  return present.sort((a, b) => place(a) - place(b))
}
