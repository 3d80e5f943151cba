import { setImmediate } from '../../kernel/machine-time.ts'
/** Acts once for everything that a turn has brought: the handled event, and every promise that it settles. */
export interface TurnEnder {
  endTurn(): void
}

/** Enders run between two polls of sockets and timers: ten thousand clients of a room must not hold up everybody else. */
const SLICE = 1000

const waiting: TurnEnder[] = []
let ending = false

/** Whether the turn is ending: nothing follows that could add more. */
export function isTurnEnding(): boolean {
  return ending
}

/**
 * Makes `ender` act at the end of this turn, so that the results of a commit leave before the next request is read; if
 * the turn is already ending, at the end of the next.
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
