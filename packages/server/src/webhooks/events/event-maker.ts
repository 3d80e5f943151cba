import type { Fact, FactKind } from '../../domain/facts/fact.ts'
import type { WebhookFamily } from '../../domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import type { Known } from './known.ts'

/** Makes the events of one family, or of one generation of it. */
export interface EventMaker {
  family: WebhookFamily
  /** Undefined: both have the same events. */
  generation?: 'new' | 'old'
  /** Kinds of the facts that it makes events of. */
  kinds: readonly FactKind[]
  /** Kinds of facts that it needs to tell others: what a message was before a change. */
  needs?: readonly FactKind[]
  make(fact: Fact, known: Known): readonly WebhookEvent[] | Promise<readonly WebhookEvent[]>
}
