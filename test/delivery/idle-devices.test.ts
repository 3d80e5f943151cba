import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { openClient } from '../sdk/client.ts'

const DAY = 24 * 3600_000

test('devices that have not logged in for the days of the setting are forgotten, except those online', async () => {
  await using server = await TestServer.start({ RINGPOST_DEVICE_DAYS: '10' })
  await server.users('alice')
  await using _ = await openClient({
    apiUrl: server.url,
    wsUrl: server.wsUrl,
    appKey: 'acme#chat',
    user: 'alice',
    password: 'pw',
    device: 'd1',
  })
  const { stores, idleDevices } = server.running.core
  const device = { app: server.app.id, user: 'alice', uuid: '', name: '' }
  const now = Date.now()
  await stores.logs.registerDevice({ ...device, resource: 'old', seenAt: now - 11 * DAY }, 9)
  await stores.logs.registerDevice({ ...device, resource: 'recent', seenAt: now - 9 * DAY }, 9)
  const known = async () => {
    const all = await stores.logs.idleDevices(Number.MAX_SAFE_INTEGER, 10)
    return all.map(({ resource }) => (resource.endsWith('d1') ? 'online' : resource)).sort()
  }
  assert.deepEqual(await known(), ['old', 'online', 'recent'])
  await idleDevices.forget()
  assert.deepEqual(await known(), ['online', 'recent'])
  await idleDevices.forget(now + 20 * DAY)
  assert.deepEqual(await known(), ['online'])
})
