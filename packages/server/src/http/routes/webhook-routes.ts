import { webhooks as operations } from '@ringpost/contract'
import { defaultWebhookSettings } from '../../domain/webhooks/webhook-settings.ts'
import type { Webhooks } from '../../domain/webhooks/webhooks.ts'
import { type Binding, bind } from '../request-context.ts'
import { webhookJson, webhookSettings } from '../webhook-json.ts'

/** Rules of an app (webhooks.md §1). */
export function webhookRoutes({ webhooks }: { webhooks: Webhooks }): Binding[] {
  return [
    bind(operations.listWebhooks, async ({ app }) => ({
      reply: (await webhooks.list(app)).map(webhookJson),
    })),

    bind(operations.createWebhook, async ({ app, body }) => {
      const { name, url, secret } = body
      const settings = { ...defaultWebhookSettings, ...webhookSettings(body), name, url }
      const created = await webhooks.create(app, settings, secret)
      return { reply: { ...webhookJson(created.webhook), secret: created.secret } }
    }),

    bind(operations.getWebhook, async ({ app, params }) => ({
      reply: webhookJson(await webhooks.get(app, params.webhook)),
    })),

    bind(operations.changeWebhook, async ({ app, params, body }) => {
      const wanted = body.secret ?? (body.rotate_secret === true ? { random: true as const } : undefined)
      const { webhook, secret } = await webhooks.change(
        app,
        params.webhook,
        ({ filters }) => webhookSettings(body, filters),
        wanted,
      )
      return { reply: { ...webhookJson(webhook), ...(secret && { secret }) } }
    }),

    bind(operations.deleteWebhook, async ({ app, params }) => {
      await webhooks.remove(app, params.webhook)
      return { reply: { result: 'ok' as const } }
    }),
  ]
}
