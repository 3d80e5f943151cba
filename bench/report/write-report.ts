import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from '../harness/bench.ts'
import type { Options } from '../harness/options.ts'
import { Results } from '../harness/results.ts'
import { targetChart } from './chart.ts'
import type { MachineFacts } from './machine-facts.ts'
import { durabilityList, factsTable, scenarioSection, targetTable } from './markdown.ts'
import { targets, verdictOf } from './targets.ts'

const bench = join(import.meta.dirname, '..')
const folder = join(bench, 'results')

/** Results of the last complete run of this extent. @throws Error if there is none. */
export function readResults({ extent }: Options): Results {
  return new Results(JSON.parse(readFileSync(join(folder, `${extent}.generated.json`), 'utf8')))
}

/** Writes the results under the name of the extent; a complete run also writes RESULTS.md. */
export function writeReport(
  options: Options,
  facts: MachineFacts,
  scenarios: readonly Scenario[],
  results: Results,
): void {
  const day = new Date().toISOString().slice(0, 10)
  const how = `${day}, ${options.rounds} alternating rounds of ${options.seconds} s, \`npm run bench${options.extent === 'default' ? '' : ` -- --${options.extent}`}\``
  const complete = options.only.length === 0 || options.update
  const name = complete ? options.extent : 'part'
  mkdirSync(folder, { recursive: true })
  const judged = targets.map((target) => {
    const reached = target.find(results)
    const { what, must, aim, better, unit } = target
    return { what, must, aim, better, unit, reached, verdict: verdictOf(target, reached) }
  })
  writeFileSync(
    join(folder, `${name}.generated.json`),
    `${JSON.stringify({ day, options: { ...options, profile: undefined }, facts, targets: judged, ...results }, null, 1)}\n`,
  )
  writeFileSync(join(folder, `${name}.svg`), targetChart(results))
  writeFileSync(
    join(folder, `${name}.md`),
    `${[
      '# Results',
      how,
      factsTable(facts),
      'Figures are medians of the rounds, in brackets the least and the most. Ratios are taken within a round. Durations are ms.',
      '## Targets',
      targetTable(results),
      ...scenarios.map((scenario) => scenarioSection(scenario, results)),
      '## What is safe when a server answers',
      durabilityList(results),
    ].join('\n\n')}\n`,
  )
  if (complete && options.extent !== 'quick')
    writeFileSync(
      join(bench, 'RESULTS.md'),
      `${[
        '# What was measured last',
        `${how}. Written by the benchmark; how it measures says [README.md](README.md), all figures stand in [results/${name}.md](results/${name}.md), what a profile showed in [NOTES.md](NOTES.md).`,
        `![Every target, must, aim and what was reached](results/${name}.svg)`,
        targetTable(results),
        ...results.skips.map(({ scenario, why }) => `Not measured (${scenario}): ${why}.`),
        factsTable(facts),
      ].join('\n\n')}\n`,
    )
  console.log(`\n${targetTable(results)}\n\nwritten: bench/results/${name}.md, .svg and .generated.json`)
}
