import {
  allOperations,
  type ClientCall,
  nativeCalls,
  type Operation,
  sdk5Calls,
  sdkCalls,
  seedCalls,
  socketOperations,
} from '@ringpost/contract'
import { type Area, areas } from './areas.ts'
import { callersText } from './callers.ts'
import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'
import { requestsOf } from './requests.ts'

/** Evidence from which the state of an operation is derived. */
export interface Evidence {
  /** Ids of the operations that have code. */
  built: ReadonlySet<string>
  /** Test files that name an id, relative to the root of the repository. */
  tests: ReadonlyMap<string, readonly string[]>
}

type State = 'works' | 'works (untested)' | 'not yet'

export function stateOf(id: string, { built, tests }: Evidence): State {
  if (!built.has(id)) return 'not yet'
  return tests.has(id) ? 'works' : 'works (untested)'
}

/** Renders docs/reference/compatibility.md. */
export function compatibilityMarkdown(rest: Evidence): string {
  const socket = {
    ...rest,
    built: new Set(socketOperations.filter(({ built }) => built).map(({ id }) => id)),
  }
  const shown = areas.filter(({ operations }) => operations.length > 0)
  return documentMarkdown('Compatibility', [
    'The parts of the Easemob IM / Agora Chat API that this server implements. An operation *works* if it has code and a test that names it (`[users.register]` in the title of the test); it *works (untested)* if no test does. *Not yet* means declared: it answers 501.',
    'Called by: `seed` is the documents this project starts from, `SDK` the REST calls of the web SDKs (easemob-websdk 4.21.1, agora-chat 1.4.0) by their row in [sdk-rest-calls.md](../sources.md#sdk-rest-calls), `documents` the vendors’ server documentation. Generations: G0 2013, G1 2014, G2 2022, G3 2024 and later; `client` for calls that only SDKs make.',
    '## Summary',
    summaryTable(shown, rest, socket),
    ...shown.map((area) => `## ${area.title}\n\n${areaTable(area, rest)}`),
    '## WebSocket',
    socketTable(socket),
    '## Seeds',
    seedTable(rest),
    '## Native SDKs',
    'REST calls of the Android SDK 3.9.2. `GET /{org}/{app}/security` is answered with 404, which tells it to connect without encryption of its own.',
    clientTable(nativeCalls, rest),
    '## SDK 5',
    'REST calls of the web SDK 5 (npm package easemob-chat-uikit 3.0.3). What it does over its two sockets is among the rows of the WebSocket.',
    clientTable(sdk5Calls, rest),
    '## Left out',
    'The vendors’ “Circle” (`/circle/…`), chatbots (`/robot/rule`) and the XMPP protocol of SDKs before 3.0 are other products; no operations are declared for them. `tokens.check` has no code because no document says what it takes and answers; no client calls it.',
  ])
}

function summaryTable(shown: readonly Area[], rest: Evidence, socket: Evidence): string {
  const works = (id: string) => stateOf(id, rest) === 'works'
  const line = (title: string, ids: readonly string[], evidence: Evidence) => {
    const count = (state: State) => String(ids.filter((id) => stateOf(id, evidence) === state).length)
    return [title, count('works'), count('works (untested)'), count('not yet')]
  }
  return tableMarkdown(
    ['', 'Works', 'Untested', 'Not yet'],
    [
      ...shown.map(({ title, operations }) =>
        line(
          title,
          operations.map(({ id }) => id),
          rest,
        ),
      ),
      line(
        '**All REST operations**',
        allOperations.map(({ id }) => id),
        rest,
      ),
      line(
        '**WebSocket**',
        socketOperations.map(({ id }) => id),
        socket,
      ),
      part(
        '**Acts of the seeds**',
        seedCalls.map(({ operation }) => works(operation)),
      ),
      part(
        '**REST calls of the web SDKs**',
        sdkCalls.map(({ operation }) => works(operation)),
      ),
      part(
        '**REST calls of the native SDKs**',
        nativeCalls.map(({ operation }) => works(operation)),
      ),
      part(
        '**REST calls of SDK 5**',
        sdk5Calls.map(({ operation }) => works(operation)),
      ),
    ],
  )
}

function part(title: string, answered: readonly boolean[]): string[] {
  const works = answered.filter((each) => each).length
  return [title, String(works), '', String(answered.length - works)]
}

function areaTable({ operations }: Area, evidence: Evidence): string {
  const rows = operations.map((operation) => [
    codeMarkdown(operation.id),
    requestsText(operation),
    operation.generation,
    callersText(operation),
    stateOf(operation.id, evidence),
    testLinks(operation.id, evidence),
  ])
  return tableMarkdown(['Operation', 'Request', 'Gen.', 'Called by', 'State', 'Tests'], rows)
}

/** Paths below the app, without the prefix that all share. */
function requestsText(operation: Operation): string {
  const requests = requestsOf(operation).map(
    ({ method, path }) => `${method} ${path.replace('/{org}/{app}/', '/')}`,
  )
  return requests.map(codeMarkdown).join('<br>')
}

function testLinks(id: string, { tests }: Evidence): string {
  return (tests.get(id) ?? [])
    .map((file) => `[${file.replace(/^.*\//, '').replace(/\.test\.ts$/, '')}](../../${file})`)
    .join(' ')
}

function socketTable(evidence: Evidence): string {
  const rows = socketOperations.map(({ id, summary, source }) => [
    codeMarkdown(id),
    summary,
    sourceMarkdown(source),
    stateOf(id, evidence),
    testLinks(id, evidence),
  ])
  return tableMarkdown(['Operation', 'What', 'Source', 'State', 'Tests'], rows)
}

/** Names of notes lead to what they stand for. */
function sourceMarkdown(source: string): string {
  return source.replaceAll(/\b([a-z][a-z0-9-]*)\.md\b/g, '[$1.md](../sources.md#$1)')
}

function seedTable(evidence: Evidence): string {
  const rows = seedCalls.map(({ seed, heading, request, operation }) => [
    seed,
    heading,
    codeMarkdown(request),
    codeMarkdown(operation),
    stateOf(operation, evidence),
  ])
  return tableMarkdown(['Seed', 'Heading', 'Request', 'Operation', 'State'], rows)
}

function clientTable(calls: readonly ClientCall[], evidence: Evidence): string {
  const rows = calls.map(({ act, request, operation }) => [
    act,
    codeMarkdown(request),
    codeMarkdown(operation),
    stateOf(operation, evidence),
    testLinks(operation, evidence),
  ])
  return tableMarkdown(['Call', 'Request', 'Operation', 'State', 'Tests'], rows)
}
