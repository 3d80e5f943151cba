import { ApiError } from '@ringpost/contract/errors'
import { type CompiledQuery, type Selectable, sql } from 'kysely'
import { defaultWebhookSettings, type WebhookSettings } from '../domain/webhooks/webhook-settings.ts'
import type { StoredWebhook, WebhookStore } from '../domain/webhooks/webhook-store.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'
import type { WebhookTable } from './schema.ts'

export function webhookStore({ reads, writes, together, flavour }: Connection): WebhookStore {
  const turnOf = (app: number): CompiledQuery[] => {
    // Two concurrent writers would each find the number within the limit, or the name free.
    const turn = flavour.turn([`${app}/webhooks`])?.compile(writes)
    return turn === undefined ? [] : [turn]
  }

  const nameTaken = ({ app, id, name }: WebhookTable): Statement =>
    guarded(
      writes
        .selectFrom('webhook')
        .select('id')
        .where('app', '=', app)
        .where('name', '=', name)
        .where('id', '!=', id)
        .compile(),
      0,
      () => new ApiError('webhook.exists'),
    )

  return {
    async create(stored, limit) {
      const row = toRow(stored)
      const count = sql<number>`count(*)`
      const beyond = writes
        .selectFrom('webhook')
        .select(count.as('rules'))
        .where('app', '=', row.app)
        .having(count, '>', limit)
        .compile()
      await together([
        ...turnOf(row.app),
        nameTaken(row),
        writes.insertInto('webhook').values(row).compile(),
        guarded(beyond, 0, () => new ApiError('webhook.too_many', { limit })),
      ])
    },

    async update(stored, modifiedAt) {
      const { app, id, created_at: _, ...changes } = toRow(stored)
      const update = writes
        .updateTable('webhook')
        .set(changes)
        .where('app', '=', app)
        .where('id', '=', id)
        .where('modified_at', '=', modifiedAt)
        .returning('id')
        .compile()
      await together([
        ...turnOf(app),
        nameTaken(toRow(stored)),
        guarded(update, 1, () => new ApiError('webhook.changed')),
      ])
    },

    async remove(app, id) {
      const row = await writes
        .deleteFrom('webhook')
        .where('app', '=', app)
        .where('id', '=', Number(id))
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },

    async list(app) {
      const rows = await reads
        .selectFrom('webhook')
        .selectAll()
        .where('app', '=', app)
        .orderBy('id')
        .execute()
      return rows.map(toStored)
    },

    async enabled() {
      const rows = await reads
        .selectFrom('webhook')
        .selectAll()
        .where('enabled', '=', 1)
        .orderBy('app')
        .orderBy('id')
        .execute()
      return rows.map(toStored)
    },
  }
}

function toRow({ webhook, secret, previous }: StoredWebhook): WebhookTable {
  const { app, id, name, enabled, createdAt, modifiedAt, ...settings } = webhook
  return {
    app,
    id: Number(id),
    name,
    enabled: Number(enabled),
    settings: JSON.stringify(settings),
    secret,
    previous_secret: previous?.secret ?? null,
    previous_until: previous?.until ?? null,
    created_at: createdAt,
    modified_at: modifiedAt,
  }
}

function toStored(row: Selectable<WebhookTable>): StoredWebhook {
  // Settings that are newer than the row get their default.
  const settings = { ...defaultWebhookSettings, ...(JSON.parse(row.settings) as WebhookSettings) }
  const { previous_secret: secret, previous_until: until } = row
  return {
    webhook: {
      ...settings,
      app: row.app,
      id: String(row.id),
      name: row.name,
      enabled: row.enabled === 1,
      createdAt: row.created_at,
      modifiedAt: row.modified_at,
    },
    secret: row.secret,
    previous: secret === null || until === null ? null : { secret, until },
  }
}
