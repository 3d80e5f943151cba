import type { Logger } from 'pino'
import type { Leases } from '../domain/cluster/leases.ts'
import type { SharedCaches } from '../domain/cluster/shared-caches.ts'
import type { Sessions } from '../domain/devices/sessions.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import type { Outgoing } from '../domain/outgoing/outgoing.ts'
import type { Stores } from '../domain/stores.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import { CachedWebhookRules } from '../domain/webhooks/cached-webhook-rules.ts'
import { DeliveryPruner } from '../domain/webhooks/delivery-pruner.ts'
import { StoredFailures } from '../domain/webhooks/stored-failures.ts'
import { WebhookDeliveries } from '../domain/webhooks/webhook-deliveries.ts'
import type { WebhookPost } from '../domain/webhooks/webhook-post.ts'
import { WebhookRunners } from '../domain/webhooks/webhook-runners.ts'
import { WebhookSender } from '../domain/webhooks/webhook-sender.ts'
import { WEBHOOK_SUBSCRIBER, WebhookSubscriptions } from '../domain/webhooks/webhook-subscriptions.ts'
import { Webhooks } from '../domain/webhooks/webhooks.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { HttpWebhookPost } from '../webhooks/http-webhook-post.ts'
import { faultReport } from './fault-report.ts'
import type { Facts } from './open-facts.ts'
import { openWebhookEvents } from './open-webhook-events.ts'

interface Parts {
  stores: Stores
  apps: AppRegistry
  shared: SharedCaches
  facts: Facts
  ids: IdGenerator
  sealer: Sealer
  outgoing: Outgoing
  codec: MessageCodec
  sessions: Sessions
  publicUrl: string | undefined
  /** Stands between events and their receivers. */
  around: ((post: WebhookPost) => WebhookPost) | undefined
  leases: Leases
  log: Logger
}

/** Rules of apps, and what follows them. */
export function openWebhooks({
  stores,
  apps,
  shared,
  facts,
  ids,
  sealer,
  outgoing,
  codec,
  sessions,
  publicUrl,
  around = (post) => post,
  leases,
  log,
}: Parts) {
  const rules = new CachedWebhookRules({ store: stores.webhooks, shared, sealer, clock: ids.clock })
  const events = openWebhookEvents({ stores, codec, sessions, rules })
  const host = publicUrl === undefined ? 'ringpost' : new URL(publicUrl).host
  const post = around(new HttpWebhookPost({ outgoing, rules, host }))
  const sender = new WebhookSender(post)
  const { subscriptions, interest, dispatcher } = facts
  const store = stores.webhookDeliveries
  const webhookSubscriptions = new WebhookSubscriptions({
    store: stores.webhooks,
    subscriptions,
    interest,
    events,
  })
  const onError = faultReport(log, 'webhooks not delivered, retrying')
  const webhookRunners = new WebhookRunners({ apps, rules, events, post, sender, store, ids, onError })
  dispatcher.serve(WEBHOOK_SUBSCRIBER, (subscriber, service) => webhookRunners.serve(subscriber, service))
  const webhookDeliveries = new WebhookDeliveries({ rules, store, sender, post, clock: ids.clock })
  return {
    webhookDeliveries,
    storedFailures: new StoredFailures({ rules, store, deliveries: webhookDeliveries, outgoing, onError }),
    deliveryPruner: new DeliveryPruner({
      store,
      leases,
      clock: ids.clock,
      onDropped: (webhook, count) =>
        log.error({ webhook, count }, 'too many undelivered events: the oldest are dropped'),
      onError: faultReport(log, 'old deliveries of webhooks not removed'),
    }),
    webhooks: new Webhooks({
      store: stores.webhooks,
      deliveries: store,
      rules,
      subscriptions: webhookSubscriptions,
      ids,
      sealer,
      outgoing,
    }),
    webhookRules: rules,
    webhookSubscriptions,
    webhookRunners,
    webhookSender: sender,
    webhookEvents: events,
  }
}
