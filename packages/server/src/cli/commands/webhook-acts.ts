import { ApiError } from '@ringpost/contract'
import type { Core } from '../../app/core.ts'
import { saidChange, saidFields, saidWebhook } from '../../app/said-webhook.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Webhook } from '../../domain/webhooks/webhook.ts'
import type { DeliveryStatus, WebhookDelivery } from '../../domain/webhooks/webhook-delivery.ts'
import { type DataCommand, PartialFailure, UsageError } from '../command.ts'
import { requireApp } from './app-commands.ts'

type Act = DataCommand['run']

/** Deliveries that are listed. */
const LISTED = 100
const statuses = ['pending', 'failed', 'delivered'] as const

export const listWebhooks = explained(async (core, { args: [key = ''] }) => {
  const webhooks = await core.webhooks.list(requireApp(core, key))
  return webhooks.map(line).join('\n')
})

export const addWebhook = explained(async (core, { args: [key = '', name, url, ...words] }) => {
  const app = requireApp(core, key)
  const { settings, secret } = saidWebhook({ ...fields(words), name, url })
  const made = await core.webhooks.create(app, settings, secret)
  return `${line(made.webhook)}\nsecret: ${made.secret}`
})

export const changeWebhook = explained(async (core, { args: [key = '', which = '', ...words] }) => {
  const { app, webhook } = await theWebhook(core, key, which)
  const { changesOf, secret } = saidChange(fields(words))
  const changed = await core.webhooks.change(app, webhook.id, changesOf, secret)
  return [line(changed.webhook), ...(changed.secret ? [`secret: ${changed.secret}`] : [])].join('\n')
})

export const removeWebhook = explained(async (core, { args: [key = '', which = ''] }) => {
  const { app, webhook } = await theWebhook(core, key, which)
  await core.webhooks.remove(app, webhook.id)
  return `${webhook.name} is removed`
})

export const testWebhook = explained(async (core, { args: [key = '', which = ''] }) => {
  const { app, webhook } = await theWebhook(core, key, which)
  const { answer, ms } = await core.webhookDeliveries.test(app, webhook.id)
  if (!answer.isDelivered) throw new PartialFailure(`not delivered: ${answer.fault}`)
  return `delivered in ${ms} ms: ${answer.status} ${answer.text}`.trimEnd()
})

export const listDeliveries = explained(async (core, { args: [key = '', which = ''], options }) => {
  const { app, webhook } = await theWebhook(core, key, which)
  const status = statuses.find((each) => each === options.status)
  if (options.status !== undefined && status === undefined)
    throw new UsageError(`--status must be one of ${statuses.join(', ')}`)
  const wanted: { status?: DeliveryStatus } = status === undefined ? {} : { status }
  const page = { ...wanted, limit: LISTED, cursor: undefined }
  const { deliveries } = await core.webhookDeliveries.list(app, webhook.id, page)
  return deliveries.map(deliveryLine).join('\n')
})

export const replayDelivery = explained(async (core, { args: [key = '', which = '', id = ''] }) => {
  const { app, webhook } = await theWebhook(core, key, which)
  const delivery = await core.webhookDeliveries.replay(app, webhook.id, id)
  if (delivery.fault !== null) throw new PartialFailure(`not delivered: ${delivery.fault}`)
  return deliveryLine(delivery)
})

async function theWebhook(core: Core, key: string, which: string): Promise<{ app: App; webhook: Webhook }> {
  const app = requireApp(core, key)
  const webhooks = await core.webhooks.list(app)
  const webhook = webhooks.find(({ name }) => name === which) ?? webhooks.find(({ id }) => id === which)
  if (webhook !== undefined) return { app, webhook }
  throw new UsageError(`${key} has no webhook ${which}`)
}

function fields(words: readonly string[]): Record<string, unknown> {
  const said = saidFields(words)
  if (said === undefined) throw new UsageError('fields are field=value')
  return said
}

function line({ id, name, kind, enabled, url, events }: Webhook): string {
  const what = events.length === 0 ? 'all' : events.join(',')
  return [id, name, kind, enabled ? 'enabled' : 'disabled', what, url].join('\t')
}

function deliveryLine({ id, status, callId, attempts, at, answerStatus, fault }: WebhookDelivery): string {
  const answer = fault ?? `answered with status ${answerStatus}`
  return [id, status, callId, new Date(at).toISOString(), `${attempts} attempts`, answer].join('\t')
}

/** Turns refusals of the domain into errors that the user can fix. */
function explained(act: Act): Act {
  return async (core, input) => {
    try {
      return await act(core, input)
    } catch (error) {
      throw error instanceof ApiError ? new UsageError(error.message) : error
    }
  }
}
