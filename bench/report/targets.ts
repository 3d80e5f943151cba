import type { Results } from '../harness/results.ts'
import { type Spread, spreadOf } from '../harness/statistics.ts'

/** A promised figure. */
export interface Target {
  what: string
  /** The required value, and the desired one. */
  must: number
  aim: number
  better: 'higher' | 'lower'
  /** Written after the numbers. */
  unit: string
  /** The measurement; undefined if there is none. */
  find(results: Results): Spread | undefined
}

const OURS = 'Ringpost'
const DURABLE_PEER = 'ejabberd, PostgreSQL'
const PHONES = 'Ringpost, TCP'
const BROWSERS = 'Ringpost, WebSocket'
const SWIFT_PEER = 'ejabberd, Mnesia'

/** One target's figure divided by another's, for the same scenario and case. */
function ratio(scenario: string, value: string, over: string, under: string, forCase: string) {
  return (results: Results) =>
    results.ratio(scenario, value, { target: over, case: forCase }, { target: under, case: forCase })
}

/** The largest case that was measured, listed after the smaller ones: `--quick` measures smaller cases. */
function largest(results: Results, scenario: string, target: RegExp): string {
  const runs = results.runs.filter((run) => run.scenario === scenario && target.test(run.target))
  return withMost(runs.map((run) => run.target)) ?? ''
}

/** The name with the largest number in it; undefined if there are no names. */
function withMost(names: readonly string[]): string | undefined {
  const numberIn = (name: string) => Number(/\d+/.exec(name.replaceAll(',', ''))?.[0])
  return names.toSorted((a, b) => numberIn(a) - numberIn(b)).at(-1)
}

function importCase(results: Results): string {
  return results.runs.find((run) => run.scenario === 'bulk-import' && run.case.startsWith('file'))?.case ?? ''
}

function silentCase(results: Results): string {
  return results.runs.find((run) => run.scenario === 'phones' && run.case.endsWith('silent'))?.case ?? ''
}

/** How long others waited, and how much of it the event loop was running: the host of a rented machine may take the rest. */
function pauses(what: string, scenario: string, forCase: RegExp): Target[] {
  const find = (value: string) => (results: Results) => {
    const values = results.runs
      .filter((run) => run.scenario === scenario && forCase.test(run.case))
      .flatMap((run) => run.values[value] ?? [])
    return values.length === 0 ? undefined : spreadOf(values)
  }
  const goal = { must: 20, aim: 10, better: 'lower', unit: ' ms' } as const
  return [
    { what: `event loop blocked ${what}, p99.9`, ...goal, find: find('blocked p99.9') },
    { what: `the same, processor time only`, ...goal, find: find('at work p99.9') },
  ]
}

const times = { better: 'higher', unit: '×' } as const
const share = { better: 'lower', unit: '×' } as const

