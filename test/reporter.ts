import { AssertionError } from 'node:assert'
import type { TestEvent } from 'node:test/reporters'
import { inspect, stripVTControlCharacters } from 'node:util'

/** What a test file reports to test/run.ts, one JSON object per line. `name` is the path of suites down to the test. */
export type TestRecord =
  | { kind: 'pass'; name: string }
  | { kind: 'skip'; name: string; reason: string }
  | { kind: 'fail'; name: string; at: string; error: string; cancelled: boolean }
  | { kind: 'note'; text: string }
  | { kind: 'begun' | 'ended'; test: string }
  | { kind: 'end' }

/**
 * A node:test reporter (node loads it by its default export). It separates what the totals of node:test mix up: a hook
 * that throws is its own failure, a suite with only failing children is not a second one. `begun` and `ended` arrive at
 * once, the results in the order of declaration: they show in which test a file hangs. `end` is written once node has
 * seen every test of the file finish; a file without it died or exited early.
 */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const suites: string[] = []
  for await (const event of events) {
    if (event.type === 'test:start') suites[event.data.nesting] = event.data.name
    const record = toRecord(event, suites)
    if (record) yield `${JSON.stringify(record)}\n`
  }
}

function toRecord(event: TestEvent, suites: string[]): TestRecord | undefined {
  if (event.type === 'test:summary') return { kind: 'end' }
  if (event.type === 'test:dequeue')
    return { kind: 'begun', test: `${event.data.name} (line ${event.data.line})` }
  if (event.type === 'test:complete')
    return { kind: 'ended', test: `${event.data.name} (line ${event.data.line})` }
  // Node reports an error that occurs after its test has passed only in this form (and exits with 1).
  if (event.type === 'test:diagnostic' && event.data.message.startsWith('Error: ')) {
    return { kind: 'note', text: event.data.message }
  }
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return undefined

  const { data } = event
  const name = [...suites.slice(0, data.nesting), data.name].join(' > ')
  const excuse = data.skip ?? data.todo
  if (excuse !== undefined && excuse !== false) {
    return { kind: 'skip', name, reason: typeof excuse === 'string' ? excuse : 'no reason given' }
  }
  if (event.type === 'test:pass') return data.details.type === 'suite' ? undefined : { kind: 'pass', name }

  const { error } = event.data.details
  const failure = 'failureType' in error ? error.failureType : undefined
  if (failure === 'subtestsFailed') return undefined
  const at = data.file ? `${data.file}:${data.line ?? 1}` : ''
  return { kind: 'fail', name, at, error: describeError(error), cancelled: failure === 'cancelledByParent' }
}

/** The thrown value as node prints it, without node's own frames; node wraps it in an ERR_TEST_FAILURE. */
function describeError(error: Error): string {
  const hook = error.message.startsWith('failed running') ? `${error.message}: ` : ''
  const thrown = error.cause ?? error
  // The message of an AssertionError already contains the difference; its properties would repeat both sides.
  const text = thrown instanceof AssertionError && thrown.stack ? thrown.stack : inspect(thrown, { depth: 8 })
  const lines = stripVTControlCharacters(hook + text).split('\n')
  return lines
    .filter((line) => !/^\s+at .*(?:node:(?:internal|async_hooks)|<anonymous>\)$)/.test(line))
    .join('\n')
}
