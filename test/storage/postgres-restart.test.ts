import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { ServerProcess } from '../harness/cli-process.ts'
import {
  createDatabase,
  PostgresServer,
  type TestDatabase,
  withoutPostgresPrograms,
} from '../harness/postgres.ts'
import { bootstrap, TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

describe('a PostgreSQL server that goes down and comes back', { skip: withoutPostgresPrograms() }, () => {
  let postgres: PostgresServer
  let database: TestDatabase
  let server: TestServer
  before(async () => {
    postgres = await PostgresServer.start()
    database = await createDatabase(postgres.url)
    server = await TestServer.start({ RINGPOST_DATABASE_URL: database.url, RINGPOST_LOG_LEVEL: 'silent' })
    await server.users('alice', 'bob')
  })
  after(async () => {
    await server.close()
    await postgres.remove()
  })
  const send = (text: string) =>
    server.call('POST', '/messages/users', { from: 'alice', to: ['bob'], type: 'txt', body: { msg: text } })

  for (const signal of ['SIGINT', 'SIGQUIT'] as const)
    test(`[messages.sendToUsers] ${signal}: sending answers 503 meanwhile; what was answered 200 is kept`, async () => {
      const sent: string[] = []
      let refused = 0
      let isOver = false
      const write = async () => {
        while (!isOver) {
          const reply = await send('hello')
          if (reply.status === 200) sent.push(reply.body.data.bob)
          else {
            assertError(reply, 'server.unavailable')
            assert.equal(reply.headers.get('retry-after'), '1')
            refused++
          }
        }
      }
      const writers = [write(), write(), write(), write()]
      await until('50 are sent', () => sent.length > 50)
      await postgres.stop(signal)
      await until('10 are refused', () => refused > 10)
      await postgres.start()
      const before = sent.length
      await until('50 more are sent', () => sent.length > before + 50)
      isOver = true
      await Promise.all(writers)

      const entries = await server.running.core.stores.logs.read(server.app.id, 'p:alice|bob', 0, 100_000)
      assert.deepEqual(
        entries.map(({ seq }) => seq),
        entries.map((_, index) => index + 1),
      )
      const kept = new Set(entries.map(({ id }) => String(id)))
      for (const id of sent) assert.ok(kept.has(id), id)
    })

  test('the log says once that the database is unavailable, and once that it is back, despite many requests', async (t) => {
    const data = await mkdtemp(join(tmpdir(), 'ringpost-outage-'))
    t.after(() => rm(data, { recursive: true }))
    const own = await createDatabase(postgres.url)
    await using node = await ServerProcess.start(data, {
      RINGPOST_DATABASE_URL: own.url,
      RINGPOST_LOG_LEVEL: 'warn',
      RINGPOST_BOOTSTRAP: bootstrap,
    })
    const log = node.recordLog()
    const client = {
      grant_type: 'client_credentials',
      client_id: 'acme-client',
      client_secret: 'acme-secret',
    }
    const json = { 'content-type': 'application/json' }
    const call = (path: string, body: object, token = '') =>
      fetch(`${node.url}/acme/chat${path}`, {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
    const { access_token } = (await (await call('/token', client)).json()) as { access_token: string }
    const message = { from: 'a', to: ['b'], type: 'txt', body: { msg: 'hello' } }
    const ask = async () => (await call('/messages/users', message, access_token)).status
    assert.equal(await ask(), 200)
    await postgres.stop('SIGQUIT')
    for (let n = 0; n < 40; n++) assert.equal(await ask(), 503)
    await postgres.start()
    await until('sending works again', async () => (await ask()) === 200)
    const logged = await log()
    assert.equal(logged.match(/PostgreSQL is away/g)?.length, 1, logged)
    assert.equal(logged.match(/PostgreSQL is back/g)?.length, 1, logged)
    assert.equal(logged.trim().split('\n').length, 2, logged)
  })

  test('[messages.sendToUsers] a node that has lost its number answers 503 until it has one', async () => {
    const { ids } = server.running.core
    ids.renew(0)
    const reply = await send('no id')
    assertError(reply, 'server.unavailable')
    assert.equal(reply.headers.get('retry-after'), '1')
    ids.renew(Date.now() + 20_000)
    assert.equal((await send('an id')).status, 200)
  })

  test('no message about the database, public or logged, contains the password', async () => {
    const url = new URL(database.url)
    url.password = 'topsecret'
    url.pathname = '/nowhere'
    await assert.rejects(TestServer.start({ RINGPOST_DATABASE_URL: url.href }), (error: Error) => {
      assert.match(error.message, /3D000.*"nowhere" does not exist/)
      assert.doesNotMatch(JSON.stringify([error, error.stack, error.cause]), /topsecret/)
      return true
    })
  })
})
