import { sql } from 'kysely'
import type { PushJob } from '../domain/push/push-job.ts'
import type { CertificateOfApp, PushJobStore } from '../domain/push/push-job-store.ts'
import type { Connection } from './engine.ts'
import type { Statement } from './guard.ts'

const columns = [
  ...(['id', 'app', 'log', 'seq', 'message', 'sent_at as sentAt', 'user', 'device', 'certificate'] as const),
  ...(['collapse_key as collapseKey', 'attempts'] as const),
] as const
/** Values per statement: engines limit the number of parameters. */
const AT_ONCE = 500
/** That a job waits, where its key finds it. Not `= 0`: PostgreSQL might then look through all that wait instead, by their index. */
const WAITS = sql<boolean>`claimed <> 1`
/** What waits behind a job of the same device that is under way can still be replaced, and arrives in order. */
const IS_NEXT = sql<boolean>`not exists (select 1 from push_job as ahead where ahead.claimed = 1 and ahead.app = push_job.app
  and ahead."user" = push_job."user" and ahead.device = push_job.device and ahead.certificate = push_job.certificate)`

export function pushJobStore({ reads, writes, together, flavour }: Connection): PushJobStore {
  return {
    async add(jobs, ids, most) {
      const [first] = jobs
      if (first === undefined) return
      const { app, log, collapseKey } = first
      // Who adds at the same time does not see what this adds, and too many would remain.
      const orders = [`${app}/push jobs/${log}`]
      if (collapseKey !== null) orders.push(`${app}/push jobs of key ${collapseKey}`)
      const turn = flavour.turn(orders)?.compile(writes)
      const statements: Statement[] = turn === undefined ? [] : [turn]
      for (let from = 0; from < jobs.length; from += AT_ONCE) {
        const slice = jobs.slice(from, from + AT_ONCE)
        const users = [...new Set(slice.map(({ user }) => user))]
        const waiting = writes
          .selectFrom('push_job')
          .where('app', '=', app)
          .where('user', 'in', users)
          .where(WAITS)
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
        const ranked = waiting.select(['id', place.as('place')])
        const beyond = (limit: number, part: typeof ranked) => {
          const ids = writes
            .selectFrom(part.as('waiting'))
            .select('waiting.id')
            .where('waiting.place', '>', limit)
          // What is taken while this waits for its row is under way.
          return writes.deleteFrom('push_job').where('id', 'in', ids).where(WAITS).compile()
        }
        if (collapseKey !== null) statements.push(beyond(1, ranked.where('collapse_key', '=', collapseKey)))
        statements.push(beyond(most, ranked.where('log', '=', log)))
      }
      await together(statements)
    },

    async due(now) {
      const found = await sql<CertificateOfApp>`
        with recursive waiting (app, certificate, due_at) as (
          select app, certificate, due_at from (
            select app, certificate, due_at from push_job where claimed = 0 and app > 0
            order by app, certificate, due_at limit 1) as listed
          union all
          select page.app, page.certificate, page.due_at from waiting cross join push_job as page
            where page.id = (select id from push_job where claimed = 0
              and (app, certificate) > (waiting.app, waiting.certificate) order by app, certificate, due_at limit 1)
        ) select app, certificate from waiting where due_at <= ${now} order by due_at`.execute(reads)
      return found.rows
    },

    async claim({ now, until, shares }) {
      if (shares.length === 0) return []
      const parts = shares.map(
        ({ app, certificate, limit }) => sql<{ id: number }>`select id from (
          select id from push_job where claimed = 0 and app = ${app} and certificate = ${certificate} and due_at <= ${now}
            and ${IS_NEXT} order by due_at, id limit ${limit}) as listed`,
      )
      const { rows } = await sql<{ id: number }>`${sql.join(parts, sql` union all `)}`.execute(reads)
      if (rows.length === 0) return []
      const ids = rows.map(({ id }) => id)
      // Another node may have taken some of them, or a job ahead of them, since they were read.
      const turn = flavour.turn(['push jobs'])?.compile(writes)
      const claimed = await together<PushJob | { turns: number }>([
        ...(turn === undefined ? [] : [turn]),
        writes
          .updateTable('push_job')
          .set({ due_at: until, claimed: 1 })
          .where('id', 'in', ids)
          .where(WAITS)
          .where(IS_NEXT)
          .returning(columns)
          .compile(),
      ])
      return claimed
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

    async release(until) {
      await writes
        .updateTable('push_job')
        .set((eb) => ({ due_at: eb.ref('sent_at'), claimed: 0 }))
        .where('claimed', '=', sql.lit(1))
        .where('due_at', '<=', until)
        .execute()
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
