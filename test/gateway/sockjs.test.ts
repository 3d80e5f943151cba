import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { provisionAnswer } from '@ringpost/protocol'
import { WebSocket } from 'ws'
import { addressOf, sdkClient } from '../acceptance/sdk-clients.ts'
import { HeldTime } from '../harness/held-time.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { loadSdkInto } from '../sdk/load-sdk.ts'
import { XMLHttpRequest } from '../sdk/xml-http-request.ts'
import { OwnGateway } from './own-gateway.ts'
import { provisionBytes } from './raw-client.ts'

const BUILDS = ['easemob-websdk-4.8', 'easemob-websdk-4.0']
const text = { type: 'txt', chatType: 'singleChat' } as const

const POST = { method: 'POST' }

/** Behind a proxy that blocks WebSocket. */
class RefusedWebSocket extends WebSocket {
  constructor() {
    super('ws://127.0.0.1:1')
    this.on('error', () => {})
  }
}

describe('SockJS', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  for (const sdk of BUILDS) {
    test(`[socket.sockjs] ${sdk}: text both ways, receipts, recall, waiting messages`, async () => {
      await using alice = await sdkClient(server, { user: 'alice', password: 'pw', sdk })
      {
        await using bob = await sdkClient(server, { user: 'bob', password: 'pw', sdk, delivery: true })
        await converse(alice, bob)
      }
      await leaveMessages(alice)
      await using bob = await sdkClient(server, { user: 'bob', password: 'pw', sdk })
      await findMessages(bob)
    })

    test(`[socket.sockjs] ${sdk}: over HTTP where WebSocket is blocked`, async () => {
      for (const transport of ['xhr_streaming', 'xhr']) {
        const asked: string[] = []
        class PageRequest extends XMLHttpRequest {
          override open(method: string, url: string): void {
            const path = new URL(url).pathname
            asked.push(path.slice(path.lastIndexOf('/') + 1))
            // As if a proxy held back streamed responses until they end.
            super.open(method, transport === 'xhr' ? url.replace('/xhr_streaming', '/nowhere') : url)
          }
        }
        const page = loadSdkInto({ WebSocket: RefusedWebSocket, XMLHttpRequest: PageRequest }, sdk)
        const place = { ...addressOf(server), sdk, page, password: 'pw' }
        await using alice = await openClient({ ...place, user: 'alice' })
        {
          await using bob = await openClient({ ...place, user: 'bob', delivery: true })
          await converse(alice, bob)
        }
        await leaveMessages(alice)
        await using bob = await openClient({ ...place, user: 'bob' })
        await findMessages(bob)
        assert.ok(asked.includes(transport) && asked.includes('xhr_send'), asked.join())
      }
    })

    test(`[socket.sockjs] [socket.kick] ${sdk} learns why its session ends, and does not reconnect`, async () => {
      await using first = await sdkClient(server, { user: 'alice', password: 'pw', sdk })
      await using _ = await sdkClient(server, { user: 'alice', password: 'pw', sdk })
      const { type } = (await first.next('onError')) as { type: number }
      assert.equal(type, 206)
      await first.next('onDisconnected')
      assert.equal(first.connection.isOpened(), false)
    })
  }

  test('[socket.sockjs] builds of both protocols interoperate', async () => {
    await using alice = await sdkClient(server, { user: 'alice', password: 'pw', sdk: 'easemob-websdk' })
    await using bob = await sdkClient(server, {
      user: 'bob',
      password: 'pw',
      sdk: BUILDS[0]!,
      delivery: true,
    })
    await converse(alice, bob)
  })

  test('[socket.sockjs] describes its capabilities to pages of any origin', async () => {
    const origin = 'http://app.example'
    const info = await fetch(`${server.url}/ws/info?t=1`, { headers: { origin } })
    const { entropy, ...rest } = (await info.json()) as { entropy: number }
    assert.deepEqual(rest, { websocket: true, origins: ['*:*'], cookie_needed: false })
    assert.ok(Number.isInteger(entropy))
    assert.equal(info.headers.get('access-control-allow-origin'), origin)
    assert.equal(info.headers.get('access-control-allow-credentials'), 'true')
    assert.match(info.headers.get('cache-control')!, /no-store/)
    const preflight = await fetch(`${server.url}/ws/000/s1/xhr_send`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'content-type' },
    })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'content-type')
    assert.match(preflight.headers.get('access-control-allow-methods')!, /POST/)
  })

  test('[socket.sockjs] a session over HTTP, request by request', async () => {
    const ask = (path: string, body = '') => fetch(`${server.url}/ws/000/${path}`, { method: 'POST', body })
    const told = async (path: string) => (await ask(path)).text()
    assert.equal((await ask('unknown/xhr_send', '["AA=="]')).status, 404)
    assert.equal((await fetch(`${server.url}/ws/000/s1/xhr`)).status, 405)
    assert.equal((await fetch(`${server.url}/ws/000/s1/websocket`)).status, 404)
    assert.equal(await told('s1/xhr'), 'o\n')
    const waiting = told('s1/xhr')
    assert.equal((await ask('s1/xhr_send', '')).status, 500)
    for (const broken of ['["AA=="', '{"a":1}', '["no base64"]', '[1]'])
      assert.equal(await (await ask('s1/xhr_send', broken)).text(), 'Broken JSON encoding.')
    assert.equal((await ask('s1/xhr_send', `["${'A'.repeat(1024 * 1024)}"]`)).status, 413)
    assert.equal(await told('s1/xhr'), 'c[2010,"Another connection still open"]\n')
    const login = provisionBytes({ user: 'alice', token: await server.userToken('alice'), resource: 'xhr_1' })
    const sent = await ask('s1/xhr_send', JSON.stringify([Buffer.from(login).toString('base64')]))
    assert.equal(sent.status, 204)
    const [answer] = JSON.parse((await waiting).slice(1)) as [string]
    const head = Buffer.from(provisionAnswer({ resource: 'xhr_1' })).subarray(0, 2)
    assert.deepEqual(Buffer.from(answer, 'base64').subarray(0, 2), head)
    assert.equal((await ask('s1/xhr_send', '["AA=="]')).status, 204)
    assert.equal(await told('s1/xhr'), 'c[1007,"closed"]\n')
    assert.equal((await ask('s1/xhr_send', '["AA=="]')).status, 404)
  })

  test('[socket.sockjs] heartbeats keep a connection open; a client that does not log in is disconnected all the same', async () => {
    using time = new HeldTime()
    await using own = await OwnGateway.start(server, { heartbeatMs: 20, patience: { login: 3000 } })
    const socket = new WebSocket(own.wsUrl.replace('/websocket', '/ws/000/s3/websocket'))
    const said: string[] = []
    socket.on('message', (data: Buffer) => said.push(String(data)))
    const closed = new Promise((resolve) => socket.on('close', resolve))
    const ask = () =>
      fetch(`${own.wsUrl.replace('ws', 'http').replace('/websocket', '')}/ws/000/s4/xhr`, POST)
    const first = await (await ask()).text()
    assert.deepEqual([first, await (await ask()).text()], ['o\n', 'h\n'])
    assert.equal(await (await ask()).text(), 'h\n')
    await until('it has come to the socket, too', () => said.length >= 2)
    assert.deepEqual(said.slice(0, 2), ['o', 'h'])
    await time.passInSilence(4000)
    await closed
  })

  test('[socket.sockjs] a protocol violation closes the WebSocket, with the reason in a SockJS frame', async () => {
    for (const broken of ['hello', '{"a":1}', '["no base64"]', '[1]', Buffer.from('["AA=="]')]) {
      const socket = new WebSocket(`${server.wsUrl.replace('/websocket', '')}/ws/000/s2/websocket`)
      const said: string[] = []
      socket.on('message', (data: Buffer) => {
        said.push(String(data))
        if (said.length === 1) socket.send(broken)
      })
      const code = await new Promise((resolve) => socket.on('close', resolve))
      assert.deepEqual([code, said], [1003, ['o', 'c[1003,"closed"]']])
    }
  })
})

