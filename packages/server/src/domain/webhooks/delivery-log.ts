import type { WebhookDelivery } from './webhook-delivery.ts'
import type { WebhookDeliveryStore } from './webhook-delivery-store.ts'

/** Successes that are kept of those between two writes. */
const KEPT = 20

/** Keeps the latest successes of a rule, so that owners see that it works; busy rules leave most of them out. */
export class DeliveryLog {
  readonly #store: Pick<WebhookDeliveryStore, 'add'>
  #latest: WebhookDelivery[] = []

  constructor(store: Pick<WebhookDeliveryStore, 'add'>) {
    this.#store = store
  }

  add(delivery: WebhookDelivery): void {
    if (this.#latest.push(delivery) > KEPT) this.#latest.shift()
  }

  async write(): Promise<void> {
    const latest = this.#latest
    this.#latest = []
    await this.#store.add(latest)
  }
}
