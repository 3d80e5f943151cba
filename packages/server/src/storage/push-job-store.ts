import { sql } from 'kysely'
import type { PushJob } from '../domain/push/push-job.ts'
import type { PushJobStore } from '../domain/push/push-job-store.ts'
import type { Connection } from './engine.ts'

const columns = [
  ...(['id', 'app', 'log', 'seq', 'message', 'sent_at as sentAt', 'user', 'device', 'certificate'] as const),
  ...(['collapse_key as collapseKey', 'attempts'] as const),
] as const
/** Values per statement: engines limit the number of parameters. */
const AT_ONCE = 500

export function pushJobStore({ reads, writes, together, flavour }: Connection): PushJobStore {
  return {
    async add(jobs, ids, most) {
      const [first] = jobs
      if (first === undefined) return
      const { app, log, collapseKey, message } = first
      const statements = []
      for (let from = 0; from < jobs.length; from += AT_ONCE) {
        const slice = jobs.slice(from, from + AT_ONCE)
        const users = [...new Set(slice.map(({ user }) => user))]
        const waiting = writes
          .selectFrom('push_job')
          .where('app', '=', app)
          .where('user', 'in', users)
          .where('claimed', '=', 0)
        if (collapseKey !== null) {
          const replaced = waiting
            .select('id')
            .where('collapse_key', '=', collapseKey)
            .where('message', '<', message)
          statements.push(writes.deleteFrom('push_job').where('id', 'in', replaced).compile())
        }
        statements.push(
          writes
            .insertInto('push_job')
            .values(
              slice.map((job, i) => ({
                ...{ id: ids[from + i]!, app, log, seq: job.seq, message: job.message, sent_at: job.sentAt },
                ...{ user: job.user, device: job.device, certificate: job.certificate },
                ...{ collapse_key: job.collapseKey, due_at: job.sentAt, claimed: 0, attempts: 0 },
              })),
            )
            .onConflict((conflict) => conflict.doNothing())
            .compile(),
        )
        const place = sql<number>`row_number() over (partition by ${sql.ref('user')}, device, certificate order by message desc)`
        const ranked = waiting
          .select(['id', place.as('place')])
          .where('log', '=', log)
          .as('waiting')
        const beyond = writes.selectFrom(ranked).select('waiting.id').where('waiting.place', '>', most)
        statements.push(writes.deleteFrom('push_job').where('id', 'in', beyond).compile())
      }
      await together(statements)
    },

    async claim({ now, until, limit, busy }) {
      // What waits behind a job of the same device can still be replaced, and arrives in order.
      let due = writes
        .selectFrom('push_job')
        .select('id')
        .where('due_at', '<=', now)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('push_job as ahead')
                .select('ahead.id')
                .whereRef('ahead.app', '=', 'push_job.app')
                .whereRef('ahead.user', '=', 'push_job.user')
                .whereRef('ahead.device', '=', 'push_job.device')
                .whereRef('ahead.certificate', '=', 'push_job.certificate')
                .where('ahead.claimed', '=', 1)
                .where('ahead.due_at', '>', now),
            ),
          ),
        )
      for (const { app, certificate } of busy)
        due = due.where((eb) => eb.not(eb.and([eb('app', '=', app), eb('certificate', '=', certificate)])))
      const turn = flavour.turn(['push jobs'])?.compile(writes)
      const rows = await together<PushJob | { turns: number }>([
        ...(turn === undefined ? [] : [turn]),
        writes
          .updateTable('push_job')
          .set({ due_at: until, claimed: 1 })
          .where('id', 'in', due.orderBy('due_at').orderBy('id').limit(limit))
          .returning(columns)
          .compile(),
      ])
      return rows
        .filter((row): row is PushJob => 'message' in row)
        .sort((a, b) => a.sentAt - b.sentAt || a.message - b.message)
    },

    async postpone({ id, attempts }, dueAt) {
      await writes
        .updateTable('push_job')
        .set({ due_at: dueAt, claimed: 0, attempts: attempts + 1 })
        .where('id', '=', id)
        .execute()
    },

    async release() {
      await writes.updateTable('push_job').set({ due_at: 0, claimed: 0 }).where('claimed', '=', 1).execute()
    },

    async finish(ids) {
      if (ids.length > 0) await together([writes.deleteFrom('push_job').where('id', 'in', ids).compile()])
    },

    async count(counts) {
      await together(
        counts.map((count) =>
          writes
            .insertInto('push_count')
            .values(count)
            .onConflict((conflict) =>
              conflict.columns(['app', 'day', 'service']).doUpdateSet((eb) => ({
                sent: eb('push_count.sent', '+', count.sent),
                failed: eb('push_count.failed', '+', count.failed),
              })),
            )
            .compile(),
        ),
      )
    },

    async counts(app, from, to) {
      return reads
        .selectFrom('push_count')
        .selectAll()
        .where('app', '=', app)
        .where('day', '>=', from)
        .where('day', '<=', to)
        .orderBy('day')
        .orderBy('service')
        .execute()
    },
  }
}
