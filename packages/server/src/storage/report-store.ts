import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import type { ReportStore } from '../domain/reports/report-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'

export function reportStore({ reads, writes, together, flavour }: Connection): ReportStore {
  return {
    async add(app, { at, ...report }, { ofUser, ofApp }) {
      // Concurrent writers would each find the number within the limit.
      const turn = flavour.turn([`${app}/reports`])?.compile(writes)
      const count = sql<number>`count(*)`
      const ofThisApp = writes.selectFrom('report').select(count.as('reports')).where('app', '=', app)
      const refusal = () => new ApiError('report.too_many')
      const { type, reason } = report
      await together([
        ...(turn === undefined ? [] : [turn]),
        writes
          .insertInto('report')
          .values({ app, ...report, reported_at: at })
          .onConflict((conflict) =>
            conflict.columns(['app', 'message', 'reporter']).doUpdateSet({ type, reason, reported_at: at }),
          )
          .compile(),
        guarded(
          ofThisApp.where('reporter', '=', report.reporter).having(count, '>', ofUser).compile(),
          0,
          refusal,
        ),
        guarded(ofThisApp.having(count, '>', ofApp).compile(), 0, refusal),
      ])
    },

    async list(app, after, limit) {
      const rows = await reads
        .selectFrom('report')
        .select(['id', 'message', 'reporter', 'type', 'reason', 'reported_at as at'])
        .where('app', '=', app)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows
    },

    async remove(app, id) {
      const row = await writes
        .deleteFrom('report')
        .where('app', '=', app)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
