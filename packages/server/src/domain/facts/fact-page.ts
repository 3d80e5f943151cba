import type { Fact } from './fact.ts'
import { type FactCursor, furthest } from './fact-cursor.ts'

/** Facts in the order of delivery, which keeps the entries of each log in sequence. */
export interface FactPage {
  /** Cursor before the page, and after it. */
  from: FactCursor
  to: FactCursor
  facts: readonly Fact[]
  /** Whether there was nothing more at that moment. */
  isLast: boolean
}

/**
 * Builds a page from one consistent read of all lanes. The read contains, with any position of a log, all earlier ones,
 * so if it is complete, it only needs sorting. If lanes were cut short by the limit, what follows a cut may come before
 * facts of another lane; the page therefore ends at the oldest cut. Times never decrease along a log or a lane, so
 * nothing older can be missing.
 * @param read in order of lane and position, at most `limit` of each lane.
 * @returns undefined if all facts read have the same time: a larger read is needed.
 */
export function settle(from: FactCursor, read: readonly Fact[], limit: number): FactPage | undefined {
  const lanes = Map.groupBy(read, ({ lane }) => lane)
  const cuts = [...lanes.values()].filter((facts) => facts.length === limit)
  const isLast = cuts.length === 0
  const edge = isLast || lanes.size === 1 ? Infinity : Math.min(...cuts.map((facts) => facts.at(-1)!.at))
  const settled = read.filter(({ at }) => at < edge)
  if (settled.length === 0 && read.length > 0) return undefined
  const to: Record<number, number> = {}
  for (const { lane, pos } of settled) to[lane] = pos
  const facts = lanes.size === 1 ? settled : settled.sort(byTime)
  return { from, to: furthest(from, to), facts, isLast }
}

function byTime(a: Fact, b: Fact): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.subject !== b.subject) return a.subject < b.subject ? -1 : 1
  return (a.seq ?? 0) - (b.seq ?? 0) || a.lane - b.lane || a.pos - b.pos
}
