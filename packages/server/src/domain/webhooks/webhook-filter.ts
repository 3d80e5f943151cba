import type { Webhook } from './webhook.ts'
import type { WebhookEvent } from './webhook-event.ts'
import { wantsFamily } from './webhook-family.ts'

/** Families in which a message itself is told: only they have a route. */
const routed: ReadonlySet<string> = new Set(['chat', 'chat_offline'])

/**
 * Whether a rule wants an event. Every list that is not empty must match; what an event does not say, like the type of the
 * message of a login, limits nothing, except that filters by name only take what has the name (webhooks.md §1).
 */
export function takes(webhook: Webhook, event: WebhookEvent): boolean {
  const { events, chatTypes, messageTypes, sources, filters, groupEvents } = webhook
  return (
    wantsFamily(events, event.family) &&
    (event.generation === null || event.generation === groupEvents) &&
    allows(chatTypes, event.chatType) &&
    allows(messageTypes, event.messageType) &&
    allows(sources, event.source) &&
    names(filters.from, event.from) &&
    // Receivers of a group are no users to filter by.
    names(filters.to, event.group === null ? event.to : null) &&
    names(filters.groups, event.group) &&
    (filters.extKeys.length === 0 || filters.extKeys.some((key) => event.extKeys.includes(key))) &&
    isOnRoute(filters.envs, event)
  )
}

function allows<Value>(list: readonly Value[], value: Value | null): boolean {
  return list.length === 0 || value === null || list.includes(value)
}

function names(list: readonly string[], name: string | null): boolean {
  return list.length === 0 || (name !== null && list.includes(name))
}

/** A route that no rule has takes a message nowhere; a rule with routes takes nothing that has none. */
function isOnRoute(envs: readonly string[], { family, env }: WebhookEvent): boolean {
  if (!routed.has(family)) return true
  return env === null ? envs.length === 0 : envs.includes(env)
}
