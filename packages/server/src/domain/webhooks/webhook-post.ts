import type { App } from '../tenancy/app.ts'
import type { Webhook } from './webhook.ts'
import type { WebhookEvent } from './webhook-event.ts'

/** What a receiver gets: the same at each attempt. */
export interface WebhookMessage {
  callId: string
  /** JSON, signed. */
  body: string
}

/** What came of an attempt. */
export interface WebhookAnswer {
  isDelivered: boolean
  /** HTTP status; null without a whole answer. */
  status: number | null
  /** The first 1000 characters. */
  text: string
  /** Why it does not count as delivered; null if it does. Fit for owners of apps. */
  fault: string | null
  /** ms that the receiver asks to wait. */
  retryAfter: number | null
}

/** Says events on the wire. */
export interface WebhookPost {
  /** @throws SealError if the secret cannot be opened. */
  message(app: App, webhook: Webhook, event: WebhookEvent): WebhookMessage
  /** An example of what the rule sends. @throws SealError if the secret cannot be opened. */
  sample(app: App, webhook: Webhook): WebhookMessage
  /** @param url another one than that of the rule. @throws SealError if the secret cannot be opened. */
  send(webhook: Webhook, message: WebhookMessage, url?: string): Promise<WebhookAnswer>
}
