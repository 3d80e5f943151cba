import { type CompiledQuery, sql } from 'kysely'
import { Outdated } from '../domain/outdated.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'

/** Tables of jobs that are done page by page: `cursor` is how far, `done` whether it is over. */
type JobTable = 'broadcast' | 'push_task'

/** Notes how far a job has come. @param to undefined: it is over. @throws Outdated if somebody else was faster. */
export function jobStep(
  { writes }: Pick<Connection, 'writes'>,
  table: JobTable,
  { app, id, cursor }: { app: number; id: number; cursor: string },
  to: string | undefined,
): Statement {
  const change = to === undefined ? sql`done = 1` : sql`cursor = ${to}`
  const step = sql`
    update ${sql.table(table)} set ${change}
    where app = ${app} and id = ${id} and cursor = ${cursor} and done = 0 returning id`
  return guarded(step.compile(writes), 1, () => new Outdated())
}

/** Removes jobs that are over and were accepted earlier. @param before ms since 1970. */
export function oldJobsRemoval(
  { writes }: Pick<Connection, 'writes'>,
  table: JobTable,
  before: number,
): CompiledQuery {
  // Worded like the condition of the index: a parameter would not be recognised.
  return sql`delete from ${sql.table(table)} where done = 1 and accepted_at < ${before}`.compile(writes)
}
