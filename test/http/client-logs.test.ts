import assert from 'node:assert/strict'
import { readdir, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const DAY_MS = 24 * 3600_000
/** Of two nodes, each keeps its own. */
const skip = process.env.RINGPOST_TEST_ENGINE === 'cluster' ? 'reads the folder of the only node' : false

describe('logs of clients', { skip }, () => {
  // It stands still: no midnight passes between two lines.
  const clock = new TestClock()
  let server: TestServer
  before(async () => {
    server = await TestServer.start({}, undefined, { clock })
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const upload = async (user: string, body: unknown) =>
    server.call('POST', `/sdk/users/${user}/client/logs`, body, { token: await server.userToken(user) })
  const keep = (clientLogDays: number) =>
    server.running.core.apps.changeSettings(server.app, { clientLogDays })
  const folder = () => join(server.directory, 'client-logs', server.app.uuid)
  const files = () => readdir(folder()).catch(() => [])
  const wanted = async () =>
    (await server.request('GET', '/easemob/server.json?app_key=acme%23chat')).body.enableReportLogs

  test('[service.clientLog] [service.discover] are not asked for, and dropped if they come', async () => {
    assert.equal(await wanted(), 'false')
    assert.deepEqual((await upload('alice', { resource: 'r', logContent: 'x' })).body, { status: 'ok' })
    assert.deepEqual(await files(), [])
  })

  test('[service.clientLog] [service.discover] are kept line by line, for some days', async () => {
    await keep(2)
    assert.equal(await wanted(), 'true')
    const large = 'ü\n'.repeat(1024 * 1024)
    const pieces = ['one', 'two', large]
    await Promise.all(
      pieces.map(async (logContent) => {
        assert.equal((await upload('Alice', { resource: 'web', logContent })).status, 200)
      }),
    )
    assert.equal((await upload('bob', { logContent: 'three' })).status, 200)
    const names = await files()
    assert.equal(names.length, 1)
    const text = await readFile(join(folder(), names[0]!), 'utf8')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      lines.map(({ user, content }) => `${user} ${content}`).sort(),
      ['alice one', 'alice two', `alice ${large}`, 'bob three'].sort(),
    )
    assert.equal((await upload('alice', {})).status, 400)

    const { clientLogs } = server.running.core
    await clientLogs.removeOld(clock.now() + DAY_MS)
    assert.ok((await files()).length > 0)
    await clientLogs.removeOld(clock.now() + 3 * DAY_MS)
    assert.deepEqual(await files(), [])
    await upload('bob', { logContent: 'four' })
    await keep(0)
    await clientLogs.removeOld()
    assert.deepEqual(await files(), [], 'nothing stays once they are no longer kept')
  })

  test('[service.clientLog] a day has a limit', async () => {
    await keep(1)
    await upload('alice', { logContent: 'x' })
    const [name] = await files()
    await truncate(join(folder(), name!), 256 * 1024 * 1024)
    assertError(await upload('alice', { logContent: 'x' }), 'service.client_logs_full')
    await keep(0)
    await server.running.core.clientLogs.removeOld(clock.now() + DAY_MS)
    assert.deepEqual(await files(), [])
  })

  test('[service.clientLog] nobody writes in the name of another', async () => {
    const token = await server.userToken('bob')
    const body = { logContent: 'x' }
    assertError(await server.call('POST', '/sdk/users/alice/client/logs', body, { token }), 'auth.required')
  })
})
