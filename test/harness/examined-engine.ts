import pg from 'pg'
import type { Engine, Step } from '../../packages/server/src/storage/engine.ts'
import type { Statement } from '../../packages/server/src/storage/guard.ts'
import { knownLogs, PostgresAppend } from '../../packages/server/src/storage/postgres/append.ts'
import { clearQuery, cursorQuery } from '../../packages/server/src/storage/postgres/cursor-statement.ts'
import { type Query, toQuery } from '../../packages/server/src/storage/postgres/pooled-connection.ts'
import type { PostgresEngine } from '../../packages/server/src/storage/postgres/postgres-engine.ts'
import type { Database } from '../../packages/server/src/storage/schema.ts'

/** An engine whose statements are examined before they run. @param examine gets those that run together. */
export function examined(
  engine: PostgresEngine,
  examine: (queries: readonly Query[]) => Promise<void>,
): Engine {
  const together = async <Row>(statements: readonly Statement[]): Promise<Row[]> => {
    await examine(statements.map(toQuery))
    return engine.together(statements)
  }
  const examineSteps = (steps: readonly Step[]) =>
    examine(
      steps.map((step) =>
        'append' in step ? new PostgresAppend(step.append, knownLogs()).query : toQuery(step),
      ),
    )
  const examinedReads = (reads: Database) =>
    engine.over(async (statement) => {
      await examine([toQuery(statement)])
      return (await reads.executeQuery(statement)).rows as never
    })
  return {
    together,
    flavour: engine.flavour,
    writes: engine.over((statement) => together([statement])),
    reads: examinedReads(engine.reads),
    longReads: examinedReads(engine.longReads),
    bulkReads: examinedReads(engine.bulkReads),
    over: (run) => engine.over(run),
    async saveCursors(cursors, clears) {
      await examine([cursorQuery(cursors), clearQuery(clears)])
      await engine.saveCursors(cursors, clears)
    },
    async append(batch) {
      await examineSteps([{ append: batch }])
      return engine.append(batch)
    },
    async commit(steps) {
      await examineSteps(steps)
      return engine.commit(steps)
    },
    eraseApp: (app) => engine.eraseApp(app),
    close: () => engine.close(),
  }
}

/** Text that runs a prepared statement with the values of a query: `explain` takes no parameters for it. */
export function executionOf(name: string, { values = [] }: Query): string {
  return `execute ${name}${values.length === 0 ? '' : `(${values.map(literal).join()})`}`
}

function literal(value: unknown): string {
  if (value === null) return 'null'
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`
  return pg.escapeLiteral(Array.isArray(value) ? arrayText(value) : String(value))
}

function arrayText(values: readonly (string | null)[]): string {
  const texts = values.map((value) => (value === null ? 'null' : `"${value.replaceAll(/["\\]/g, '\\$&')}"`))
  return `{${texts.join()}}`
}
