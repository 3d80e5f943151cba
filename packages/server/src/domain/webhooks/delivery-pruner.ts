import type { Clock } from '../../kernel/clock.ts'
import { idFloor } from '../../kernel/id-generator.ts'
import type { Leases } from '../cluster/leases.ts'
import { Rounds } from '../rounds.ts'
import type { WebhookDeliveryStore } from './webhook-delivery-store.ts'

const ROUND_MS = 30_000
/** How long failures and successes are kept (webhooks.md §6). */
const KEPT_MS = 3 * 24 * 3600_000
/** Failures and successes of a rule that are kept. */
const FAILURES = 10_000
const SUCCESSES = 100

interface Parts {
  store: Pick<WebhookDeliveryStore, 'webhooks' | 'prune'>
  leases: Leases
  clock: Clock
  /** Called when failures had to go before their time. */
  onDropped(webhook: string, count: number): void
  onError(error: unknown): void
}

/** Removes deliveries that are old or too many. */
export class DeliveryPruner {
  readonly #parts: Parts
  readonly #rounds: Rounds

  constructor(parts: Parts) {
    this.#parts = parts
    this.#rounds = new Rounds(parts.clock, () => this.prune(), parts.onError)
  }

  start(): void {
    this.#rounds.start(ROUND_MS)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** Runs one round, unless another node is running one. @param now ms since 1970. */
  async prune(now = this.#parts.clock.now()): Promise<void> {
    const { store, leases, onDropped } = this.#parts
    const before = String(idFloor(now - KEPT_MS))
    await leases.during('webhooks/deliveries', async () => {
      for (const { app, webhook } of await store.webhooks()) {
        if (this.#rounds.isStopped) return
        await store.prune(app, webhook, 'delivered', before, SUCCESSES)
        // Of rules that are no longer enabled, or were removed while something was under way.
        await store.prune(app, webhook, 'pending', before, Number.MAX_SAFE_INTEGER)
        await store.prune(app, webhook, 'failed', before, Number.MAX_SAFE_INTEGER)
        const dropped = await store.prune(app, webhook, 'failed', '0', FAILURES)
        if (dropped > 0) onDropped(webhook, dropped)
      }
    })
  }
}
