import type { FileResult } from './run-file.ts'

const slowestShown = 10
/** Last lines of a failed file's output: the beginning is seldom about the failure. */
const outputLinesShown = 60

/** One line per file as it ends; if `detailed`, with the names of its tests. */
export function fileLines(result: FileResult, detailed: boolean): string[] {
  const failed = result.failures.length
  const counts = [`${result.passed.length} passed`]
  if (failed > 0) counts.push(`${failed} failed`)
  if (result.skipped.length > 0) counts.push(`${result.skipped.length} skipped`)
  const line = `${failed > 0 ? '✗' : '✓'} ${result.file}  ${counts.join(', ')}  ${seconds(result.milliseconds)}`
  const failures = result.failures.filter((failure) => !failure.cancelled).map(({ name }) => `    ✗ ${name}`)
  return [line, ...(detailed ? result.passed.map((name) => `    ✓ ${name}`) : []), ...failures]
}

/** The end of the report: skipped tests, slowest files, complete failures, and the totals as the last line. */
export function summaryLines(results: FileResult[]): string[] {
  const sum = (count: (result: FileResult) => number) =>
    results.reduce((total, each) => total + count(each), 0)
  const skipped = sum((result) => result.skipped.length)
  const totals = `${sum((result) => result.passed.length)} passed, ${sum((result) => result.failures.length)} failed`
  return [
    ...section('Skipped', results.flatMap(skippedLines)),
    ...section('Slowest files', slowestLines(results)),
    ...section('Failures', results.flatMap(failureLines)),
    '',
    skipped > 0 ? `${totals}, ${skipped} skipped` : totals,
  ]
}

/** Tests skipped for the same reason share one line: a missing database skips a whole suite. */
function skippedLines(result: FileResult): string[] {
  return [...Map.groupBy(result.skipped, (skip) => skip.reason)].map(([reason, skips]) => {
    const more = skips.length > 1 ? ` and ${skips.length - 1} more` : ''
    return `- ${result.file}: ${skips[0]?.name}${more}: ${reason}`
  })
}

function slowestLines(results: FileResult[]): string[] {
  return results
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, slowestShown)
    .map((result) => `${seconds(result.milliseconds).padStart(8)}  ${result.file}`)
}

function failureLines(result: FileResult): string[] {
  if (result.failures.length === 0) return []
  const causes = result.failures.filter((failure) => !failure.cancelled)
  const cancelled = result.failures.length - causes.length
  const lines = causes.flatMap(({ name, at, error }) => [
    `✗ ${result.file}: ${name}`,
    ...indent([at, error]),
    '',
  ])
  if (cancelled > 0) lines.push(`✗ ${result.file}: ${cancelled} more did not run because of that`, '')
  const output = result.output.trimEnd().split('\n').slice(-outputLinesShown)
  if (result.output.trim() !== '') lines.push(`  output of ${result.file}:`, ...indent(output), '')
  return lines
}

function section(title: string, lines: string[]): string[] {
  return lines.length > 0 ? ['', title, ...lines.map((line) => (line === '' ? '' : `  ${line}`))] : []
}

function indent(texts: string[]): string[] {
  return texts.flatMap((text) => text.split('\n')).map((line) => `    ${line}`)
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}
