import { ID_DISORDER, idFloor } from '../../kernel/id-generator.ts'
import type { App } from '../tenancy/app.ts'
import { DAY_MS, type KeptDays, logKinds, ownDays } from './kept-days.ts'
import type { Pass, Plan, Reach, Rule } from './retention-store.ts'

/** Days after which receipts and notices go that all living devices have. */
const COMPACT_AFTER = 1
/** Devices not seen for so many days do not count: nobody waits for what they have not got. */
const LIVING_DAYS = 30

/** @param now ms since 1970. */
export function planFor(apps: readonly App[], server: KeptDays, now: number): Plan {
  const cut = (days: number) => (days === 0 ? 0 : idBefore(now - days * DAY_MS))
  return {
    rules: logKinds.flatMap((kind): Rule[] => [
      { app: 0, kind, cut: cut(server[kind]) },
      ...apps.flatMap(({ id, settings }) => {
        const days = ownDays(settings, kind)
        return days === undefined ? [] : [{ app: id, kind, cut: cut(days) }]
      }),
    ]),
    compactBefore: cut(COMPACT_AFTER),
    livingSince: now - LIVING_DAYS * DAY_MS,
  }
}

/**
 * Returns up to where each rule has been applied, for the rules that hold now. None reaches further than it cuts now: the
 * clock may have been wrong. Where an app has given up a rule of its own, the common rule
 * starts over at what that one had kept.
 */
export function reachesFor({ rules, compactBefore }: Plan, known: readonly Reach[]): Reach[] {
  const reachOf = (app: number, kind: Reach['kind']) =>
    known.find((each) => each.app === app && each.kind === kind)?.reach
  const isRuled = new Set(rules.map(({ app, kind }) => `${app} ${kind}`))
  const givenUp = known.filter(({ app, kind }) => app !== 0 && !isRuled.has(`${app} ${kind}`))
  return [...rules, { app: 0, kind: 'compact' as const, cut: compactBefore }].map(({ app, kind, cut }) => {
    const left = app === 0 ? givenUp.filter((each) => each.kind === kind).map(({ reach }) => reach) : []
    return { app, kind, reach: Math.min(reachOf(app, kind) ?? 0, cut, ...left) }
  })
}

/** Returns the ranges in which anything may go, in order and apart: each is looked through once. */
export function passesFor(plan: Plan, reaches: readonly Reach[]): Pass[] {
  const passes: Pass[] = []
  const ranges = reaches
    .map((each) => ({ from: each.reach, before: cutOf(plan, each) }))
    .filter(({ from, before }) => from < before)
    .sort((a, b) => a.from - b.from)
  for (const range of ranges) {
    const last = passes.at(-1)
    if (last !== undefined && range.from <= last.before) last.before = Math.max(last.before, range.before)
    else passes.push(range)
  }
  return passes
}

/** Returns up to where each rule has been applied when a range has been looked through up to the id `to`. */
export function reachesAfter(plan: Plan, reaches: readonly Reach[], { from }: Pass, to: number): Reach[] {
  return reaches.map((each) =>
    each.reach >= from && each.reach < to ? { ...each, reach: Math.min(cutOf(plan, each), to) } : each,
  )
}

function cutOf({ rules, compactBefore }: Plan, { app, kind }: Reach): number {
  if (kind === 'compact') return compactBefore
  return rules.find((rule) => rule.app === app && rule.kind === kind)?.cut ?? 0
}

/** Ids below this were given before the time, even if clocks differ. */
function idBefore(ms: number): number {
  return Math.max(idFloor(ms) - ID_DISORDER, 0)
}
