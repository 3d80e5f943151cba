import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeMessageBody } from '@ringpost/protocol'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const url = 'https://files.example/acme/chat/chatfiles/55f12940-64af-11e4-8a5b-ff2336f03252'

/** Bodies of the seed (003, "body 字段说明") and what receivers must get. */
const bodies = {
  txt: [{ msg: 'hello 👋' }, { type: 'txt', msg: 'hello 👋' }],
  img: [
    { filename: 'a.jpg', secret: 's', url, size: { width: 480, height: 720 } },
    { type: 'img', filename: 'a.jpg', secret: 's', url, size: { width: 480, height: 720 } },
  ],
  audio: [
    { url, filename: 'a.amr', Length: 10, secret: 's' },
    { type: 'audio', url, filename: 'a.amr', length: 10, secret: 's' },
  ],
  video: [
    { thumb: url, length: 0, secret: 's', file_length: 58103, thumb_secret: 't', url },
    { type: 'video', thumb: url, length: 0, secret: 's', file_length: 58103, thumb_secret: 't', url },
  ],
  file: [
    { filename: 't.txt', secret: 's', url },
    { type: 'file', filename: 't.txt', secret: 's', url },
  ],
  loc: [
    { lat: '39.966', lng: '116.322', addr: '北京' },
    { type: 'loc', lat: 39.966, lng: 116.322, addr: '北京' },
  ],
  cmd: [{ action: 'run' }, { type: 'cmd', action: 'run' }],
  custom: [
    { customEvent: 'gift_1', customExts: { name: 'flower' } },
    {
      type: 'custom',
      customEvent: 'gift_1',
      customExts: { name: 'flower' },
      'v2:customExts': { name: 'flower' },
    },
  ],
} as const

