import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Balancer } from '../harness/balancer.ts'
import { ServerProcess } from '../harness/cli-process.ts'
import { NatsServer, withoutNatsProgram } from '../harness/nats.ts'
import { PostgresServer, withoutPostgresPrograms } from '../harness/postgres.ts'
import { bootstrap } from '../harness/test-server.ts'
import { WITHIN_MS } from '../harness/until.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { assertComplete, repeats, Sender } from './traffic.ts'

const skip = withoutPostgresPrograms() || withoutNatsProgram()

/**
 * Three processes under continuous load: alice is connected to the first node, bob to the second, carol to the third.
 */
describe('failures of nodes and of the services they need', { skip }, () => {
  let postgres: PostgresServer
  let nats: NatsServer
  let folder: string
  const nodes: ServerProcess[] = []
  const ports: number[] = []
  const balancers: Balancer[] = []
  const clients: Record<string, Client> = {}
  const senders: Sender[] = []
  let toBob: Sender
  let toGroup: Sender
  let byRest: Sender

  const start = async (node: number) => {
    const env = {
      RINGPOST_DATABASE_URL: postgres.url,
      RINGPOST_DATABASE_CONNECTIONS: '9',
      RINGPOST_NATS_URL: nats.url,
      RINGPOST_BOOTSTRAP: bootstrap,
      RINGPOST_LOG_LEVEL: 'error',
      PORT: String(ports[node] ?? 0),
    }
    nodes[node] = await ServerProcess.start(join(folder, String(node)), env)
    ports[node] = Number(new URL(nodes[node].url).port)
  }
  const balancer = async (order: readonly number[], rotates = false) => {
    const started = await Balancer.start(
      order.map((node) => ports[node]!),
      rotates,
    )
    balancers.push(started)
    return started
  }
  const login = async (user: string, device: string, order: readonly number[]) => {
    const { url, wsUrl } = await balancer(order)
    const client = await openClient({
      apiUrl: url,
      wsUrl,
      appKey: 'acme#chat',
      user,
      password: 'pw',
      device,
      options: { autoReconnectNumMax: 1000 } as never,
    })
    clients[`${user}/${device}`] = client
    return client
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringpost-nodes-'))
    ;[postgres, nats] = await Promise.all([PostgresServer.start(), NatsServer.start()])
    for (const node of [0, 1, 2]) await start(node)
    const front = await balancer([0, 1, 2], true)
    const call = async (method: string, path: string, body: unknown, token?: string) => {
      const response = await fetch(`${front.url}/acme/chat${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          connection: 'close',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(WITHIN_MS),
      })
      const text = await response.text()
      assert.equal(response.status, 200, text)
      return JSON.parse(text)
    }
    const { access_token: token } = await call('POST', '/token', {
      grant_type: 'client_credentials',
      client_id: 'acme-client',
      client_secret: 'acme-secret',
    })
    const users = ['alice', 'bob', 'carol', 'dave'].map((username) => ({ username, password: 'pw' }))
    await call('POST', '/users', users, token)
    const created = await call(
      'POST',
      '/chatgroups',
      { groupname: 'team', public: true, owner: 'alice', members: ['bob', 'carol'] },
      token,
    )
    const group: string = created.data.groupid
    const alice = await login('alice', 'd1', [0, 1, 2])
    await login('bob', 'd1', [1, 2, 0])
    await login('bob', 'd2', [2, 0, 1])
    const carol = await login('carol', 'd1', [2, 0, 1])
    toBob = new Sender('alice', (msg) => alice.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg }))
    toGroup = new Sender('carol', (msg) => carol.send({ type: 'txt', chatType: 'groupChat', to: group, msg }))
    byRest = new Sender('dave', (msg) =>
      call('POST', '/messages/users', { from: 'dave', to: ['bob'], type: 'txt', body: { msg } }, token),
    )
    senders.push(toBob, toGroup, byRest)
    for (const sender of senders) sender.start()
    await Promise.all(senders.map((sender) => sender.more(5)))
  })
  after(async () => {
    await Promise.all(senders.map((sender) => sender.stop()))
    for (const client of Object.values(clients)) await client.close().catch(() => {})
    for (const started of balancers) await started[Symbol.asyncDispose]()
    for (const node of nodes) await node.end('SIGKILL')
    await nats?.kill()
    await postgres?.remove()
    await rm(folder, { recursive: true, force: true })
  })

  const ready = async (node: number) => {
    const response = await fetch(`${nodes[node]!.url}/readyz`)
    return { status: response.status, body: await response.json() }
  }

  /**
   * Clients whose node was killed: acknowledgements of its last second are lost with it, and the messages are repeated,
   * under the same id.
   */
  const robbed = new Set<string>()

  /** Everything acknowledged so far has reached all receivers, and messages keep flowing. */
  const assertAllWell = async () => {
    await Promise.all(senders.map((sender) => sender.more(10)))
    for (const device of ['d1', 'd2']) {
      const bob = clients[`bob/${device}`]!
      for (const sender of senders) await assertComplete(`bob's ${device}`, bob, sender)
    }
    await assertComplete('alice', clients['alice/d1']!, toGroup)
    for (const [name, client] of Object.entries(clients))
      assert.ok(
        robbed.has(name) || repeats(client) === 0,
        `${name} was shown ${repeats(client)} messages again`,
      )
  }

  test('everything arrives in normal operation', assertAllWell)

  test('the node of a receiver is killed', async () => {
    robbed.add('bob/d1')
    await nodes[1]!.end('SIGKILL')
    await assertAllWell()
    await start(1)
  })

  test('the node that accepts messages is killed', async () => {
    robbed.add('alice/d1')
    await nodes[0]!.end('SIGKILL')
    await assertAllWell()
    await start(0)
  })

  test('NATS is killed, and restarted', async () => {
    await nats.kill()
    // Without NATS messages arrive later, but they do arrive.
    await assertAllWell()
    assert.deepEqual(await ready(0), { status: 200, body: { status: 'ready', nats: 'away' } })
    await nats.start()
    await assertAllWell()
    assert.deepEqual(await ready(0), { status: 200, body: { status: 'ready', nats: 'connected' } })
  })

  test('PostgreSQL is restarted', async () => {
    await postgres.stop()
    assert.deepEqual(await ready(0), { status: 503, body: { status: 'not ready', nats: 'connected' } })
    await postgres.start()
    await assertAllWell()
  })

  test('a node is stopped gracefully', async () => {
    assert.equal(await nodes[2]!.end('SIGTERM'), 0)
    await assertAllWell()
    await start(2)
    await assertAllWell()
  })
})
