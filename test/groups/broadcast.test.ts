import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ErrorCode } from '@ringpost/contract'
import { BodyType, decodeKeyValues } from '@ringpost/protocol'
import { pairLog, roomLog } from '../../packages/server/src/domain/log/log-key.ts'
import { bodyOf } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { catchUp, createRoom, goOnline, hears, tell, told } from './scene.ts'

describe('broadcasts', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const toUsers = (body: object) => server.call('POST', '/messages/users/broadcast', body)
  const toRooms = (body: object) => server.call('POST', '/messages/chatrooms/broadcast', body)
  const msg = (text: string) => ({ msg: { type: 'txt', msg: text } })

  test('[messages.broadcastToOnline] reaches online users, each addressed by name; nothing is stored', async () => {
    await using alice = await goOnline(server, 'alice')
    await using bob = await goOnline(server, 'bob')
    await using phone = await goOnline(server, 'bob', 'phone')
    const { status, body } = await toUsers({ ...msg('to all'), from: 'carol', ext: { k: 1 } })
    assert.equal(status, 200)
    assert.ok(Number.isSafeInteger(body.data.id))
    for (const client of [alice, bob, phone]) {
      const { metas } = await client.page()
      const { type, from, to, ext } = bodyOf(metas[0]!)
      assert.deepEqual([type, from, to, ext], [BodyType.CHAT, 'carol', client.user, { k: 1 }])
    }
    assert.deepEqual(await catchUp(server, 'carol'), [])
    const { logs } = server.running.core.stores
    assert.deepEqual(await logs.read(server.app.id, pairLog('bob', 'carol'), 0, 10), [])
    const { apps, tokens } = server.running.core
    const token = tokens.issueAppToken(apps.byKey('other#chat')!, undefined).token
    assert.equal(
      (await server.request('POST', '/other/chat/messages/users/broadcast', msg('foreign'), { token }))
        .status,
      200,
    )
    await toUsers(msg('end'))
    await hears(alice, 'end')
    assert.deepEqual(told(alice), ['to all', 'end'])
  })

  test('[messages.broadcast] every user gets one message, offline users later; the sender gets none', async () => {
    await using bob = await goOnline(server, 'bob')
    const reply = await server.call('POST', '/messages/broadcast', {
      target_type: 'users',
      ...msg('to everyone'),
      from: 'carol',
    })
    assert.equal(reply.status, 200)
    assert.ok(Number.isSafeInteger(reply.body.data.id))
    await hears(bob, 'to everyone')
    const { logs } = server.running.core.stores
    for (const user of ['alice', 'bob']) {
      const kept = await logs.read(server.app.id, pairLog(user, 'carol'), 0, 10)
      assert.deepEqual(
        kept.map(({ receiver }) => receiver),
        [user],
      )
    }
    assert.deepEqual((await server.call('GET', '/users/alice/offline_msg_count')).body.data, { alice: 1 })
    assert.deepEqual((await server.call('GET', '/users/carol/offline_msg_count')).body.data, { carol: 0 })
  })

  test('[messages.broadcast] reaches more users than fit in one page, each once', async () => {
    await using crowded = await TestServer.start()
    const { users, stores } = crowded.running.core
    for (let i = 0; i < 300; i++) await users.createWithoutPassword(crowded.app, { kind: 'app' }, `u${i}`)
    const reply = await crowded.call('POST', '/messages/broadcast', { target_type: 'users', ...msg('hello') })
    assert.equal(reply.status, 200)
    for (const user of ['u0', 'u255', 'u256', 'u299']) {
      assert.equal(await stores.logs.countUndelivered(crowded.app.id, user), 1)
    }
  })

  test('[messages.broadcast] validates the targets', async () => {
    assertError(await server.call('POST', '/messages/broadcast', msg('x')), 'send.target_type_missing')
    const rooms = { target_type: 'chatrooms', ...msg('x') }
    assertError(await server.call('POST', '/messages/broadcast', rooms), 'send.broadcast_target_illegal')
  })

  test('[messages.broadcastToRooms] reaches each room with members once, marked as a broadcast', async () => {
    const [one, two] = [await createRoom(server, ['bob']), await createRoom(server, ['bob'])]
    const empty = await createRoom(server, [], { owner: 'carol' })
    await using bob = await goOnline(server, 'bob')
    const { status, body } = await toRooms({ ...msg('hear ye'), chatroom_msg_level: 'low' })
    assert.equal(status, 200)
    assert.ok(Number.isSafeInteger(body.data.id))
    const heard: string[] = []
    for (const meta of await bob.metas(2)) {
      const { type, from, to } = bodyOf(meta)
      assert.deepEqual([type, from, tell(meta)], [BodyType.CHAT_ROOM, 'admin', 'hear ye'])
      assert.deepEqual(decodeKeyValues(meta.ext), { is_broadcast: true, chatroom_msg_tag: 2 })
      heard.push(to)
    }
    assert.deepEqual(heard.sort(), [one, two].sort())
    const { logs } = server.running.core.stores
    for (const room of [one, empty])
      assert.deepEqual(await logs.read(server.app.id, roomLog(room), 0, 10), [])
  })

  const refusals: [string, object, ErrorCode, Record<string, string | number>?][] = [
    ['no message', {}, 'send.msg_missing'],
    ['no type', { msg: { msg: 'x' } }, 'send.type_empty'],
    ['an unknown type', { msg: { type: 'poem' } }, 'send.type_illegal'],
    ['no text', { msg: { type: 'txt' } }, 'send.field_missing', { field: 'msg' }],
    ['an empty sender', { ...msg('x'), from: '' }, 'send.from_empty_g1'],
    ['ext null', { ...msg('x'), ext: null }, 'send.ext_illegal_g1'],
    ['too much', msg('x'.repeat(5200)), 'send.too_large'],
  ]
  for (const [what, body, code, params] of refusals) {
    test(`[messages.broadcast] [messages.broadcastToOnline] [messages.broadcastToRooms] refuse: ${what}`, async () => {
      assertError(
        await server.call('POST', '/messages/broadcast', { target_type: 'users', ...body }),
        code,
        params,
      )
      assertError(await toUsers(body), code, params)
      assertError(await toRooms(body), code, params)
    })
  }
})