export const targets: readonly Target[] = [
  ...[
    { level: 64, must: 0.2, aim: 0.3 },
    { level: 16, must: 0.13, aim: 0.2 },
  ].map(({ level, ...goal }) => ({
    what: `durable REST sends per second, ${level} at once, over bare node:http`,
    ...goal,
    ...times,
    find: ratio('offline-send', 'perSecond', OURS, 'node:http', `${level} at once`),
  })),
  ...[16, 64].map((level) => ({
    what: `durable REST sends per second, ${level} at once, over ejabberd with PostgreSQL`,
    must: 5,
    aim: 8,
    ...times,
    find: ratio('offline-send', 'perSecond', OURS, DURABLE_PEER, `${level} at once`),
  })),
  {
    what: 'durable REST sends per second, 64 at once, over ejabberd with Mnesia (not durable)',
    must: 3,
    aim: 5,
    ...times,
    find: ratio('offline-send', 'perSecond', OURS, SWIFT_PEER, '64 at once'),
  },
  ...[16, 64].map((level) => ({
    what: `POST to arrival, median, ${level} at once, over ejabberd with PostgreSQL`,
    must: 0.25,
    aim: 0.143,
    ...share,
    find: ratio('online-send', 'arrival p50', OURS, DURABLE_PEER, `${level} at once`),
  })),
  ...[8, 64].flatMap((window): Target[] => {
    const forCase = `group of 500, ${window} under way`
    return [
      {
        what: `deliveries per second, ${forCase}, over a room of ejabberd with PostgreSQL`,
        must: 6,
        aim: 10,
        ...times,
        find: ratio('fan-out', 'perSecond', OURS, DURABLE_PEER, forCase),
      },
      {
        what: `deliveries per second, ${forCase}, over a bare loop of ws.send`,
        must: 1,
        aim: 2,
        ...times,
        find: ratio('fan-out', 'perSecond', OURS, 'ws', forCase),
      },
    ]
  }),
  {
    what: 'memory per idle client, 10,000 clients (with --quick 2,000)',
    must: 16,
    aim: 12,
    better: 'lower',
    unit: ' KiB',
    find: (results) =>
      results.value('idle-memory', OURS, '10000 clients', 'kilobytes') ??
      results.value('idle-memory', OURS, '2000 clients', 'kilobytes'),
  },
  ...[
    {
      what: 'memory per silent phone over TCP',
      find: (results: Results) =>
        ratio('phones', 'kilobytes', PHONES, BROWSERS, silentCase(results))(results),
    },
    {
      what: 'CPU per login of a phone over TCP, 50 unread',
      find: ratio('phones', 'cpu', PHONES, BROWSERS, 'login, 50 unread'),
    },
    ...[8, 64].map((window) => ({
      what: `CPU per delivery over TCP, group of 500, ${window} under way`,
      find: ratio('phones', 'cpu', PHONES, BROWSERS, `group of 500, ${window} under way`),
    })),
  ].map(({ what, find }) => ({ what: `${what}, over WebSocket`, must: 1.2, aim: 1, ...share, find })),
  {
    what: 'import of a file, messages per second',
    must: 30_000,
    aim: 60_000,
    better: 'higher',
    unit: '/s',
    find: (results) => results.value('bulk-import', OURS, importCase(results), 'perSecond'),
  },
  ...pauses('while storing', 'large-store', /^send/),
  ...pauses('by thumbnails', 'files', /images/),
  ...pauses('by an export', 'large-store', /^export/),
  ...pauses('by an import', 'bulk-import', /^file/),
  {
    what: 'time per send with many stored messages, over an empty store',
    must: 1.2,
    aim: 1.05,
    ...share,
    find: (results) =>
      results.ratio(
        'large-store',
        'perSecond',
        { target: 'Ringpost, empty store', case: 'send, 64 at once' },
        { target: largest(results, 'large-store', / stored$/), case: 'send, 64 at once' },
      ),
  },
  ...(['login', 'list'] as const).map((what) => ({
    what: `CPU per ${what} with the most conversations, over ${what === 'list' ? 'one with 1,000' : 'one with 10'}`,
    must: 1.5,
    aim: 1.1,
    ...share,
    find: (results: Results) => {
      const cases = results.runs.filter(
        ({ scenario, case: name }) => scenario === 'lifetime' && name.startsWith(what),
      )
      const most = withMost(cases.map((run) => run.case))
      if (most === undefined) return undefined
      return results.ratio(
        'lifetime',
        'cpu',
        { target: OURS, case: most },
        // A list of 10 is shorter than a page.
        { target: OURS, case: `${what}, ${what === 'list' ? 1000 : 10} conversations` },
      )
    },
  })),
  {
    what: 'median login among users who must look at everything, over alone',
    must: 1.5,
    aim: 1.1,
    ...share,
    find: (results) =>
      results.ratio(
        'crowded-login',
        'login p50',
        { target: OURS, case: 'among cold ones' },
        { target: OURS, case: 'alone' },
      ),
  },
  {
    what: 'time per send while the oldest tenth is removed, over the same store at rest',
    must: 1.5,
    aim: 1.2,
    ...share,
    find: (results) =>
      results.ratio(
        'retention',
        'perSecond',
        { target: 'Ringpost, at rest', case: '16 at once' },
        { target: 'Ringpost, removing', case: '16 at once' },
      ),
  },
  {
    what: 'CPU per page of history with 20 reactions, over none',
    must: 1.2,
    aim: 1.1,
    ...share,
    find: (results) =>
      results.ratio(
        'reactions',
        'cpu',
        { target: OURS, case: '20 on the page' },
        { target: OURS, case: 'none' },
      ),
  },
  {
    what: 'CPU per send with a subscriber of facts, over none',
    must: 1.2,
    aim: 1.1,
    ...share,
    find: ratio('facts', 'cpu', 'Ringpost, 1 subscriber', 'Ringpost, 0 subscribers', '16 at once'),
  },
  {
    what: '99th percentile of socket sends while a hook thinks about another conversation, over without hooks',
    must: 1.2,
    aim: 1.1,
    ...share,
    find: ratio(
      'hooks',
      'answer p99',
      'Ringpost, hook on one conversation',
      'Ringpost, no hook',
      '16 at once',
    ),
  },
  {
    what: 'CPU per send to users whose presence 200 others follow, over users whom nobody follows',
    must: 1.2,
    aim: 1.05,
    ...share,
    find: ratio('presence', 'cpu', 'Ringpost, 200 subscribers', 'Ringpost, no subscribers', '16 at once'),
  },
  {
    what: 'time per group send with many groups, over one group',
    must: 1.2,
    aim: 1.05,
    ...share,
    find: (results) =>
      results.ratio(
        'many-groups',
        'perSecond',
        { target: 'Ringpost, 1 group', case: '64 at once' },
        { target: largest(results, 'many-groups', / groups$/), case: '64 at once' },
      ),
  },
]

export type Verdict = 'aim reached' | 'must reached' | 'missed' | 'not measured'

/** Judges by the median; the spread is printed beside it. */
export function verdictOf({ must, aim, better }: Target, found: Spread | undefined): Verdict {
  if (found === undefined) return 'not measured'
  const reaches = (goal: number) => (better === 'higher' ? found.median >= goal : found.median <= goal)
  return reaches(aim) ? 'aim reached' : reaches(must) ? 'must reached' : 'missed'
}
