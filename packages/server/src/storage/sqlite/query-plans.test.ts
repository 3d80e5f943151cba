import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { type CompiledQuery, Kysely } from 'kysely'
import { createApp, sampleEntry, sampleUser } from '../contract/samples.ts'
import type { Connection, Engine } from '../engine.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import type { Schema } from '../schema.ts'
import { storesOver } from '../stores-over.ts'
import { sqliteDialect } from './dialect.ts'
import { rowsOf } from './driver.ts'
import { sqliteFlavour } from './flavour.ts'
import { LogWriter } from './log-writer.ts'
import type { Statement } from './messages.ts'
import { StatementCache } from './statement-cache.ts'

/** Notes every statement that the stores run, on one connection in memory. */
function recordingEngine(db: DatabaseSync, noted: Set<string>): Engine {
  const cache = new StatementCache(db)
  const run = async ({ sql, parameters }: Statement) => {
    noted.add(sql)
    return cache.run({ sql, parameters })
  }
  const kysely = new Kysely<Schema>({ dialect: sqliteDialect(run) })
  const connection: Connection = {
    reads: kysely,
    writes: kysely,
    flavour: sqliteFlavour,
    append: async (batch) => new LogWriter(db).append(batch),
    together: async <Row>(statements: readonly CompiledQuery[]) =>
      (await Promise.all(statements.map(run))).flatMap(rowsOf<Row>),
  }
  return {
    ...connection,
    transaction: (work) => work(connection),
    assertOutside: () => {},
    close: async () => db.close(),
  }
}

test('no query goes through a table: each finds its rows by more of the key than the app', async () => {
  const db = new DatabaseSync(':memory:')
  const noted = new Set<string>()
  const engine = recordingEngine(db, noted)
  await migrate(engine, migrations)
  const stores = storesOver(engine)
  const { users, logs, apps } = stores
  const app = await createApp(stores)
  noted.clear()

  const device = { app: app.id, user: 'bob', resource: 'web', uuid: '', name: '', seenAt: 1 }
  await users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
  await users.get(app.id, 'bob')
  await users.getByUuid(app.id, 'bob')
  await users.known(app.id, ['alice', 'bob'])
  await users.list(app.id, { limit: 10 })
  await users.update(app.id, 'bob', { nickname: 'b' }, 1)
  await logs.registerDevice(device, 3)
  const [appended] = await logs.append([sampleEntry(app, 'alice', 'bob')])
  await logs.read(app.id, 'p:alice|bob', 0, 10)
  await logs.find(app.id, appended!.id)
  await logs.behind(app.id, 'bob', 'web')
  await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: 'p:alice|bob', seq: 1 }])
  await logs.countUndelivered(app.id, 'bob')
  await logs.isDelivered(app.id, 'bob', appended!.id)
  await logs.lastId()
  await users.delete(app.id, ['bob'])
  await apps.orgAdmin('acme', 'root')

  assert.ok(noted.size >= 20, `${noted.size} statements`)
  for (const sql of noted) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]
    for (const { detail } of plan) {
      // What json_each and subqueries give is small; the head of entry by id is one seek.
      assert.doesNotMatch(detail, /^SCAN (?!json_each|furthest|\d)/, sql)
      assert.doesNotMatch(detail, /\(app=\?\)$/, sql)
    }
  }
  db.close()
})
