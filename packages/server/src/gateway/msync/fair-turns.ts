import { performance, setImmediate } from '../../kernel/machine-time.ts'
/** Something with waiting work that arrived faster than it may be done. */
export interface TurnTaker {
  /** Does as much as one turn allows; returns whether more could be done now. */
  takeTurn(): boolean
}

/** One round of the event loop. */
export interface FairTurn {
  /** ms, on the monotonic clock. */
  readonly startedAt: number
  /** What may still be done in it, measured in the cost of frames (frame-allowance.ts). */
  left: number
}

/**
 * Work per turn, so that sockets, timers and commits of everybody get their share: some 10 ms. It is counted rather
 * than timed: on an overloaded machine time passes without any work being done.
 */
const TURN_COST = 256

/** In order of arrival; after its turn, a taker goes to the end. */
const waiting = new Set<TurnTaker>()
let turn: FairTurn | undefined

export function currentTurn(): FairTurn {
  if (turn === undefined) {
    turn = { startedAt: performance.now(), left: TURN_COST }
    setImmediate(beginNext)
  }
  return turn
}

/** Gives `taker` its turn, after those that already wait. */
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