async function converse(alice: Client, bob: Client): Promise<void> {
  const sent = await alice.send({ ...text, to: 'bob', msg: 'hello 🛎️' })
  const got = await bob.next('onTextMessage', ({ id }) => id === sent.serverMsgId)
  assert.deepEqual([got.msg, got.from, got.to], ['hello 🛎️', 'alice', 'bob'])
  await alice.next('onDeliveredMessage', ({ mid }) => mid === sent.serverMsgId)
  await bob.send({ type: 'read', chatType: 'singleChat', to: 'alice', id: got.id })
  await alice.next('onReadMessage', ({ mid }) => mid === sent.serverMsgId)
  await alice.connection.recallMessage({ mid: sent.serverMsgId, to: 'bob', chatType: 'singleChat' })
  await bob.next('onRecallMessage', ({ mid }) => mid === sent.serverMsgId)
  await bob.send({ ...text, to: 'alice', msg: 'back' })
  assert.equal((await alice.next('onTextMessage')).msg, 'back')
}

const WAITING = ['one', 'two', 'three']

async function leaveMessages(alice: Client): Promise<void> {
  for (const msg of WAITING) await alice.send({ ...text, to: 'bob', msg })
}

async function findMessages(bob: Client): Promise<void> {
  for (const msg of WAITING) assert.equal((await bob.next('onTextMessage')).msg, msg)
}
