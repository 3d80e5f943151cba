import { ApiError, webhooks as operations } from '@ringpost/contract'
import type { StoredFailures } from '../../domain/webhooks/stored-failures.ts'
import type { WebhookDeliveries } from '../../domain/webhooks/webhook-deliveries.ts'
import type { DeliveryStatus, WebhookDelivery } from '../../domain/webhooks/webhook-delivery.ts'
import { callbackDate, callbackTime } from '../callback-date.ts'
import { cursorPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

const PAGE = { fallback: 20, most: 100 }

/** What became of deliveries, and how to send them again. */
export function webhookDeliveryRoutes({
  webhookDeliveries,
  storedFailures,
}: {
  webhookDeliveries: WebhookDeliveries
  storedFailures: StoredFailures
}): Binding[] {
  return [
    bind(operations.webhookDeliveries, async ({ app, params, query }) => {
      const status = statusOf(query.status)
      const { deliveries, cursor } = await webhookDeliveries.list(app, params.webhook, {
        ...(status && { status }),
        limit: cursorPage(query, PAGE).limit,
        cursor: query.cursor,
      })
      return { reply: deliveries.map(deliveryJson), further: { cursor: cursor ?? '' } }
    }),

    bind(operations.replayDelivery, async ({ app, params }) => ({
      reply: deliveryJson(await webhookDeliveries.replay(app, params.webhook, params.delivery)),
    })),

    bind(operations.testWebhook, async ({ app, params }) => {
      const { message, answer, ms } = await webhookDeliveries.test(app, params.webhook)
      const { isDelivered, status, text, fault } = answer
      return {
        reply: {
          delivered: isDelivered,
          request: message.body,
          answer_status: status,
          answer: text,
          fault,
          ms,
        },
      }
    }),

    bind(operations.storedCallbacks, async ({ app }) => ({
      reply: (await storedFailures.buckets(app)).map(({ from, count, replays }) => ({
        date: callbackDate(from),
        size: count,
        retry: replays,
      })),
    })),

    bind(operations.retryCallbacks, async ({ app, body: { date, retry, targetUrl } }) => {
      const from = callbackTime(date)
      if (from === undefined) throw new ApiError('webhook.field_illegal', { field: 'date' })
      const isBegun = storedFailures.retry(app, from, retry, targetUrl || undefined)
      return { reply: isBegun ? ('success' as const) : ('failure' as const) }
    }),
  ]
}

/** @throws ApiError `webhook.field_illegal`. */
function statusOf(text: string | undefined): DeliveryStatus | undefined {
  if (text === undefined || text === '') return undefined
  if (text === 'pending' || text === 'failed' || text === 'delivered') return text
  throw new ApiError('webhook.field_illegal', { field: 'status' })
}

function deliveryJson(delivery: WebhookDelivery) {
  return {
    id: delivery.id,
    call_id: delivery.callId,
    status: delivery.status,
    happened: delivery.at,
    attempts: delivery.attempts,
    tried: delivery.triedAt || null,
    next: delivery.nextAt,
    request: delivery.body,
    answer_status: delivery.answerStatus,
    answer: delivery.answer,
    fault: delivery.fault,
  }
}
