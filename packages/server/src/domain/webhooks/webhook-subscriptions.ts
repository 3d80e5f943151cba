import type { FactInterest } from '../facts/fact-interest.ts'
import type { Subscription } from '../facts/subscriber-store.ts'
import type { Subscriptions } from '../facts/subscriptions.ts'
import type { Webhook } from './webhook.ts'
import type { WebhookEvents } from './webhook-events.ts'
import type { WebhookStore } from './webhook-store.ts'

/** First part of the names of subscribers that are rules; the second is the id of the rule. */
export const WEBHOOK_SUBSCRIBER = 'webhook'

interface Parts {
  store: Pick<WebhookStore, 'enabled'>
  subscriptions: Subscriptions
  interest: FactInterest
  events: Pick<WebhookEvents, 'kindsOf'>
}

/** Makes each enabled rule of the kind `after` a subscriber of the stream of facts. */
export class WebhookSubscriptions {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Call when a rule is committed. Once it resolves, what happens from then on reaches the rule, or no longer does. */
  async follow(webhook: Webhook): Promise<void> {
    const { subscriptions } = this.#parts
    const subscription = this.#subscriptionOf(webhook)
    if (follows(webhook)) {
      if (!this.#isKnown(subscription)) await subscriptions.subscribe(subscription)
    } else if (this.#subscribed().some(({ name }) => name === subscription.name))
      await subscriptions.unsubscribe(subscription.name)
  }

  /**
   * Makes up for changes that a crash has cut short, and for kinds of facts that this version adds. Call it at the start.
   */
  async settle(): Promise<void> {
    // Rules are written before their subscriptions: what has none now has been removed.
    const subscribed = this.#subscribed().map(({ name }) => name)
    const followed = (await this.#parts.store.enabled()).map(({ webhook }) => webhook).filter(follows)
    for (const webhook of followed) await this.follow(webhook)
    const wanted = new Set(followed.map(nameOf))
    for (const name of subscribed) if (!wanted.has(name)) await this.#parts.subscriptions.unsubscribe(name)
  }

  #subscribed() {
    return this.#parts.interest.subscribers.filter(({ name }) => name.startsWith(`${WEBHOOK_SUBSCRIBER}:`))
  }

  #isKnown({ name, kinds }: Subscription): boolean {
    const known = this.#subscribed().find((each) => each.name === name)
    if (known === undefined || known.cursor === null) return false
    return known.kinds.length === kinds.length && kinds.every((kind) => known.kinds.includes(kind))
  }

  #subscriptionOf(webhook: Webhook): Subscription {
    const kinds = this.#parts.events.kindsOf(webhook.events, webhook.groupEvents)
    return { name: nameOf(webhook), app: webhook.app, kinds }
  }
}

function follows({ kind, enabled }: Webhook): boolean {
  return kind === 'after' && enabled
}

function nameOf({ id }: Webhook): string {
  return `${WEBHOOK_SUBSCRIBER}:${id}`
}
