import { ApiError } from '@ringpost/contract/errors'
import { foldUserName } from '../users/user-name.ts'
import type { Webhook } from './webhook.ts'

/** What the owner of an app says about a rule. */
export type WebhookSettings = Omit<Webhook, 'app' | 'id' | 'createdAt' | 'modifiedAt'>

/** What applies unless the owner says otherwise; the vendor's defaults where it has any (webhooks.md §1). */
export const defaultWebhookSettings: Omit<WebhookSettings, 'name' | 'url'> = {
  kind: 'after',
  enabled: true,
  events: [],
  chatTypes: [],
  messageTypes: [],
  sources: [],
  filters: { from: [], to: [], groups: [], extKeys: [], envs: [] },
  groupEvents: 'new',
  retry: 'reliable',
  ordered: true,
  waitMs: 200,
  onFailure: 'pass',
  report: false,
  replace: 'text',
}

/** Letters of any script: the vendor allows them in names of rules of the kind `before`. */
const NAME = /^[\p{L}\p{N}_-]{1,32}$/u

/**
 * Settings as they are stored: names of users folded, lists without repetitions.
 * @throws ApiError `webhook.field_illegal`.
 */
export function checkedSettings(settings: WebhookSettings): WebhookSettings {
  const { kind, filters } = settings
  if (!NAME.test(settings.name)) throw new ApiError('webhook.field_illegal', { field: 'name' })
  if (kind === 'before' && settings.events.some((family) => family !== 'edit'))
    throw new ApiError('webhook.field_illegal', { field: 'events' })
  if (kind === 'before' && settings.sources.includes('rest'))
    throw new ApiError('webhook.field_illegal', { field: 'sources' })
  return {
    ...settings,
    events: unique(settings.events),
    chatTypes: unique(settings.chatTypes),
    messageTypes: unique(settings.messageTypes),
    sources: unique(settings.sources),
    filters: {
      from: unique(filters.from.map(foldUserName)),
      to: unique(filters.to.map(foldUserName)),
      groups: unique(filters.groups),
      extKeys: unique(filters.extKeys),
      envs: unique(filters.envs),
    },
  }
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
