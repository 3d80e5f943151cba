import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ServerProcess } from '../harness/cli-process.ts'
import { bootstrap } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { sdkClient } from './sdk-clients.ts'

describe('the official SDK: a server that is killed and restarted', () => {
  let data: string
  let server: ServerProcess
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-test-'))
    server = await start(0)
    for (const username of ['alice', 'bob', 'carol']) {
      const { status } = await post('/users', { username, password: 'pw' })
      assert.equal(status, 200)
    }
  })
  after(async () => {
    await server.end('SIGKILL')
    await rm(data, { recursive: true, force: true })
  })

  const start = (port: number) =>
    ServerProcess.start(data, {
      PORT: `${port}`,
      RINGPOST_BOOTSTRAP: bootstrap,
      RINGPOST_LOG_LEVEL: 'error',
    })

  async function restart(signal: NodeJS.Signals): Promise<void> {
    await server.end(signal)
    server = await start(Number(new URL(server.url).port))
  }

  let appToken: string | undefined
  async function post(path: string, body: object): Promise<Response> {
    const url = `${server.url}/acme/chat`
    const json = { 'content-type': 'application/json' }
    if (appToken === undefined) {
      const grant = {
        grant_type: 'client_credentials',
        client_id: 'acme-client',
        client_secret: 'acme-secret',
      }
      const reply = await fetch(`${url}/token`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(grant),
      })
      appToken = ((await reply.json()) as { access_token: string }).access_token
    }
    const headers = { ...json, authorization: `Bearer ${appToken}` }
    return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  }

  // By default the SDK gives up after five attempts, too few for a server that starts slowly.
  const login = (user: string) =>
    sdkClient(server, { user, password: 'pw', options: { autoReconnectNumMax: 100 } })
  const send = (client: Client, to: string, msg: string) =>
    client.send({ type: 'txt', chatType: 'singleChat', to, msg })

  test('clients reconnect on their own; everything acknowledged arrives, for online and offline users', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    await alice.next('onConnected')
    await bob.next('onConnected')
    await send(alice, 'carol', 'acknowledged while carol was away')
    await send(alice, 'bob', 'before')
    await bob.next('onTextMessage')

    // Killed during a burst: some messages are acknowledged, others fail with the broken connection.
    const burst = Array.from({ length: 400 }, (_, i) => `burst ${i}`)
    const acknowledged: string[] = []
    const sends = burst.map((msg) =>
      send(alice, 'bob', msg).then(
        () => void acknowledged.push(msg),
        () => {},
      ),
    )
    await sends[50]
    await restart('SIGKILL')
    await Promise.all([alice.next('onConnected'), bob.next('onConnected')])
    await Promise.all(sends)
    assert.ok(acknowledged.length > 50)

    await send(alice, 'bob', 'after')
    await bob.next('onTextMessage', ({ msg }) => msg === 'after')
    // The SDK itself drops repeats among about a hundred messages; more may have been read in the last second.
    const received = [...new Map(bob.all('onTextMessage').map(({ id, msg }) => [id, msg])).values()]
    assert.deepEqual([received[0], received.at(-1)], ['before', 'after'])
    const got = received.slice(1, -1)
    assert.deepEqual(got, burst.slice(0, got.length), 'in order, without gaps')
    assert.ok(acknowledged.every((msg) => got.includes(msg)))

    await using carol = await login('carol')
    assert.equal((await carol.next('onTextMessage')).msg, 'acknowledged while carol was away')
    await carol.next('onOfflineMessageSyncFinish')
  })

  test('after a graceful stop the server knows what each device has received', async () => {
    await using carol = await login('carol')
    await using alice = await login('alice')
    await carol.next('onConnected')
    await send(alice, 'carol', 'read before the stop')
    await carol.next('onTextMessage')
    await restart('SIGTERM')
    await carol.next('onConnected')
    await post('/messages/users', { from: 'alice', to: ['carol'], type: 'txt', body: { msg: 'after' } })
    await carol.next('onTextMessage', ({ msg }) => msg === 'after')
    assert.deepEqual(
      carol.all('onTextMessage').map(({ msg }) => msg),
      ['read before the stop', 'after'],
    )
    assert.deepEqual(carol.all('onOfflineMessageSyncStart'), [])
  })
})
