import type { WaitingDelivery, WebhookDelivery } from './webhook-delivery.ts'
import type { WebhookDeliveryStore } from './webhook-delivery-store.ts'

/** Deliveries of a rule that wait for their next attempt, and conversations that they may hold up. */
const DELIVERIES = 10_000
const ORDERS = 100
/** Attempts under way. */
const AT_ONCE = 16

interface Parts {
  app: number
  webhook: string
  store: WebhookDeliveryStore
  /**
   * Tries a delivery once.
   * @returns it as it is now; as it was if nothing was tried.
   */
  attempt(delivery: WebhookDelivery): Promise<WebhookDelivery>
  onError(error: unknown): void
}

/** Deliveries that have failed and are tried again; those of one order one after the other, if the rule wants it. */
export class WaitingDeliveries {
  readonly #parts: Parts
  readonly #lines = new Map<string, WaitingDelivery[]>()
  readonly #busy = new Set<string>()
  #isOrdered = true
  #size = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#size
  }

  /** Reads those that were stored before. */
  async load(isOrdered: boolean): Promise<void> {
    const { store, app, webhook } = this.#parts
    this.#isOrdered = isOrdered
    for (const each of await store.pending(app, webhook, DELIVERIES)) this.#push(each)
  }

  /** Lines up by order or not, as the rule says now. */
  arrange(isOrdered: boolean): void {
    if (isOrdered === this.#isOrdered || this.#busy.size > 0) return
    const all = [...this.#lines.values()].flat().sort((a, b) => Number(a.id) - Number(b.id))
    this.#lines.clear()
    this.#size = 0
    this.#isOrdered = isOrdered
    for (const each of all) this.#push(each)
  }

  /** Whether deliveries of this order wait, so that later ones have to wait behind them. */
  holdsUp(order: string): boolean {
    return this.#isOrdered && this.#lines.has(order)
  }

  /** Whether another one cannot wait here. */
  isFull(order: string): boolean {
    if (this.#size >= DELIVERIES) return true
    return this.#isOrdered && !this.#lines.has(order) && this.#lines.size >= ORDERS
  }

  /**
   * Resolves when it is stored.
   * @param attempt that is under way, with what comes of it; only for the first of its order.
   */
  async add(delivery: WebhookDelivery, attempt?: Promise<WebhookDelivery>): Promise<void> {
    await this.#parts.store.add([delivery])
    const { id, order, attempts, nextAt } = delivery
    const key = this.#push({ id, order, attempts, nextAt })
    if (attempt !== undefined) this.#begin(key, attempt)
  }

  /** Tries all again at once: the receiver is back. */
  hurry(): void {
    for (const [first] of this.#lines.values()) first!.nextAt = 0
  }

  /** Begins attempts that are due. */
  look(now: number): void {
    for (const [key, [first]] of this.#lines) {
      if (this.#busy.size >= AT_ONCE) return
      if ((first!.nextAt ?? 0) <= now && !this.#busy.has(key)) this.#begin(key)
    }
  }

  #begin(key: string, attempt?: Promise<WebhookDelivery>): void {
    this.#busy.add(key)
    this.#tryLine(key, attempt)
      .catch(this.#parts.onError)
      .finally(() => this.#busy.delete(key))
  }

  /** Tries the deliveries of a line until one has to wait. */
  async #tryLine(key: string, underWay?: Promise<WebhookDelivery>): Promise<void> {
    let attempt = underWay
    for (let line = this.#lines.get(key); line !== undefined; line = this.#lines.get(key)) {
      const [first] = line
      const tried = await (attempt ?? this.#tryStored(first!.id))
      attempt = undefined
      if (tried !== undefined) {
        await this.#parts.store.update(tried)
        first!.attempts = tried.attempts
        first!.nextAt = tried.nextAt
        if (tried.status === 'pending') return
      }
      this.#shift(key)
    }
  }

  /** @returns undefined if it no longer waits: somebody has sent it again by hand. */
  async #tryStored(id: string): Promise<WebhookDelivery | undefined> {
    const { app, webhook, store, attempt } = this.#parts
    const stored = await store.get(app, webhook, id)
    return stored?.status === 'pending' ? attempt(stored) : undefined
  }

  #push(delivery: WaitingDelivery): string {
    const key = this.#isOrdered ? delivery.order : delivery.id
    const line = this.#lines.get(key)
    if (line === undefined) this.#lines.set(key, [delivery])
    else line.push(delivery)
    this.#size++
    return key
  }

  #shift(key: string): void {
    const line = this.#lines.get(key)
    if (line === undefined) return
    line.shift()
    this.#size--
    if (line.length === 0) this.#lines.delete(key)
  }
}
