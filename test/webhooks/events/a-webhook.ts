import type { Webhook } from '../../../packages/server/src/domain/webhooks/webhook.ts'
import { defaultWebhookSettings } from '../../../packages/server/src/domain/webhooks/webhook-settings.ts'

/** A rule that wants everything, but for the words. */
export function aWebhook(words: Partial<Webhook> = {}): Webhook {
  return {
    ...defaultWebhookSettings,
    app: 1,
    id: '1',
    name: 'rule',
    url: 'http://127.0.0.1/',
    createdAt: 0,
    modifiedAt: 0,
    ...words,
  }
}
