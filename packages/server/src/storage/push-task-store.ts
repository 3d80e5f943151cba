import { ApiError } from '@ringpost/contract/errors'
import { parseJson } from '@ringpost/protocol/json'
import { type Selectable, sql } from 'kysely'
import type { PushTask, PushTaskStore } from '../domain/push/push-task.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import { jobStep, oldJobsRemoval } from './job-steps.ts'
import type { PushTaskTable } from './schema.ts'

export function pushTaskStore({ reads, writes, together, flavour }: Connection): PushTaskStore {
  return {
    async accept(task, limit) {
      const { app, id, acceptedAt, dueAt, cursor } = task
      const insertion = writes
        .insertInto('push_task')
        .values({
          ...{ app, id, cursor, done: 0, counts: limit === undefined ? 0 : 1 },
          ...{ accepted_at: acceptedAt, due_at: dueAt },
          audience: JSON.stringify(task.audience),
          message: JSON.stringify(task.message),
        })
        .compile()
      if (limit === undefined) {
        await together([insertion])
        return
      }
      const turn = flavour.turn([`${app}/push tasks`])?.compile(writes)
      const count = sql<number>`count(*)`
      const beyond = writes
        .selectFrom('push_task')
        .select(count.as('tasks'))
        .where('app', '=', app)
        // Worded like the condition of the index.
        .where('counts', '=', sql.lit(1))
        .where('accepted_at', '>', limit.since)
        .having(count, '>', limit.tasks)
        .compile()
      await together([
        ...(turn === undefined ? [] : [turn]),
        insertion,
        guarded(beyond, 0, () => new ApiError('push.limit')),
      ])
    },

    async due(now, limit) {
      const rows = await reads
        .selectFrom('push_task')
        .selectAll()
        .where('done', '=', sql.lit(0))
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toTask)
    },

    async advance(task, to) {
      await together([jobStep({ writes }, 'push_task', task, to)])
    },

    async forget(before) {
      await together([oldJobsRemoval({ writes }, 'push_task', before)])
    },
  }
}

function toTask(row: Selectable<PushTaskTable>): PushTask {
  return {
    app: row.app,
    id: row.id,
    audience: JSON.parse(row.audience) as PushTask['audience'],
    message: parseJson(row.message) as unknown as PushTask['message'],
    acceptedAt: row.accepted_at,
    dueAt: row.due_at,
    cursor: row.cursor,
  }
}
