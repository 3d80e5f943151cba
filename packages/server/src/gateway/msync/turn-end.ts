/** Who wants to act once for all that a turn has brought: an event that is handled, and every promise that it settles. */
export interface TurnEnder {
  endTurn(): void
}

/** Whose turns end between two looks at the sockets and timers: ten thousand clients of a room must not hold up everybody else. */
const SLICE = 1000

const waiting: TurnEnder[] = []
let ending = false

/** Whether the turn has come to its end: nothing follows that could wait for more. */
export function isTurnEnding(): boolean {
  return ending
}

/**
 * Has `ender` act at the end of this turn, so that what a commit brings leaves before the next request is read; of the next one
 * when this has come to its end.
 */
export function atTurnEnd(ender: TurnEnder): void {
  if (waiting.length === 0 && !ending) process.nextTick(endTurns)
  waiting.push(ender)
}

function endTurns(): void {
  const slice = waiting.splice(0, SLICE)
  ending = true
  for (const ender of slice) ender.endTurn()
  ending = false
  if (waiting.length > 0) setImmediate(endTurns)
}
