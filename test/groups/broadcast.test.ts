import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ErrorCode } from '@ringpost/contract'
import { BodyType, decodeKeyValues } from '@ringpost/protocol'
import { pairLog, roomLog } from '../../packages/server/src/domain/log/log-key.ts'
import { sampleBroadcast } from '../../packages/server/src/storage/contract/broadcast-contract.ts'
import { bodyOf } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
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
    await isOver(server)
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

  test('[messages.broadcast] answers at once, and reaches more users than fit in one page, each once', async () => {
    await using crowded = await TestServer.start({ RINGPOST_BROADCAST_RATE: '1000' })
    const { registrations, stores } = crowded.running.core
    for (let i = 0; i < 300; i++)
      await registrations.createWithoutPassword(crowded.app, { kind: 'app' }, `u${i}`)
    const reply = await crowded.call('POST', '/messages/broadcast', { target_type: 'users', ...msg('hello') })
    assert.equal(reply.status, 200)
    assert.equal((await stores.broadcasts.open(10)).length, 1, 'it goes on after the answer')
    const late = await registrations.createWithoutPassword(crowded.app, { kind: 'app' }, 'late')
    await isOver(crowded)
    for (let i = 0; i < 300; i++)
      assert.equal(
        (await stores.logs.read(crowded.app.id, pairLog('admin', `u${i}`), 0, 10)).length,
        1,
        `u${i}`,
      )
    assert.deepEqual(await stores.logs.read(crowded.app.id, pairLog('admin', late.name), 0, 10), [])
  })

  test('[messages.broadcast] a repeat gets the same id and is sent once; another key makes it another broadcast', async () => {
    await using quiet = await TestServer.start()
    await quiet.users('alice')
    const send = (text: string, key?: string) =>
      quiet.call(
        'POST',
        '/messages/broadcast',
        { target_type: 'users', ...msg(text) },
        {
          headers: key === undefined ? {} : { 'idempotency-key': key },
        },
      )
    const replies = await Promise.all(Array.from({ length: 5 }, () => send('twice')))
    await isOver(quiet)
    replies.push(await send('twice'))
    assert.deepEqual(new Set(replies.map(({ body }) => body.data.id)).size, 1)
    const keyed = [await send('twice', 'k1'), await send('twice', 'k1'), await send('twice', 'k2')]
    const ids = keyed.map(({ body }) => body.data.id)
    assert.equal(ids[0], ids[1])
    assert.equal(new Set([...ids, replies[0]!.body.data.id]).size, 3)
    await isOver(quiet)
    const { logs } = quiet.running.core.stores
    assert.equal((await logs.read(quiet.app.id, pairLog('admin', 'alice'), 0, 10)).length, 3)
  })

  test('[messages.broadcast] runs at the rate that is set, the broadcasts of all apps together', async () => {
    await using slow = await TestServer.start({ RINGPOST_BROADCAST_RATE: '100' })
    const { registrations, apps, broadcasts } = slow.running.core
    const other = apps.byKey('other#chat')!
    for (let i = 0; i < 50; i++)
      for (const app of [slow.app, other])
        await registrations.createWithoutPassword(app, { kind: 'app' }, `u${i}`)
    const begunAt = performance.now()
    await slow.call('POST', '/messages/broadcast', { target_type: 'users', ...msg('one') })
    await broadcasts.toEveryone(
      { app: other, actor: { kind: 'app' } },
      sampleBroadcast(other.id).draft,
      undefined,
    )
    await isOver(slow)
    const ms = performance.now() - begunAt
    assert.ok(ms > 700, `100 users in ${ms} ms`)
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

/** Resolves when no broadcast to all users is under way. */
async function isOver(server: TestServer): Promise<void> {
  const { broadcasts } = server.running.core.stores
  await until('the broadcast is over', async () => (await broadcasts.open(1)).length === 0)
}
