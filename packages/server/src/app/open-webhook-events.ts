import type { Sessions } from '../domain/devices/sessions.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import type { Stores } from '../domain/stores.ts'
import type { WebhookRules } from '../domain/webhooks/webhook-rules.ts'
import { FactEvents } from '../webhooks/events/fact-events.ts'

/** What webhooks say. */
export function openWebhookEvents({
  stores,
  codec,
  sessions,
  rules,
}: {
  stores: Pick<Stores, 'logs' | 'channels' | 'facts'>
  codec: MessageCodec
  sessions: Sessions
  rules: Pick<WebhookRules, 'enabled'>
}): FactEvents {
  return new FactEvents({ ...stores, codec, sessions, rules })
}
