import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
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
import { sqliteFlavour } from './flavour.ts'
import { LogWriter } from './log-writer.ts'
import { rowsOf } from './rows-of.ts'
import { StatementCache } from './statement-cache.ts'

/** An engine that records every statement of the stores, on one connection in memory. */
function recordingEngine(db: DatabaseSync, noted: Set<string>): Engine {
  const cache = new StatementCache(db)
  const run = ({ sql, parameters }: EngineStatement) => {
    noted.add(sql)
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
    close: async () => db.close(),
  }
}

test('no query scans a table: each finds its rows by more of the key than the app', async () => {
  const db = new DatabaseSync(':memory:')
  const noted = new Set<string>()
  const engine = recordingEngine(db, noted)
  await migrate(engine, migrations)
  const stores = storesOver(engine)
  const app = await createApp(stores)
  noted.clear()
  await useStatements(app, stores)

  assert.ok(noted.size >= 20, `${noted.size} statements`)
  for (const sql of noted) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]
    for (const { detail } of plan) {
      // Results of json_each and subqueries are small, so are rules of retention and how far they reach; the head of entry by id is one seek.
      assert.doesNotMatch(
        detail,
        /^SCAN (?!json_each|me|examined|edge|waiting|found|furthest|halves|listed|page|counted|going|given|rule|own|common|reach|CONSTANT ROW|\d)/,
        sql,
      )
      assert.doesNotMatch(detail, /^(?!SEARCH reach ).*\(app=\?\)$/, sql)
    }
  }
  db.close()
})
