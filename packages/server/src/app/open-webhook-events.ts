import type { Sessions } from '../domain/devices/sessions.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import type { Stores } from '../domain/stores.ts'
import { ThreadCounts } from '../domain/threads/thread-counts.ts'
import type { WebhookRules } from '../domain/webhooks/webhook-rules.ts'
import { FactEvents } from '../webhooks/events/fact-events.ts'

/** What webhooks say. */
export function openWebhookEvents({
  stores,
  codec,
  sessions,
  rules,
}: {
  stores: Pick<Stores, 'logs' | 'channels' | 'facts' | 'roaming' | 'threads'>
  codec: MessageCodec
  sessions: Sessions
  rules: Pick<WebhookRules, 'enabled'>
}): FactEvents {
  const { logs, channels, facts, roaming, threads } = stores
  const threadCounts = new ThreadCounts(threads)
  return new FactEvents({ logs, channels, facts, roaming, threadCounts, codec, sessions, rules })
}
