import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import {
  createDatabase,
  execute,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../../../../../test/harness/postgres.ts'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleUser } from '../contract/samples.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import { storesOver } from '../stores-over.ts'
import { openPostgres } from './open-postgres.ts'
import type { PostgresEngine } from './postgres-engine.ts'

describe('named reads', { skip: withoutPostgres() }, () => {
  let database: TestDatabase
  let engine: PostgresEngine
  let stores: Stores
  before(async () => {
    database = await createDatabase()
    engine = await openPostgres({
      url: database.url,
      connections: 6,
      onProblem: (problem) => assert.fail(problem),
    })
    await migrate(engine, migrations)
    stores = storesOver(engine)
  })
  after(async () => {
    await stores?.close()
    await database?.drop()
    await stopOwnServer()
  })

  const parsed = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pg_prepared_statements where statement like '%from "user"%'`.execute(
      engine.reads,
    )
    return rows[0]!.count
  }

  test('a statement is parsed once for each connection, and survives a change of its table by another node', async () => {
    const app = await createApp(stores)
    await stores.users.create([sampleUser(app, 'alice')])
    for (let round = 0; round < 20; round++)
      assert.equal((await stores.users.get(app.id, 'alice'))?.name, 'alice')
    assert.equal(await parsed(), 1)
    await execute(database.url, 'alter table "user" add column later bigint not null default 7')
    for (let round = 0; round < 20; round++)
      assert.equal((await stores.users.get(app.id, 'alice'))?.name, 'alice')
    const concurrent = Array.from({ length: 50 }, () => stores.users.get(app.id, 'alice'))
    for (const user of await Promise.all(concurrent)) assert.equal(user?.name, 'alice')
  })
})
