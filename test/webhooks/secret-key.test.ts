import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ConfigError } from '../../packages/server/src/app/config.ts'
import { assertError } from '../harness/assert-error.ts'
import { createDatabase, withoutPostgres } from '../harness/postgres.ts'
import { TestServer } from '../harness/test-server.ts'

const rule = { name: 'archive', url: 'https://example.com/hooks', secret: 'very-secret-indeed' }
const onSqlite = { RINGPOST_DATABASE_URL: '', RINGPOST_SECRET_KEY: '' }

describe('the key for stored secrets', () => {
  let data: string
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-key-'))
  })
  after(() => rm(data, { recursive: true, force: true }))

  test('is made once, readable by its owner only, and no secret stands in the database', async () => {
    const keys: string[] = []
    for (let start = 0; start < 2; start++) {
      await using server = await TestServer.start(onSqlite, data)
      if (start === 0) await server.call('POST', '/ringpost/webhooks', rule)
      const { webhookRules: rules } = server.running.core
      const [webhook] = await rules.enabled(server.app.id, 'after')
      assert.equal(rules.secretsOf(webhook!).current, rule.secret)
      keys.push(await readFile(join(data, 'secret.key'), 'utf8'))
    }
    assert.equal(keys[0], keys[1])
    assert.equal((await stat(join(data, 'secret.key'))).mode & 0o777, 0o600)
    assert.ok(!(await readFile(join(data, 'ringpost.db'))).includes(rule.secret))
  })

  test('a damaged one ends the start with what to do', async () => {
    const path = join(data, 'secret.key')
    const whole = await readFile(path)
    for (const damaged of ['', whole.toString().slice(0, 30)]) {
      await writeFile(path, damaged)
      await assert.rejects(TestServer.start(onSqlite, data), (error: Error) => {
        assert.ok(error instanceof ConfigError)
        return /secret\.key is damaged: restore it/.test(error.message)
      })
    }
    await writeFile(path, whole)
    await using server = await TestServer.start(onSqlite, data)
    assert.equal((await server.call('GET', '/ringpost/webhooks')).body.data.length, 1)
  })

  test('without one on PostgreSQL secrets are refused', { skip: withoutPostgres() }, async () => {
    const database = await createDatabase()
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.defer(() => database.drop())
    const env = { RINGPOST_DATABASE_URL: database.url, RINGPOST_SECRET_KEY: '' }
    const server = cleanUp.use(await TestServer.start(env))
    assertError(await server.call('POST', '/ringpost/webhooks', rule), 'webhook.secrets_unavailable')
    assert.deepEqual((await server.call('GET', '/ringpost/webhooks')).body.data, [])
  })
})