describe('sending to users over REST', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const modern = (body: Record<string, unknown>) =>
    server.call('POST', '/messages/users', {
      from: 'alice',
      to: ['bob'],
      type: 'txt',
      body: { msg: 'x' },
      ...body,
    })
  const legacy = (body: Record<string, unknown>, query = '') =>
    server.call('POST', `/messages${query}`, {
      target_type: 'users',
      target: ['bob'],
      msg: { type: 'txt', msg: 'x' },
      from: 'alice',
      ...body,
    })
  const oldest = (body: unknown) => server.call('POST', '/users/bob/messages', body)

  /** The last entry between two users, as receivers get it. */
  async function lastBetween(a: string, b: string) {
    const { logs } = server.running.core.stores
    const entries = await logs.read(server.app.id, pairLog(a, b), 0, 10_000)
    const entry = entries.at(-1)!
    return { entry, ...decodeMessageBody(entry.payload) }
  }

  test('[messages.sendToUsers] custom attributes under either name, or both', async () => {
    const exts = [{ a: '1' }, { b: '2' }]
    for (const [given, expected] of [
      [{ 'v2:customExts': { c: '3' } }, { c: '3' }],
      [
        { customExts: exts, 'v2:customExts': { a: '1', b: '2' } },
        { a: '1', b: '2' },
      ],
      [
        { customExts: exts, 'v2:customExts': { c: '3' } },
        { a: '1', b: '2', c: '3' },
      ],
    ] as const) {
      await modern({ type: 'custom', body: { customEvent: 'e', ...given } })
      const { content } = await lastBetween('alice', 'bob')
      assert.partialDeepStrictEqual(content, {
        type: 'custom',
        customExts: expected,
        'v2:customExts': expected,
      })
    }
  })

  for (const [type, [body, seen]] of Object.entries(bodies)) {
    test(`[messages.sendToUsers] [messages.send] [messages.sendToUser] ${type} arrives the same way through all three generations`, async () => {
      const ext = { attr1: 'v1', n: 7, deep: { a: [1] } }
      const reply = await modern({ type, body, ext })
      assert.equal(reply.status, 200)
      assert.deepEqual(Object.keys(reply.body.data), ['bob'])
      assert.match(reply.body.data.bob, /^\d{15,19}$/)
      const first = await lastBetween('alice', 'bob')
      assert.equal(String(first.entry.id), reply.body.data.bob)
      assert.deepEqual(first.content, seen)
      assert.deepEqual(first.ext, ext)
      assert.deepEqual([first.from, first.to], ['alice', 'bob'])

      assert.deepEqual((await legacy({ msg: { type, ...body }, ext })).body.data, { bob: 'success' })
      const second = await lastBetween('alice', 'bob')
      assert.notEqual(second.entry.id, first.entry.id)
      assert.deepEqual(second.content, seen)

      const third = await oldest({ msg: { type, ...body } })
      assert.deepEqual(third.body.data, [{ result_code: 200, result_content: { result: 'ok' } }])
      assert.deepEqual((await lastBetween('admin', 'bob')).content, seen)
    })
  }

  test('[messages.sendToUsers] the envelope of 2022', async () => {
    const { body } = await modern({})
    assert.deepEqual(Object.keys(body).sort(), [
      'action',
      'application',
      'applicationName',
      'data',
      'duration',
      'organization',
      'path',
      'timestamp',
      'uri',
    ])
    assert.equal(body.path, '/messages/users')
    assert.equal(body.uri, `${server.url}/acme/chat/messages/users`)
  })

  test('[messages.send] the envelope of 2014', async () => {
    const { body } = await legacy({})
    assert.equal(body.uri, `${server.url}/acme/chat`)
    assert.deepEqual(body.entities, [])
    assert.deepEqual(body.params, {})
    assert.equal(body.path, undefined)
  })

  test('[messages.send] useMsgId returns ids', async () => {
    assert.match((await legacy({}, '?useMsgId=true')).body.data.bob, /^\d+$/)
  })

  test("[messages.sendToUsers] results have the caller's spelling, and one message per user", async () => {
    const { body } = await modern({ to: ['Bob', 'bob', 'Never.Registered'] })
    assert.deepEqual(Object.keys(body.data), ['Bob', 'bob', 'Never.Registered'])
    assert.equal(body.data.Bob, body.data.bob)
    assert.equal((await modern({ to: 'bob' })).status, 200)
  })

  test('[messages.sendToUser] the 2013 type name text means txt', async () => {
    await oldest({ msg: { type: 'text', msg: '你好' } })
    assert.deepEqual((await lastBetween('admin', 'bob')).content, { type: 'txt', msg: '你好' })
  })

  test('[messages.sendToUsers] every documented refusal', async () => {
    assertError(await modern({ from: '' }), 'send.from_empty')
    assertError(await modern({ from: true }), 'send.from_empty')
    assertError(await modern({ to: undefined }), 'send.to_empty')
    assertError(await modern({ to: [] }), 'send.to_empty')
    assertError(await modern({ to: [true] }), 'send.to_empty')
    assertError(await modern({ to: Array.from({ length: 601 }, (_, i) => `u${i}`) }), 'send.to_too_many', {
      limit: 600,
    })
    assertError(await modern({ type: undefined }), 'send.type_empty')
    assertError(await modern({ type: 'smell' }), 'send.type_illegal')
    assertError(await modern({ type: 'constructor' }), 'send.type_illegal')
    assertError(await modern({ body: undefined }), 'send.body_empty')
    assertError(await modern({ body: 'text' }), 'send.body_empty')
    assertError(await modern({ body: {} }), 'send.field_missing', { field: 'msg' })
    assertError(await modern({ body: { msg: 5 } }), 'send.field_illegal', { field: 'msg' })
    assertError(await modern({ type: 'img', body: {} }), 'send.field_missing', { field: 'url' })
    assertError(
      await modern({ type: 'loc', body: { lat: 'x', lng: '1', addr: 'a' } }),
      'send.field_illegal',
      { field: 'lat' },
    )
    assertError(await modern({ type: 'loc', body: { lng: '1', addr: 'a' } }), 'send.field_missing', {
      field: 'lat',
    })
    // Too large for a JavaScript number, so it is written as it appears in the request.
    const message =
      '{"from":"alice","to":["bob"],"type":"img","body":{"url":"https://x/y","size":{"width":1e400,"height":2}}}'
    assertError(
      await server.call('POST', '/messages/users', undefined, { raw: message }),
      'send.field_illegal',
      {
        field: 'size',
      },
    )
    assertError(await modern({ type: 'custom', body: { customEvent: 'no spaces' } }), 'send.field_illegal', {
      field: 'customEvent',
    })
    const exts = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 'v']))
    assertError(await modern({ type: 'custom', body: { customExts: exts } }), 'send.field_illegal', {
      field: 'customExts',
    })
    assertError(await modern({ ext: null }), 'send.ext_illegal')
    assertError(await modern({ ext: [1] }), 'send.ext_illegal')
    assertError(await modern({ body: { msg: 'x'.repeat(5200) } }), 'send.too_large')
    assertError(
      await server.call('POST', '/messages/users', undefined, { raw: '{"from","jma2"}' }),
      'request.body_invalid',
    )
    assertError(await server.call('POST', '/messages/users', [1]), 'request.body_invalid')
    assertError(
      await server.call('POST', '/messages/users', { to: ['bob'] }, { token: null }),
      'auth.expired',
    )
    assertError(
      await server.call('POST', '/messages/users', {}, { token: await server.userToken('alice') }),
      'auth.required',
    )
    assertError(
      await server.call('POST', '/messages/users', undefined, { raw: `"${'x'.repeat(1024 * 1024)}"` }),
      'request.too_large',
    )
  })

  test('[messages.send] every documented refusal', async () => {
    assertError(await legacy({ target_type: undefined }), 'send.target_type_missing')
    assertError(await legacy({ target_type: 'friends' }), 'send.target_type_illegal')
    assertError(await legacy({ target: undefined }), 'send.target_missing')
    assertError(await legacy({ target: [] }), 'send.target_missing')
    assertError(
      await legacy({ target: Array.from({ length: 601 }, (_, i) => `u${i}`) }),
      'send.to_too_many',
      { limit: 600 },
    )
    assertError(await legacy({ msg: undefined }), 'send.msg_missing')
    assertError(await legacy({ msg: { msg: 'x' } }), 'send.type_empty')
    assertError(await legacy({ msg: { type: 'x' } }), 'send.type_illegal')
    assertError(await legacy({ from: '' }), 'send.from_empty_g1')
    assertError(await legacy({ ext: null }), 'send.ext_illegal_g1')
    assertError(await legacy({ msg: { type: 'txt' } }), 'send.field_missing', { field: 'msg' })
    assertError(await legacy({ msg: { type: 'txt', msg: {} } }), 'send.field_illegal', { field: 'msg' })
    assertError(await legacy({ msg: { type: 'txt', msg: 'x'.repeat(6000) } }), 'send.too_large')
    assertError(await server.call('POST', '/messages', undefined, { raw: '{' }), 'request.body_invalid')
  })

  test('[messages.sendToUser] every documented refusal', async () => {
    assertError(await oldest({}), 'send.msg_missing')
    assertError(await oldest({ msg: {} }), 'send.type_empty')
    assertError(await oldest({ msg: { type: 'x' } }), 'send.type_illegal')
    assertError(await oldest({ msg: { type: 'text' } }), 'send.field_missing', { field: 'msg' })
    assertError(await oldest({ msg: { type: 'text', msg: 1 } }), 'send.field_illegal', { field: 'msg' })
    assertError(await oldest({ msg: { type: 'text', msg: 'x' }, from: '' }), 'send.from_empty_g1')
    assertError(await oldest({ msg: { type: 'text', msg: 'x' }, ext: null }), 'send.ext_illegal_g1')
    assertError(await oldest({ msg: { type: 'text', msg: 'x'.repeat(6000) } }), 'send.too_large')
  })

  test('[messages.send] [messages.sendToUser] unknown users get 404 if the app asks for it', async () => {
    const { apps } = server.running.core
    await apps.changeSettings(server.app, { strictTargets: true })
    assertError(await legacy({ target: ['bob', 'nobody'] }), 'user.unknown')
    assertError(
      await server.call('POST', '/users/nobody/messages', { msg: { type: 'text', msg: 'x' } }),
      'user.unknown',
    )
    await apps.changeSettings(server.app, { strictTargets: false })
  })

  test('[messages.sendToUsers] ROUTE_ONLINE is not stored for offline users', async () => {
    const before = await server.call('GET', '/users/bob/offline_msg_count')
    const { status, body } = await modern({ routetype: 'ROUTE_ONLINE' })
    assert.equal(status, 200)
    assert.match(body.data.bob, /^\d+$/)
    assert.deepEqual((await server.call('GET', '/users/bob/offline_msg_count')).body.data, before.body.data)
  })

  test('[messages.sendToUsers] 600 receivers in one call', async () => {
    const to = Array.from({ length: 600 }, (_, i) => `many${i}`)
    const { body } = await modern({ to })
    assert.equal(new Set(Object.values(body.data)).size, 600)
  })

  test('an app cannot send to another app', async () => {
    await modern({ to: ['shared'] })
    const { registrations, stores, apps } = server.running.core
    const other = apps.byKey('other#chat')!
    await registrations.register(other, { kind: 'app' }, { username: 'shared', password: 'pw' })
    assert.equal(await stores.logs.countUndelivered(other.id, 'shared'), 0)
  })
})
