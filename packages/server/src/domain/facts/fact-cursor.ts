/** Position in the stream: the last position done in each lane; 0 if a lane is missing. */
export type FactCursor = Readonly<Record<number, number>>

/** Whether everything up to `other` is also done at `cursor`. */
export function covers(cursor: FactCursor, other: FactCursor): boolean {
  for (const lane in other) if ((cursor[lane] ?? 0) < other[lane]!) return false
  return true
}

/** The cursor up to which either is done. */
export function furthest(a: FactCursor, b: FactCursor): FactCursor {
  const merged: Record<number, number> = { ...a }
  for (const lane in b) merged[lane] = Math.max(merged[lane] ?? 0, b[lane]!)
  return merged
}

/** The cursor up to which all are done; 0 in a lane that any of them does not have. */
export function nearest(cursors: readonly FactCursor[], lanes: FactCursor): FactCursor {
  return Object.fromEntries(
    Object.entries(lanes).map(([lane, head]) => [
      lane,
      Math.min(head, ...cursors.map((cursor) => cursor[Number(lane)] ?? 0)),
    ]),
  )
}

/** Number of positions between two cursors. */
export function distance(from: FactCursor, to: FactCursor): number {
  let sum = 0
  for (const lane in to) sum += Math.max(to[lane]! - (from[lane] ?? 0), 0)
  return sum
}
