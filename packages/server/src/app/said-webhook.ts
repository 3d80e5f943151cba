import { webhooks as operations } from '@ringpost/contract'
import { isJsonObject } from '@ringpost/protocol/json'
import type { Webhook } from '../domain/webhooks/webhook.ts'
import { defaultWebhookSettings, type WebhookSettings } from '../domain/webhooks/webhook-settings.ts'
import { bodyValidator } from '../http/body-validator.ts'
import { webhookSettings } from '../http/webhook-json.ts'

const creation = bodyValidator(operations.createWebhook)
const change = bodyValidator(operations.changeWebhook)
/** Fields that are lists. */
const LISTS = new Set([
  ...['events', 'chat_types', 'message_types', 'sources'],
  ...['from', 'to', 'groups', 'ext_keys', 'envs'],
])

/** A new rule in the JSON of the REST API. @throws ApiError those of `webhooks.create`. */
export function saidWebhook(said: unknown): { settings: WebhookSettings; secret: string | undefined } {
  const body = creation(said) as { name: string; url: string; secret?: string }
  const { name, url, secret } = body
  return { settings: { ...defaultWebhookSettings, ...webhookSettings(body), name, url }, secret }
}

/** What changes of a rule. @throws ApiError those of `webhooks.change`. */
export function saidChange(said: unknown): {
  changesOf: (webhook: Webhook) => Partial<WebhookSettings>
  secret: string | { random: true } | undefined
} {
  const body = change(said) as { secret?: string; rotate_secret?: boolean }
  const secret = body.secret ?? (body.rotate_secret === true ? { random: true as const } : undefined)
  return { changesOf: ({ filters }) => webhookSettings(body, filters), secret }
}

/**
 * `field=value`, as the command line has it: lists with commas, fields of objects with a dot.
 * @returns undefined if it is not in this form.
 */
export function saidFields(words: readonly string[]): Record<string, unknown> | undefined {
  const said: Record<string, unknown> = {}
  for (const word of words) {
    const [, name = '', inner, value = ''] = /^(\w+)(?:\.(\w+))?=(.*)$/s.exec(word) ?? []
    if (name === '') return undefined
    const read = fieldValue(inner ?? name, value)
    said[name] = inner === undefined ? read : { ...(said[name] as object | undefined), [inner]: read }
  }
  return said
}

function fieldValue(field: string, text: string): unknown {
  if (LISTS.has(field)) return text === '' ? [] : text.split(',')
  if (text === 'true' || text === 'false') return text === 'true'
  return field === 'wait_ms' && /^\d+$/.test(text) ? Number(text) : text
}

/** Rules by app, as a file has them; undefined if it is something else. */
export function saidFile(content: unknown): [app: string, rules: unknown[]][] | undefined {
  if (!isJsonObject(content)) return undefined
  const apps = Object.entries(content)
  return apps.every((each): each is [string, unknown[]] => Array.isArray(each[1])) ? apps : undefined
}
