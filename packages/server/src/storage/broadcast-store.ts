import { ApiError } from '@ringpost/contract/errors'
import { parseJson } from '@ringpost/protocol/json'
import { type Selectable, sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { BroadcastJob, BroadcastStore } from '../domain/messages/broadcast-store.ts'
import type { Draft } from '../domain/messages/draft.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import { jobStep, oldJobsRemoval } from './job-steps.ts'
import type { BroadcastTable } from './schema.ts'

export function broadcastStore(connection: Connection): BroadcastStore {
  const { reads, writes } = connection
  return {
    async accept({ app, id, actor, draft, acceptedAt, cursor }, request, { since, limit }) {
      const accept = sql`
        insert into broadcast (app, id, request, actor, draft, accepted_at, cursor, done)
        values (${app}, ${id}, ${request}, ${JSON.stringify(actor)}, ${JSON.stringify(draft)}, ${acceptedAt}, ${cursor}, 0)
        on conflict (app, request) do update set id = excluded.id, actor = excluded.actor, draft = excluded.draft,
          accepted_at = excluded.accepted_at, cursor = excluded.cursor, done = 0
        where broadcast.done = 1 and broadcast.accepted_at <= ${since}`
      const beyond = sql`
        select count(*) as open from broadcast where app = ${app} and done = 0 and id > 0 having count(*) > ${limit}`
      const find = sql`select id from broadcast where app = ${app} and request = ${request}`
      const [found] = await connection.together<{ id: number }>([
        accept.compile(writes),
        guarded(beyond.compile(writes), 0, () => new ApiError('server.busy')),
        find.compile(writes),
      ])
      return found!.id
    },

    async open(limit) {
      const rows = await reads
        .selectFrom('broadcast')
        .selectAll()
        // Worded like the condition of the index: a parameter would not be recognised.
        .where('done', '=', sql.lit(0))
        // A bound keeps planners on that index.
        .where('id', '>', 0)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toJob)
    },

    async advance(job, to) {
      await connection.together([jobStep(connection, 'broadcast', job, to)])
    },

    async forget(before) {
      await connection.together([oldJobsRemoval(connection, 'broadcast', before)])
    },
  }
}

/** The digits of applications' numbers stay as they are. A broadcast has no attributes, which would be bytes. */
function toJob(row: Selectable<BroadcastTable>): BroadcastJob {
  return {
    app: row.app,
    id: row.id,
    actor: JSON.parse(row.actor) as Actor,
    draft: parseJson(row.draft) as unknown as Draft,
    acceptedAt: row.accepted_at,
    cursor: row.cursor,
  }
}
