import type { Webhook } from '../domain/webhooks/webhook.ts'
import { defaultWebhookSettings, type WebhookSettings } from '../domain/webhooks/webhook-settings.ts'

/** A rule in the JSON of our own calls; the declaration has the same fields. */
export function webhookJson(webhook: Webhook) {
  return {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    kind: webhook.kind,
    enabled: webhook.enabled,
    events: [...webhook.events],
    chat_types: [...webhook.chatTypes],
    message_types: [...webhook.messageTypes],
    sources: [...webhook.sources],
    filters: {
      from: [...webhook.filters.from],
      to: [...webhook.filters.to],
      groups: [...webhook.filters.groups],
      ext_keys: [...webhook.filters.extKeys],
      envs: [...webhook.filters.envs],
    },
    group_events: webhook.groupEvents,
    retry: webhook.retry,
    ordered: webhook.ordered,
    wait_ms: webhook.waitMs,
    on_failure: webhook.onFailure,
    report: webhook.report,
    replace: webhook.replace,
    created: webhook.createdAt,
    modified: webhook.modifiedAt,
  }
}

type Said = Partial<Omit<ReturnType<typeof webhookJson>, 'filters'>> & {
  filters?: Partial<ReturnType<typeof webhookJson>['filters']>
}

/**
 * What a body says about a rule.
 * @param body valid by its declaration.
 * @param filters those that it does not name.
 */
export function webhookSettings(
  body: object,
  filters = defaultWebhookSettings.filters,
): Partial<WebhookSettings> {
  const said = body as Said
  const { ext_keys: extKeys, ...lists } = said.filters ?? {}
  const settings = {
    name: said.name,
    url: said.url,
    kind: said.kind,
    enabled: said.enabled,
    events: said.events,
    chatTypes: said.chat_types,
    messageTypes: said.message_types,
    sources: said.sources,
    filters: said.filters && { ...filters, ...lists, ...(extKeys && { extKeys }) },
    groupEvents: said.group_events,
    retry: said.retry,
    ordered: said.ordered,
    waitMs: said.wait_ms,
    onFailure: said.on_failure,
    report: said.report,
    replace: said.replace,
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}
