import type { FactKind } from '../../domain/facts/fact.ts'
import type { WebhookFamily } from '../../domain/webhooks/webhook.ts'
import type { WebhookEvents } from '../../domain/webhooks/webhook-events.ts'

/** Tells nothing yet. */
export class MessageEvents implements Pick<WebhookEvents, 'kindsOf'> {
  kindsOf(families: readonly WebhookFamily[]): readonly FactKind[] {
    return families.length === 0 || families.includes('chat') ? ['message.sent'] : []
  }
}
