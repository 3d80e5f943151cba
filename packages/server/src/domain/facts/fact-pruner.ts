import { machineClock } from '../../kernel/machine-clock.ts'
import type { Leases } from '../cluster/leases.ts'
import { Rounds } from '../rounds.ts'
import { distance, type FactCursor, nearest } from './fact-cursor.ts'
import type { FactStore } from './fact-store.ts'
import type { SubscriberStore } from './subscriber-store.ts'

/** Interval between rounds, in ms. */
const ROUND_MS = 60_000
/** Facts per lane removed in one statement. */
const AT_ONCE = 5000
/** How many facts a subscriber may lag behind: about half a gigabyte. It skips what exceeds that. */
const MOST_BEHIND = 5_000_000

export interface PrunerParts {
  facts: FactStore
  subscribers: SubscriberStore
  leases: Leases
  mostBehind?: number
  /** Called when a subscriber lags so far behind that it skips facts. */
  onSkip(name: string, count: number): void
  onError(error: unknown): void
}

/**
 * Removes facts that all subscribers have received. Moves lagging subscribers forward, so that the stream stays
 * bounded.
 */
export class FactPruner {
  readonly #parts: PrunerParts
  readonly #rounds: Rounds

  constructor(parts: PrunerParts) {
    this.#parts = parts
    this.#rounds = new Rounds(machineClock, () => this.prune(), parts.onError)
  }

  start(): void {
    this.#rounds.start(ROUND_MS)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** Runs one round, unless another node is running one. */
  async prune(): Promise<void> {
    await this.#parts.leases.during('facts/prune', async () => {
      const { facts, subscribers } = this.#parts
      const { first, heads } = await facts.lanes()
      const cursors: FactCursor[] = []
      for (const { name, cursor } of await subscribers.list()) {
        // A subscriber that has not started will start at the end.
        if (cursor === null) continue
        cursors.push(await this.#bound(name, cursor, first, heads))
      }
      while ((await facts.prune(nearest(cursors, heads), AT_ONCE)) > 0);
    })
  }

  async #bound(name: string, cursor: FactCursor, first: FactCursor, heads: FactCursor): Promise<FactCursor> {
    const { subscribers, onSkip, mostBehind = MOST_BEHIND } = this.#parts
    // Facts that no longer exist do not count.
    const start = Object.fromEntries(
      Object.entries(first).map(([lane, pos]) => [lane, Math.max(cursor[Number(lane)] ?? 0, pos - 1)]),
    )
    const behind = distance(start, heads)
    if (behind <= mostBehind) return cursor
    await subscribers.skip(name, heads, behind)
    onSkip(name, behind)
    return heads
  }
}
