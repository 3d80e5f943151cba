import type { FactInterest } from './fact-interest.ts'
import type { FactStore } from './fact-store.ts'
import type { SubscriberStore, Subscription } from './subscriber-store.ts'

/** Shards over which subscribers are spread: as many nodes can serve them. */
const SHARDS = 16

/** Who gets to know of what. */
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
   * Subscribes, or changes what a subscriber gets. When it resolves, every node that is alive writes such facts, and what is done
   * from then on the subscriber gets.
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

/** FNV-1a: the same on every node, for ever. */
function shardOf(name: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash % SHARDS
}
