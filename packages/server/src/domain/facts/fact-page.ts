import type { Fact } from './fact.ts'
import { type FactCursor, furthest } from './fact-cursor.ts'

/** Facts in the order in which they are handed on: no entry of a log before an earlier one. */
export interface FactPage {
  /** What was done before it, and is when the page is. */
  from: FactCursor
  to: FactCursor
  facts: readonly Fact[]
  /** Whether there was nothing more at that moment. */
  isLast: boolean
}

/**
 * A page of what was read of each lane at one moment. Who is seen there at a position of a log is seen with all before it, so when
 * everything was read it only has to be sorted. Of lanes that were cut short, what stands behind the cut may come before what
 * another lane has: handed on is what is older than every cut. Times never fall along a log or a lane, so nothing that is older
 * still can be missing.
 * @param read in order of lane and position, at most `limit` of each lane.
 * @returns undefined when everything that was read has one time: it takes a larger read.
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
