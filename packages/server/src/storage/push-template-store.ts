import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import type { PushTemplate, PushTemplateStore } from '../domain/push/push-template.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'

const columns = ['name', 'title', 'content', 'created_at as createdAt', 'updated_at as updatedAt'] as const

export function pushTemplateStore({ reads, writes, together, flavour }: Connection): PushTemplateStore {
  return {
    async list(app) {
      return reads
        .selectFrom('push_template')
        .select(columns)
        .where('app', '=', app)
        .orderBy('name')
        .execute()
    },

    async put(app, { name, title, content, createdAt, updatedAt }, limit) {
      const turn = flavour.turn([`${app}/push templates`])?.compile(writes)
      const count = sql<number>`count(*)`
      const beyond = writes
        .selectFrom('push_template')
        .select(count.as('templates'))
        .where('app', '=', app)
        .having(count, '>', limit)
      const rows = await together<PushTemplate>([
        ...(turn === undefined ? [] : [turn]),
        writes
          .insertInto('push_template')
          .values({ app, name, title, content, created_at: createdAt, updated_at: updatedAt })
          .onConflict((conflict) =>
            conflict.columns(['app', 'name']).doUpdateSet({ title, content, updated_at: updatedAt }),
          )
          .returning(columns)
          .compile(),
        guarded(beyond.compile(), 0, () => new ApiError('push.templates_too_many', { limit })),
      ])
      // The turn returns a row of its own.
      return rows.at(-1)!
    },

    async remove(app, name) {
      const row = await writes
        .deleteFrom('push_template')
        .where('app', '=', app)
        .where('name', '=', name)
        .returning('name')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
