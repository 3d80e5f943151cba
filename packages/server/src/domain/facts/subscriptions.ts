import type { FactInterest } from './fact-interest.ts'
import type { FactStore } from './fact-store.ts'
import type { SubscriberStore, Subscription } from './subscriber-store.ts'

/** Number of shards of subscribers, and so of nodes that can share the work. */
const SHARDS = 16

/** Adds and removes subscriptions. */
export class Subscriptions {
  readonly #store: SubscriberStore
  readonly #facts: FactStore
  readonly #interest: FactInterest

  constructor(store: SubscriberStore, facts: FactStore, interest: FactInterest) {
    this.#store = store
    this.#facts = facts
    this.#interest = interest
  }

  /**
   * Subscribes, or changes what a subscriber receives. Once it resolves, every live node writes such facts, and the
   * subscriber receives everything that happens from then on.
   */
  async subscribe(subscription: Subscription): Promise<void> {
    await this.#store.put(subscription, shardOf(subscription.name))
    await this.#interest.changed()
    const { heads } = await this.#facts.lanes()
    await this.#store.begin(subscription.name, heads)
    await this.#interest.changed()
  }

  async unsubscribe(name: string): Promise<void> {
    await this.#store.remove(name)
    await this.#interest.changed()
  }
}

/** FNV-1a: must be the same on every node, forever. */
function shardOf(name: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash % SHARDS
}
