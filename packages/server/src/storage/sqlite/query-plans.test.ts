import assert from 'node:assert/strict'
import { constants, DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { test } from 'node:test'
import { Kysely } from 'kysely'
import { createApp } from '../contract/samples.ts'
import { useStatements } from '../contract/use-statements.ts'
import type { Engine } from '../engine.ts'
import type { Statement as EngineStatement } from '../guard.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import type { Schema } from '../schema.ts'
import { storesOver } from '../stores-over.ts'
import { CursorWriter, cursorsAsText } from './cursor-writer.ts'
import { sqliteDialect } from './dialect.ts'
import { eraseApp } from './erase-app.ts'
import { sqliteFlavour } from './flavour.ts'
import { LogWriter } from './log-writer.ts'
import { rowsOf } from './rows-of.ts'
import { prepare, StatementCache } from './statement-cache.ts'

/** An engine that records every statement of the stores, on one connection in memory. */
function recordingEngine(db: DatabaseSync, noted: Map<string, readonly unknown[]>): Engine {
  const cache = new StatementCache(db)
  const run = ({ sql, parameters }: EngineStatement) => {
    noted.set(sql, parameters)
    return rowsOf(cache.run({ sql, parameters }))
  }
  const together = async <Row>(statements: readonly EngineStatement[]) => statements.flatMap(run) as Row[]
  const over: Engine['over'] = (statements) => new Kysely<Schema>({ dialect: sqliteDialect(statements) })
  const kysely = over((statement) => together([statement]))
  const logs = () => new LogWriter(db)
  return {
    reads: kysely,
    longReads: kysely,
    bulkReads: kysely,
    writes: kysely,
    flavour: sqliteFlavour,
    append: async (batch) => logs().append(batch),
    together,
    saveCursors: async (cursors, clears) =>
      new CursorWriter(db, (...log) => logs().idOf(...log)).save(cursorsAsText(cursors, clears)),
    commit: async (steps) => steps.map((step) => ('append' in step ? logs().append(step.append) : run(step))),
    over,
    eraseApp: async (app) => eraseApp(db, app),
    close: async () => db.close(),
  }
}

/** The statements that touch tables which grow, each with values that it ran with, and the database they ran on. */
async function usedStatements(): Promise<{
  db: DatabaseSync
  noted: ReadonlyMap<string, readonly unknown[]>
}> {
  const db = new DatabaseSync(':memory:')
  const noted = new Map<string, readonly unknown[]>()
  const engine = recordingEngine(db, noted)
  await migrate(engine, migrations)
  const stores = storesOver(engine)
  const app = await createApp(stores)
  noted.clear()
  await useStatements(app, stores)
  assert.ok(noted.size >= 20, `${noted.size} statements`)
  return { db, noted }
}

test('no query scans a table: each finds its rows by more of the key than the app', async () => {
  const { db, noted } = await usedStatements()
  for (const sql of noted.keys()) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]
    for (const { detail } of plan) {
      // Results of json_each and subqueries are small, so are rules of retention and how far they reach; the head of entry by id is one seek.
      assert.doesNotMatch(
        detail,
        /^SCAN (?!(?:json_each|\(subquery|me|examined|edge|waiting|found|furthest|halves|listed|page|counted|going|given|rule|own|common|viewed|reach|reached|CONSTANT ROW|\d)\b)/,
        sql,
      )
      assert.doesNotMatch(detail, /^(?!SEARCH reach ).*\(app=\?\)$/, sql)
    }
  }
  db.close()
})

test('no statement is planned again when it runs again', async () => {
  const { db, noted } = await usedStatements()
  let planned = 0
  // SQLite asks while it plans.
  db.setAuthorizer(() => {
    planned++
    return constants.SQLITE_OK
  })
  for (const [sql, parameters] of noted) {
    // SQLite looks at the value to see whether a partial index, or an index of prefixes, helps. None of these runs often.
    if (/like \?|\b(role|state)"? = \?/.test(sql)) continue
    db.exec('begin')
    const { statement } = prepare(db, sql)
    planned = 0
    try {
      statement.all(...(parameters as SQLInputValue[]))
    } catch (error) {
      // It has run before, and what it inserts may be there.
      assert.match(String(error), /constraint failed/, sql)
    }
    assert.equal(planned, 0, sql)
    db.exec('rollback')
  }
  db.close()
})
