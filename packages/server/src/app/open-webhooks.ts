import type { SharedCaches } from '../domain/cluster/shared-caches.ts'
import type { Outgoing } from '../domain/outgoing/outgoing.ts'
import type { Stores } from '../domain/stores.ts'
import { CachedWebhookRules } from '../domain/webhooks/cached-webhook-rules.ts'
import { WebhookSubscriptions } from '../domain/webhooks/webhook-subscriptions.ts'
import { Webhooks } from '../domain/webhooks/webhooks.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { MessageEvents } from '../webhooks/events/message-events.ts'
import type { Facts } from './open-facts.ts'

interface Parts {
  stores: Stores
  shared: SharedCaches
  facts: Facts
  ids: IdGenerator
  sealer: Sealer
  outgoing: Outgoing
}

/** Rules of apps, and what follows them. */
export function openWebhooks({ stores, shared, facts, ids, sealer, outgoing }: Parts) {
  const webhookRules = new CachedWebhookRules(stores.webhooks, shared, sealer)
  const webhookSubscriptions = new WebhookSubscriptions({
    store: stores.webhooks,
    subscriptions: facts.subscriptions,
    interest: facts.interest,
    events: new MessageEvents(),
  })
  const webhooks = new Webhooks({
    store: stores.webhooks,
    rules: webhookRules,
    subscriptions: webhookSubscriptions,
    ids,
    sealer,
    outgoing,
  })
  return { webhooks, webhookRules, webhookSubscriptions }
}
