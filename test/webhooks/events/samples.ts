import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

/** What a receiver gets, with a name in angle brackets for what differs each time; equal names stand for equal values. */
interface EventSample {
  /** Family and generation of the rule that gets it. */
  family: string
  generation?: 'new' | 'old'
  json: Record<string, unknown>
}

/** By what happened. */
const eventSamples: Readonly<Record<string, EventSample>> = JSON.parse(
  readFileSync(new URL('./event-samples.json', import.meta.url), 'utf8'),
)

const PLACEHOLDER = /<([a-z0-9 ]+)>/

/**
 * Compares what receivers got with samples.
 * @param bound values of placeholders; others stand for any value, the same throughout a sample.
 */
export function assertSamples(
  actual: readonly Record<string, unknown>[],
  names: readonly string[],
  bound: Record<string, string> = {},
): void {
  for (const [i, name] of names.entries()) {
    const sample = eventSamples[name]
    assert.ok(sample, `no sample of ${name}`)
    assert.deepEqual(actual[i], fill(sample.json, actual[i], new Map(Object.entries(bound))), name)
  }
  assert.equal(actual.length, names.length)
}

/** The sample with the values that the actual JSON has in places of placeholders, unless they contradict known ones. */
function fill(sample: unknown, actual: unknown, known: Map<string, string>): unknown {
  if (typeof sample === 'string') return fillText(sample, actual, known)
  if (Array.isArray(sample))
    return sample.map((each, i) => fill(each, Array.isArray(actual) ? actual[i] : undefined, known))
  if (typeof sample !== 'object' || sample === null) return sample
  const values = (actual ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(sample).map(([key, each]) => [key, fill(each, values[key], known)]),
  )
}

function fillText(sample: string, actual: unknown, known: Map<string, string>): unknown {
  // A time alone is a number.
  const [whole, name] = PLACEHOLDER.exec(sample) ?? []
  if (whole === undefined || name === undefined) return sample
  if (whole === sample && /^ms\b/.test(name)) {
    assert.equal(typeof actual, 'number', `${sample} is a number`)
    const value = known.get(name) ?? String(actual)
    known.set(name, value)
    return Number(value)
  }
  if (typeof actual !== 'string') return sample
  const names: string[] = []
  const pattern = sample.split(PLACEHOLDER).map((part, i) => {
    if (i % 2 === 0) return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    names.push(part)
    return '(.+?)'
  })
  const found = new RegExp(`^${pattern.join('')}$`, 's').exec(actual)
  if (found === null) return sample
  for (const [i, each] of names.entries()) if (!known.has(each)) known.set(each, found[i + 1]!)
  return sample.replaceAll(/<([a-z0-9 ]+)>/g, (_, each: string) => known.get(each) ?? _)
}
