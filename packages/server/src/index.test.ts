import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ConfigError, type RingpostServer, type Settings, startServer, UnusableDataError } from 'ringpost'

const folder = await mkdtemp(join(tmpdir(), 'ringpost-embedded-'))
after(() => rm(folder, { recursive: true, force: true }))

const settings = (name: string): Settings => ({
  host: '127.0.0.1',
  port: 0,
  data: join(folder, name),
  logLevel: 'silent',
})

async function tokenStatus({ url }: RingpostServer, app: RingpostServer['apps'][number]): Promise<number> {
  const response = await fetch(`${url}/${app.key.replace('#', '/')}/token`, {
    method: 'POST',
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: app.clientId,
      client_secret: app.clientSecret,
    }),
  })
  return response.status
}

test('servers run side by side in one process, each with apps of its own, until they are stopped', async () => {
  await using first = await startServer(settings('first'))
  await using second = await startServer({ ...settings('second'), bootstrap: 'acme#chat:id:secret' })
  assert.deepEqual(second.apps, [{ key: 'acme#chat', clientId: 'id', clientSecret: 'secret' }])
  assert.equal(first.apps[0]?.key, 'demo#demo')
  assert.equal(await tokenStatus(first, first.apps[0]!), 200)
  assert.equal(await tokenStatus(second, second.apps[0]!), 200)
  assert.notEqual(await tokenStatus(first, second.apps[0]!), 200)
  await first.stop()
  await assert.rejects(fetch(first.url))
  assert.equal(await tokenStatus(second, second.apps[0]!), 200)
})

test('what cannot work is refused by name', async () => {
  await using running = await startServer(settings('taken'))
  await assert.rejects(startServer(settings('taken')), UnusableDataError)
  await assert.rejects(startServer({ ...settings('other'), port: running.port }), { code: 'EADDRINUSE' })
  await assert.rejects(
    startServer({ ...settings('other'), passwordCost: 7 }),
    (error) => error instanceof ConfigError && error.message.startsWith('the setting "passwordCost" must be'),
  )
  const misspelt = { ...settings('other'), databse: 'x' } as Settings
  await assert.rejects(startServer(misspelt), /startServer has unknown settings: databse/)
})
