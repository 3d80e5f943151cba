import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { Command, wire } from '@ringpost/protocol'
import type { FaultSpec, TestApp } from '@ringpost/testing'
import { useRingpost } from '@ringpost/testing/node'
import type { EasemobChatStatic } from 'easemob-websdk'
import { masked } from '../../packages/server/src/emulator/masked.ts'
import { provisionBytes } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import type { Reply } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { loadSdkInto } from '../sdk/load-sdk.ts'

/** In haste, times run so much faster in the page of the SDK, whose patience is 15 s. */
const HASTE = 30

/** A page whose timers can be made hasty. */
function hastyPage() {
  let isHasty = false
  const page = loadSdkInto({
    setTimeout: (run: () => void, ms = 0) => setTimeout(run, isHasty ? ms / HASTE : ms).unref(),
  })
  return {
    page,
    hurry() {
      isHasty = true
    },
  }
}

describe('faults and traffic', () => {
  const ringpost = useRingpost({
    settings: { allowInternalFetch: 'on' },
    app: { users: ['amy', 'bob'] },
  })

  async function call(method: string, path: string, body?: unknown, token = ''): Promise<Reply> {
    const response = await fetch(ringpost.app.url + path, {
      method,
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  const rest = (method: string, path: string, body?: unknown) => {
    const { org, app, appToken } = ringpost.app
    return call(method, `/${org}/${app}${path}`, body, appToken)
  }
  const tester = (method: string, path: string, body?: unknown) => {
    const { org, app } = ringpost.app
    return call(method, `/ringpost/test/apps/${org}/${app}${path}`, body)
  }
  const say = (text: string) =>
    rest('POST', '/messages/users', { from: 'amy', to: ['bob'], type: 'txt', body: { msg: text } })

  async function client(app: TestApp, user: string, page?: EasemobChatStatic): Promise<Client> {
    const { url: apiUrl, wsUrl, appKey } = app
    const accessToken = await app.token(user)
    return openClient({ apiUrl, wsUrl, appKey, user, accessToken, ...(page && { page }) })
  }

  test('[testing.addFault] answers a route with its documented error, once, and says so', async () => {
    const fault = await tester('POST', '/faults', { route: 'messages.sendToUsers', status: 429 })
    assert.equal(fault.body.hits, 0)
    const refused = await say('one')
    assertError(refused, 'request.rate_limited')
    assert.equal(refused.headers.get('x-ringpost-fault'), fault.body.id)
    assert.equal(refused.headers.get('retry-after'), '1')
    assert.equal((await say('two')).status, 200)
    assert.deepEqual(
      ringpost.app.messages.all.map(({ text }) => text),
      ['two'],
    )
    const { body } = await tester('GET', '/faults')
    assert.deepEqual(
      body.faults.map(({ id, hits, times }: { id: string; hits: number; times: number }) => [
        id,
        hits,
        times,
      ]),
      [[fault.body.id, 1, 1]],
    )
  })

  test('[testing.faults, testing.removeFault, testing.clearFaults] list and remove them', async () => {
    const { body: one } = await tester('POST', '/faults', { route: 'GET /users/*', status: 503, times: 9 })
    await tester('POST', '/faults', { route: 'users.list', error: 'auth.expired' })
    assertError(await rest('GET', '/users/amy'), 'server.unavailable')
    assertError(await rest('GET', '/users'), 'auth.expired')
    assert.equal((await tester('DELETE', `/faults/${one.id}`)).body.hits, 1)
    assert.equal((await rest('GET', '/users/amy')).status, 200)
    assertError(await tester('DELETE', `/faults/${one.id}`), 'testing.fault_unknown', { id: one.id })
    assert.equal((await tester('DELETE', '/faults')).status, 200)
    assert.deepEqual((await tester('GET', '/faults')).body, { faults: [] })
  })

  test('[testing.addFault] refuses what is no fault', async () => {
    const cases: [FaultSpec, string][] = [
      [{ drop: true }, 'it needs exactly one of route, frame, login, upload, webhook'],
      [{ login: true }, 'it needs exactly one of status, error, delay, drop, disconnect, duplicate'],
      [
        { route: 'users.no', drop: true },
        'there is no operation users.no; or write method and path, as "POST /users"',
      ],
      [{ route: 'users.list', duplicate: true }, 'a route cannot have duplicate'],
      [{ route: 'users.list', status: 418 }, 'no error with the status 418 is documented; name one as error'],
      [{ route: 'users.list', status: 400, error: 'auth.expired' }, 'auth.expired has the status 401'],
      [{ login: true, error: 'no' }, 'there is no error no; docs/reference/errors.md has all'],
      [{ login: true, drop: true, probability: 0.5 }, 'probability needs a seed'],
      [{ frame: 'page', status: 429 }, 'only what clients send can be refused'],
      [
        { frame: 'massage', drop: true },
        'there are no frames massage; there are message, login, unread, send, pull, history, logout, unknown, ack, page, drained, notice, unreadable',
      ],
      [
        { route: 'POST /demo/demo/users', status: 503 },
        'no operation is at POST /demo/demo/users; write method and path below the app, as "POST /users"',
      ],
      [
        { route: 'users.list', drop: true, time: 2 } as FaultSpec,
        'there is no field time, did you mean times?',
      ],
    ]
    for (const [spec, reason] of cases)
      assertError(await tester('POST', '/faults', spec), 'testing.fault_illegal', { reason })
    assertError(await tester('POST', '/faults', { login: 'yes' }), 'testing.field_illegal', {
      field: 'login',
    })
  })

  test('a request can be carried out and its answer lost, be late, and break its connection', async () => {
    const { app } = ringpost
    app.faults.add({ route: 'messages.sendToUsers', status: 500, when: 'after' })
    assertError(await say('arrived'), 'server.error')
    await app.messages.waitFor({ text: 'arrived' })
    app.faults.add({ route: 'messages.sendToUsers', delay: 200 })
    const started = performance.now()
    assert.equal((await say('late')).status, 200)
    assert.ok(performance.now() - started >= 190)
    app.faults.add({ route: 'messages.sendToUsers', disconnect: true })
    await assert.rejects(say('broken'))
    const dropped = app.faults.add({ route: 'messages.sendToUsers', drop: true })
    const lost = say('lost')
    lost.catch(() => {})
    await until('the request is dropped', () => dropped.hits === 1)
    // The caller waits until the app goes.
    await app.reset()
    await assert.rejects(lost)
  })

  test('a probability strikes the same each time', async () => {
    const struck = async (seed: number) => {
      const { app } = ringpost
      app.faults.clear()
      const fault = app.faults.add({ route: 'users.list', status: 429, times: 100, probability: 0.5, seed })
      const pattern: number[] = []
      for (let i = 0; i < 12; i++) pattern.push((await rest('GET', '/users')).status)
      assert.equal(fault.hits, pattern.filter((status) => status === 429).length)
      return pattern
    }
    const first = await struck(7)
    assert.ok(first.includes(200) && first.includes(429))
    assert.deepEqual(await struck(7), first)
    assert.notDeepEqual(await struck(8), first)
  })

  test('a lost acknowledgement makes the SDK see its time-out, and the message arrived', async () => {
    const { app } = ringpost
    const { page, hurry } = hastyPage()
    await using amy = await client(app, 'amy', page)
    hurry()
    const fault = app.faults.add({ frame: 'ack', direction: 'down', user: 'amy', drop: true })
    const send = amy.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'hello' })
    await assert.rejects(
      Promise.race([send, amy.next('onDisconnected').then(() => Promise.reject(new Error('gone')))]),
    )
    await app.messages.waitFor({ text: 'hello' })
    await until('the acknowledgement is lost', () => fault.hits === 1)
  })

  test('a message can be refused, come twice, and come late; a login can be refused', async () => {
    const { app } = ringpost
    await using amy = await client(app, 'amy')
    await using bob = await client(app, 'bob')
    const send = (msg: string) => amy.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg })
    app.faults.add({ frame: 'message', error: 'send.user_muted', user: 'amy' })
    await assert.rejects(send('refused'))
    const twice = app.faults.add({ frame: 'message', direction: 'down', user: 'bob', duplicate: true })
    await send('came twice')
    await bob.next('onTextMessage', ({ msg }) => msg === 'came twice')
    assert.equal(twice.hits, 1)
    app.faults.add({ frame: 'message', direction: 'down', user: 'bob', delay: 100 })
    await send('late')
    await send('behind it')
    await bob.next('onTextMessage', ({ msg }) => msg === 'behind it')
    assert.deepEqual(
      bob.all('onTextMessage').map(({ msg }) => msg),
      ['came twice', 'late', 'behind it'],
    )
    app.faults.add({ login: true, error: 'auth.expired', user: 'bob' })
    await assert.rejects(client(app, 'bob'))
    await using again = await client(app, 'bob')
    assert.ok(again.connection.isOpened())
  })

  test('webhooks fail, too', async () => {
    const { app } = ringpost
    let calls = 0
    await using receiver = createServer((request, response) => {
      calls++
      request.resume().on('end', () => response.end('{}'))
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const { port } = receiver.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/in?robot=very-secret`
    const rule = { name: 'all', url, events: ['chat'] }
    assert.equal((await rest('POST', '/ringpost/webhooks', rule)).status, 200)
    app.faults.add({ webhook: true, status: 500 })
    await say('told')
    await until('the webhook is told again', () => calls === 1 && app.traffic.webhooks.length === 2)
    assert.deepEqual(
      app.traffic.webhooks.map(({ status, webhook }) => [webhook, status]),
      [
        ['all', 500],
        ['all', 200],
      ],
    )
    assert.equal(app.traffic.webhooks[0]!.url, `http://127.0.0.1:${port}/in?robot=***`)
    assert.ok(!JSON.stringify((await tester('GET', '/traffic')).body).includes('very-secret'))
  })

  test('[testing.traffic, testing.clearTraffic] show what went in and out, without secrets', async () => {
    const { app } = ringpost
    await rest('POST', '/users', [{ username: 'zoe', password: 'very-secret' }])
    await rest('POST', '/token', { grant_type: 'password', username: 'zoe', password: 'very-secret' })
    await using amy = await client(app, 'amy')
    await amy.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'hello', ext: { order: 7 } })
    const { body } = await tester('GET', '/traffic')
    const [register, grant] = body.requests
    assert.partialDeepStrictEqual(register, {
      operation: 'users.register',
      method: 'POST',
      path: '/users',
      headers: { authorization: '***' },
      body: [{ username: 'zoe', password: '***' }],
      status: 200,
    })
    assert.equal(grant.answer.access_token, '***')
    const frames: { direction: string; kind: string; content: unknown }[] = body.frames
    const text = JSON.stringify(body)
    for (const secret of ['very-secret', app.appToken, app.clientSecret, await app.token('amy')])
      assert.ok(!text.includes(secret))
    assert.deepEqual(
      frames.slice(0, 2).map(({ direction, kind }) => `${direction} ${kind}`),
      ['up login', 'down login'],
    )
    const sent = frames.find(
      ({ direction, kind, content }) =>
        direction === 'up' && kind === 'send' && (content as { namespace: string }).namespace === 'chat',
    )
    assert.partialDeepStrictEqual(sent, {
      user: 'amy',
      content: {
        to: 'bob',
        namespace: 'chat',
        body: { content: { type: 'txt', msg: 'hello' }, ext: { order: 7 } },
      },
    })
    assert.ok(frames.some(({ direction, kind }) => direction === 'down' && kind === 'ack'))
    assert.deepEqual(
      frames.filter(({ kind }) => kind === 'unreadable'),
      [],
    )
    // A secret is one, whatever its shape; and what is nested without end ends no process, not even before a login.
    assert.deepEqual(masked({ credentials: { private_key: 'x' }, passphrase: 'x', keyId: 'known' }), {
      credentials: '***',
      passphrase: '***',
      keyId: 'known',
    })
    const link = 'https://me:x@shop.example/?order=7&access_token=x&sign=x#top'
    assert.deepEqual(masked({ link, text: `see ${link}` }), {
      link: 'https://me:***@shop.example/?order=7&access_token=***&sign=***#top',
      text: `see ${link}`,
    })
    await sendNested(app.wsUrl)
    await sendNested(app.wsUrl, { appKey: app.appKey, user: 'amy', token: await app.token('amy') })
    assert.equal((await tester('GET', '/traffic')).status, 200)
    const other = await app.createApp()
    assert.deepEqual([other.traffic.requests, other.traffic.frames], [[], []])
    await tester('DELETE', '/traffic')
    assert.deepEqual((await tester('GET', '/traffic')).body.requests, [])
  })
})

/** Sends a frame whose payload is deeply nested JSON, and waits until the server has read it. */
async function sendNested(
  wsUrl: string,
  login?: { appKey: string; user: string; token: string },
): Promise<void> {
  const socket = new WebSocket(wsUrl)
  await once(socket, 'open')
  if (login !== undefined) {
    socket.send(provisionBytes(login))
    await once(socket, 'message')
  }
  const payload = Buffer.from('['.repeat(20_000) + ']'.repeat(20_000))
  const meta = { id: 1, to: { name: 'bob' }, namespace: 77, payload }
  const sync = wire.SyncUp.encode({ meta }).finish()
  socket.send(wire.Envelope.encode({ command: Command.SYNC, payload: sync }).finish())
  socket.close()
  await once(socket, 'close')
}
