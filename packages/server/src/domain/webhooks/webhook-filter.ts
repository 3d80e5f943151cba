import type { Webhook } from './webhook.ts'
import type { WebhookEvent } from './webhook-event.ts'

/** Whether a rule wants an event. */
export function takes({ events }: Webhook, { family }: WebhookEvent): boolean {
  return events.length === 0 || events.some((each) => each === family)
}
