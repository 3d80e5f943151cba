/** Who has work waiting that came faster than it may be done. */
export interface TurnTaker {
  /** Does as much as one turn allows; whether there is more that could be done now. */
  takeTurn(): boolean
}

/** One round of the event loop. */
export interface Turn {
  /** ms, on the monotonic clock. */
  readonly startedAt: number
  /** What may still be done in it, as frames cost (frame-allowance.ts). */
  left: number
}

/**
 * What is done in one turn, so that sockets, timers and commits of everybody come to their right: some 10 ms. It is counted, not
 * timed: on a machine with too much to do, time passes without anything being done.
 */
const TURN_COST = 256

/** In order of arrival; who has had a turn goes to the end. */
const waiting = new Set<TurnTaker>()
let turn: Turn | undefined

export function currentTurn(): Turn {
  if (turn === undefined) {
    turn = { startedAt: performance.now(), left: TURN_COST }
    setImmediate(beginNext)
  }
  return turn
}

/** Gives `taker` its turn, after those that wait already. */
export function awaitTurn(taker: TurnTaker): void {
  waiting.add(taker)
  currentTurn()
}

function beginNext(): void {
  turn = undefined
  if (waiting.size === 0) return
  const now = currentTurn()
  for (const taker of [...waiting]) {
    waiting.delete(taker)
    if (taker.takeTurn()) waiting.add(taker)
    if (now.left <= 0) break
  }
}
