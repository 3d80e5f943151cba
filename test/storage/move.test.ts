import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { loadConfig } from '../../packages/server/src/app/load-config.ts'
import { moveDatabase } from '../../packages/server/src/app/move-database.ts'
import type { Fact } from '../../packages/server/src/domain/facts/fact.ts'
import { createGroup } from '../groups/scene.ts'
import { runCli } from '../harness/cli-process.ts'
import {
  createDatabase,
  execute,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../harness/postgres.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

const SENT = 1200
const AT_ONCE = 50

describe('ringpost move', { skip: withoutPostgres() }, () => {
  let data: string
  let database: TestDatabase
  let group: string
  let token: string
  const onSqlite = { RINGPOST_DATABASE_URL: '' }
  const move = () => runCli(data, ['move'], { RINGPOST_DATABASE_URL: database.url })
  const say = (server: TestServer, from: string, to: string, msg: string) =>
    server.call('POST', '/messages/users', { from, to: [to], type: 'txt', body: { msg } })

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-move-'))
    database = await createDatabase()
    await using server = await TestServer.start(onSqlite, data)
    await server.users('alice', 'bob', 'carol', 'dave', 'gone')
    // Nothing here serves it: it has all facts still to get.
    const { subscriptions } = server.running.core.facts
    await subscriptions.subscribe({ name: 'archive', app: server.app.id, kinds: ['message.sent'] })
    // Not all at once: on a busy machine, connections that have sent nothing for long are closed.
    for (let from = 0; from < SENT; from += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) => say(server, 'alice', 'bob', `m${from + n} 🙂`)),
      )
    const imported = {
      from: 'carol',
      target: 'dave',
      type: 'txt',
      body: { msg: 'old' },
      msg_timestamp: 1_600_000_000_000,
    }
    assert.equal((await server.call('POST', '/messages/users/import', imported)).status, 200)
    group = await createGroup(server, ['bob', 'carol'])
    await server.call('POST', '/messages/chatgroups', {
      from: 'bob',
      to: [group],
      type: 'txt',
      body: { msg: 'all' },
    })
    assert.equal((await server.call('POST', '/users/alice/contacts/users/bob')).status, 200)
    assert.equal(
      (await server.call('POST', '/users/carol/blocks/users', { usernames: ['dave'] })).status,
      200,
    )
    assert.equal((await server.call('DELETE', '/users/gone')).status, 200)
    token = await server.userToken('alice')
  })
  after(async () => {
    await database.drop()
    await stopOwnServer()
    await rm(data, { recursive: true, force: true })
  })

  test('a folder in use by a server is left alone', async () => {
    await using _server = await TestServer.start(onSqlite, data)
    const { code, stderr } = await move()
    assert.equal(code, 3)
    assert.match(stderr, /in use by another process/)
  })

  test('after an interruption no server starts on the partial copy, and the move starts over', async () => {
    const config = loadConfig({ RINGPOST_DATA: data, RINGPOST_DATABASE_URL: database.url })
    const interrupt = (table: string, rows: number) => {
      if (table === 'entry' && rows >= 1000) throw new Error('interrupted')
    }
    await assert.rejects(moveDatabase(config, interrupt, assert.fail), /interrupted/)
    assert.deepEqual(await execute(database.url, 'select count(*) as count from entry'), [{ count: 1000 }])
    await assert.rejects(
      TestServer.start({ RINGPOST_DATABASE_URL: database.url }, data),
      /run `ringpost move` again/,
    )

    const { code, stdout, stderr } = await move()
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^entry: 1000 rows$/m)
    assert.match(stdout, /^user\t4$/m)
    assert.match(stdout, /^moved and compared: PostgreSQL /m)
    assert.match(stdout, /^set RINGPOST_SECRET_KEY to what is in .*secret\.key: /m)
  })

  test('a database with anything in it is refused', async () => {
    const { code, stderr } = await move()
    assert.equal(code, 3)
    assert.match(stderr, /not empty: there are rows in "\w+"/)
  })

  test('everything continues: tokens, history, positions, members, contacts, row numbers', async () => {
    await using server = await TestServer.start({ RINGPOST_DATABASE_URL: database.url }, data)
    const { stores } = server.running.core
    const entries = await stores.logs.read(server.app.id, 'p:alice|bob', 0, 10_000)
    assert.equal(entries.length, SENT)
    assert.equal((await server.call('GET', '/users/alice', undefined, { token })).status, 200)
    assert.equal((await say(server, 'bob', 'alice', 'next')).status, 200)
    const [next] = await stores.logs.read(server.app.id, 'p:alice|bob', SENT, 10)
    assert.equal(next!.seq, SENT + 1)
    assert.equal((await say(server, 'carol', 'dave', 'first')).status, 200)
    const past = await stores.logs.read(server.app.id, 'p:carol|dave', Number.MIN_SAFE_INTEGER, 10)
    assert.deepEqual(
      past.map(({ seq }) => Math.sign(seq)),
      [-1, 1],
    )
    const members = await server.call('GET', `/chatgroups/${group}/users`)
    assert.equal(members.body.data.length, 3)
    assert.deepEqual((await server.call('GET', '/users/alice/contacts/users')).body.data, ['bob'])
    const [before] = await execute(database.url, 'select max(id) as id from "user"')
    await server.users('erin')
    const [afterwards] = await execute(database.url, 'select max(id) as id from "user"')
    assert.ok(
      (afterwards!.id as number) > (before!.id as number) + 1,
      'the row number of a deleted user was reused',
    )
  })

  test('a subscriber gets the facts that were waiting for it, once, and those that follow', async () => {
    await using server = await TestServer.start({ RINGPOST_DATABASE_URL: database.url }, data)
    const { dispatcher, subscriptions } = server.running.core.facts
    const taken: Fact[] = []
    dispatcher.serve('archive', () => async (facts) => void taken.push(...facts))
    await subscriptions.subscribe({ name: 'archive', app: server.app.id, kinds: ['message.sent'] })
    assert.equal((await say(server, 'bob', 'alice', 'last')).status, 200)
    const ofPair = () => taken.filter(({ subject }) => subject === 'p:alice|bob').map(({ seq }) => seq)
    await until(
      () => `all facts have come; ${taken.length} have`,
      () => ofPair().includes(SENT + 2),
    )
    assert.deepEqual(
      ofPair(),
      Array.from({ length: SENT + 2 }, (_, i) => i + 1),
    )
    // Lane 1 is that of the SQLite file; a connection of PostgreSQL may have continued it.
    const places = taken.filter(({ lane }) => lane === 1).map(({ pos }) => pos)
    assert.deepEqual(
      places,
      places.map((_, i) => places[0]! + i),
    )
  })

  test('a missing source or target database is reported', async () => {
    const nowhere = await runCli(data, ['move'])
    assert.equal(nowhere.code, 2)
    assert.match(nowhere.stderr, /RINGPOST_DATABASE_URL must/)
    const nothing = await runCli(join(data, 'empty'), ['move'], { RINGPOST_DATABASE_URL: database.url })
    assert.equal(nothing.code, 3)
    assert.match(nothing.stderr, /there is no .*ringpost\.db/)
  })
})
