import { type Selectable, sql } from 'kysely'
import type { DeliveryStatus, WebhookDelivery } from '../domain/webhooks/webhook-delivery.ts'
import type { WebhookDeliveryStore } from '../domain/webhooks/webhook-delivery-store.ts'
import { idFloor, idsPerMs } from '../kernel/id-generator.ts'
import type { Connection } from './engine.ts'
import type { WebhookDeliveryTable } from './schema.ts'

export function webhookDeliveryStore({ reads, bulkReads, writes }: Connection): WebhookDeliveryStore {
  const ofWebhook = (app: number, webhook: string) =>
    reads.selectFrom('webhook_delivery').where('app', '=', app).where('webhook', '=', Number(webhook))
  const failed = (app: number) =>
    bulkReads.selectFrom('webhook_delivery').where('app', '=', app).where('status', '=', 'failed')

  return {
    async add(deliveries) {
      if (deliveries.length > 0)
        await writes.insertInto('webhook_delivery').values(deliveries.map(toRow)).execute()
    },

    async update(delivery) {
      const { app, webhook, id, ...changes } = toRow(delivery)
      await writes
        .updateTable('webhook_delivery')
        .set(changes)
        .where('app', '=', app)
        .where('webhook', '=', webhook)
        .where('id', '=', id)
        .$if(delivery.status !== 'delivered', (query) => query.where('status', '!=', 'delivered'))
        .execute()
    },

    async get(app, webhook, id) {
      const row = await ofWebhook(app, webhook).selectAll().where('id', '=', Number(id)).executeTakeFirst()
      return row && toDelivery(row)
    },

    async pending(app, webhook, limit) {
      const rows = await ofWebhook(app, webhook)
        .select(['id', 'order_key', 'attempts', 'next_at'])
        .where('status', '=', 'pending')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: String(row.id),
        order: row.order_key,
        attempts: row.attempts,
        nextAt: row.next_at,
      }))
    },

    async page(app, webhook, status, before, limit) {
      const rows = await ofWebhook(app, webhook)
        .selectAll()
        .$if(status !== undefined, (query) => query.where('status', '=', status!))
        .$if(before !== undefined, (query) => query.where('id', '<', Number(before)))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toDelivery)
    },

    async buckets(app, ms) {
      const bucket = sql<number>`id / ${sql.lit(ms * idsPerMs)}`
      const rows = await failed(app)
        .select([bucket.as('bucket'), 'replays', sql<number>`count(*)`.as('count')])
        .groupBy([bucket, 'replays'])
        .orderBy(bucket)
        .orderBy('replays')
        .execute()
      return rows.map(({ bucket: number, replays, count }) => ({ from: number * ms, replays, count }))
    },

    async failures(app, { from, to, replays }, after, limit) {
      const rows = await failed(app)
        .selectAll()
        .where('id', '>=', idFloor(from))
        .where('id', '<', idFloor(to))
        .$if(replays !== undefined, (query) => query.where('replays', '=', replays!))
        .$if(after !== undefined, (query) => query.where('id', '>', Number(after)))
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toDelivery)
    },

    async clear(app, webhook) {
      await writes
        .deleteFrom('webhook_delivery')
        .where('app', '=', app)
        .where('webhook', '=', Number(webhook))
        .execute()
    },

    async webhooks() {
      const rows = await bulkReads
        .selectFrom('webhook_delivery')
        .select(['app', 'webhook'])
        .distinct()
        .execute()
      return rows.map(({ app, webhook }) => ({ app, webhook: String(webhook) }))
    },

    async prune(app, webhook, status, before, keep) {
      const beyond = await ofWebhook(app, webhook)
        .select('id')
        .where('status', '=', status)
        .orderBy('id', 'desc')
        .limit(1)
        .offset(Math.min(keep, 2 ** 31))
        .executeTakeFirst()
      const until = Math.max(Number(before) - 1, beyond?.id ?? 0)
      const removed = await writes
        .deleteFrom('webhook_delivery')
        .where('app', '=', app)
        .where('webhook', '=', Number(webhook))
        .where('status', '=', status)
        .where('id', '<=', until)
        .returning('id')
        .execute()
      return removed.length
    },
  }
}

function toRow(delivery: WebhookDelivery): WebhookDeliveryTable {
  return {
    app: delivery.app,
    webhook: Number(delivery.webhook),
    id: Number(delivery.id),
    status: delivery.status,
    order_key: delivery.order,
    call_id: delivery.callId,
    body: delivery.body,
    attempts: delivery.attempts,
    replays: delivery.replays,
    at: delivery.at,
    tried_at: delivery.triedAt,
    next_at: delivery.nextAt,
    answer_status: delivery.answerStatus,
    answer: delivery.answer,
    fault: delivery.fault,
  }
}

function toDelivery(row: Selectable<WebhookDeliveryTable>): WebhookDelivery {
  return {
    app: row.app,
    webhook: String(row.webhook),
    id: String(row.id),
    status: row.status as DeliveryStatus,
    order: row.order_key,
    callId: row.call_id,
    body: row.body,
    attempts: row.attempts,
    replays: row.replays,
    at: row.at,
    triedAt: row.tried_at,
    nextAt: row.next_at,
    answerStatus: row.answer_status,
    answer: row.answer,
    fault: row.fault,
  }
}
