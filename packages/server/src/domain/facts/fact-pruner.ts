import type { Leases } from '../cluster/leases.ts'
import { distance, type FactCursor, nearest } from './fact-cursor.ts'
import type { FactStore } from './fact-store.ts'
import type { SubscriberStore } from './subscriber-store.ts'

/** ms between two rounds. */
const ROUND_MS = 60_000
/** Facts of a lane removed in one statement. */
const AT_ONCE = 5000
/** Facts that a subscriber may be behind: about half a gigabyte. What is more it does not get. */
const MOST_BEHIND = 5_000_000

export interface PrunerParts {
  facts: FactStore
  subscribers: SubscriberStore
  leases: Leases
  mostBehind?: number
  /** Told when a subscriber is so far behind that it does not get everything. */
  onSkip(name: string, count: number): void
  onError(error: unknown): void
}

/** Removes facts that all subscribers have had. Who is too far behind is set forward: the stream does not grow without end. */
export class FactPruner {
  readonly #parts: PrunerParts
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()

  constructor(parts: PrunerParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#round = this.#round.then(() => this.prune()).catch(this.#parts.onError)
    }, ROUND_MS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#round
  }

  /** One round, unless another node is at it. */
  async prune(): Promise<void> {
    await this.#parts.leases.during('facts/prune', async () => {
      const { facts, subscribers } = this.#parts
      const { first, heads } = await facts.lanes()
      const cursors: FactCursor[] = []
      for (const { name, cursor } of await subscribers.list()) {
        // Who has not begun does so at the end.
        if (cursor === null) continue
        cursors.push(await this.#bound(name, cursor, first, heads))
      }
      while ((await facts.prune(nearest(cursors, heads), AT_ONCE)) > 0);
    })
  }

  async #bound(name: string, cursor: FactCursor, first: FactCursor, heads: FactCursor): Promise<FactCursor> {
    const { subscribers, onSkip, mostBehind = MOST_BEHIND } = this.#parts
    // What is not there any more nobody waits for.
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
