import type { Webhook } from './webhook.ts'

/** A rule with its secrets, sealed. */
export interface StoredWebhook {
  webhook: Webhook
  secret: string
  /** `until`: ms since 1970. */
  previous: { secret: string; until: number } | null
}

/** Stores rules of apps. */
export interface WebhookStore {
  /**
   * @param limit on the rules of the app.
   * @throws ApiError `webhook.exists`, `webhook.too_many`; nothing is written then.
   */
  create(stored: StoredWebhook, limit: number): Promise<void>
  /**
   * Replaces a rule.
   * @param modifiedAt of the rule as it was read.
   * @throws ApiError `webhook.exists`; `webhook.changed` if the rule has been changed or removed since.
   */
  update(stored: StoredWebhook, modifiedAt: number): Promise<void>
  /** @returns whether the rule was there. */
  remove(app: number, id: string): Promise<boolean>
  /** All rules of an app, oldest first. */
  list(app: number): Promise<StoredWebhook[]>
  /** Enabled rules of all apps. */
  enabled(): Promise<StoredWebhook[]>
}
