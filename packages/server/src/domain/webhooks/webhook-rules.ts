import type { Webhook, WebhookKind, WebhookSecrets } from './webhook.ts'

/** The rules of apps as of now, known on every node. */
export interface WebhookRules {
  /** Enabled rules of an app. No promise if they are in memory. */
  enabled(app: number, kind: WebhookKind): readonly Webhook[] | Promise<readonly Webhook[]>
  secretsOf(webhook: Webhook): WebhookSecrets
}
