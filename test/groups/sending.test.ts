import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ErrorCode } from '@ringpost/contract'
import { BodyType, decodeKeyValues, decodeMessageBody } from '@ringpost/protocol'
import { groupLog, roomLog } from '../../packages/server/src/domain/log/log-key.ts'
import { RawClient } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { catchUp, createGroup, createRoom, goOnline, hears, tell, told } from './scene.ts'

const url = 'https://files.example/acme/chat/chatfiles/55f12940-64af-11e4-8a5b-ff2336f03252'
const bodies = {
  txt: { msg: 'hello 👋' },
  img: { filename: 'a.jpg', secret: 's', url, size: { width: 480, height: 720 } },
  audio: { url, filename: 'a.amr', length: 10, secret: 's' },
  video: { thumb: url, length: 0, secret: 's', file_length: 58103, thumb_secret: 't', url },
  file: { filename: 't.txt', secret: 's', url },
  loc: { lat: '39.966', lng: '116.322', addr: '北京' },
  cmd: { action: 'run' },
  custom: { customEvent: 'gift_1', customExts: { name: 'flower' } },
} as const

describe('sending to groups and rooms over REST', () => {
  let server: TestServer
  let group: string
  let room: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    group = await createGroup(server, ['bob', 'carol'])
    room = await createRoom(server, ['bob', 'carol'])
  })
  after(() => server.close())

  const toGroups = (body: Record<string, unknown> = {}, path = '/messages/chatgroups') =>
    server.call('POST', path, { from: 'alice', to: [group], type: 'txt', body: { msg: 'x' }, ...body })
  const toRooms = (body: Record<string, unknown> = {}, path = '/messages/chatrooms') =>
    server.call('POST', path, { from: 'alice', to: [room], type: 'txt', body: { msg: 'x' }, ...body })
  const legacy = (target_type: string, target: unknown, query = '') =>
    server.call('POST', `/messages${query}`, {
      target_type,
      target,
      msg: { type: 'txt', msg: 'x' },
      from: 'alice',
    })
  const entries = (log: string) => server.running.core.stores.logs.read(server.app.id, log, 0, 100_000)
  const lastOf = async (log: string) => {
    const entry = (await entries(log)).at(-1)!
    return { entry, ...decodeMessageBody(entry.payload) }
  }

  for (const [type, body] of Object.entries(bodies)) {
    test(`[messages.sendToGroups] [messages.sendToRooms] [messages.send] [messages.sendToGroup] ${type} arrives the same way through every endpoint`, async () => {
      const ext = { k: [1] }
      const flat = { msg: { type, ...body }, from: 'alice', ext }
      const inGroup = []
      await toGroups({ type, body, ext })
      inGroup.push(await lastOf(groupLog(group)))
      await server.call('POST', '/messages', { target_type: 'chatgroups', target: [group], ...flat })
      inGroup.push(await lastOf(groupLog(group)))
      await server.call('POST', `/groups/${group}/messages`, flat)
      inGroup.push(await lastOf(groupLog(group)))
      await toRooms({ type, body, ext })
      const inRoom = [await lastOf(roomLog(room))]
      await server.call('POST', '/messages', { target_type: 'chatrooms', target: [room], ...flat })
      inRoom.push(await lastOf(roomLog(room)))
      assert.equal(new Set([...inGroup, ...inRoom].map(({ entry }) => entry.id)).size, 5)
      for (const message of inGroup)
        assert.deepEqual([message.type, message.from, message.to], [BodyType.GROUP_CHAT, 'alice', group])
      for (const message of inRoom)
        assert.deepEqual([message.type, message.from, message.to], [BodyType.CHAT_ROOM, 'alice', room])
      for (const message of [...inGroup, ...inRoom]) {
        assert.deepEqual(message.content, inGroup[0]!.content)
        assert.equal(message.content?.type, type)
        assert.deepEqual(message.ext, ext)
      }
    })
  }

  test('[messages.sendToGroups] one id per group, one row per message, whatever the number of receivers', async () => {
    const other = await createGroup(server, ['dave'])
    const { status, body } = await toGroups({ to: [group, other, group] })
    assert.equal(status, 200)
    assert.equal(body.path, '/messages/chatgroups')
    assert.deepEqual(Object.keys(body.data).sort(), [group, other].sort())
    assert.equal((await lastOf(groupLog(group))).entry.id, Number(body.data[group]))
    assert.equal((await lastOf(groupLog(other))).entry.id, Number(body.data[other]))
    assert.deepEqual(Object.keys((await toGroups({ to: group })).body.data), [group])
  })

  test('[messages.sendToGroups] online users get it at once, others later; the sender too', async () => {
    await catchUp(server, 'carol')
    await using bob = await goOnline(server, 'bob')
    await using alice = await goOnline(server, 'alice')
    await toGroups({ body: { msg: 'to all' }, sync_device: false })
    await hears(bob, 'to all')
    await hears(alice, 'to all')
    assert.deepEqual(await catchUp(server, 'carol'), ['to all'])
    assert.deepEqual(await catchUp(server, 'carol'), [])
    await using dave = await goOnline(server, 'dave')
    assert.deepEqual(told(dave), [])
  })

  test('[messages.sendToGroups] without a sender it comes from admin; read receipts can be requested', async () => {
    await toGroups({ from: undefined, need_group_ack: true })
    const { from, allowGroupAck } = await lastOf(groupLog(group))
    assert.deepEqual([from, allowGroupAck], ['admin', true])
    await toGroups()
    assert.equal((await lastOf(groupLog(group))).allowGroupAck, false)
  })

  test('[messages.sendToGroups] ROUTE_ONLINE reaches online users and is not stored; rooms ignore it', async () => {
    await catchUp(server, 'carol')
    await using bob = await goOnline(server, 'bob')
    const before = (await entries(groupLog(group))).length
    await toGroups({ body: { msg: 'now' }, routetype: 'ROUTE_ONLINE' })
    await hears(bob, 'now')
    assert.equal((await entries(groupLog(group))).length, before)
    assert.deepEqual(await catchUp(server, 'carol'), [])
    await toRooms({ body: { msg: 'kept' }, routetype: 'ROUTE_ONLINE' })
    assert.equal((await lastOf(roomLog(room))).content?.type, 'txt')
    await hears(bob, 'kept')
  })

  test('[messages.sendToGroupMembers] only the given members and the sender get it', async () => {
    await catchUp(server, 'carol')
    await using bob = await goOnline(server, 'bob')
    await using alice = await goOnline(server, 'alice')
    const { status, body } = await toGroups(
      { body: { msg: 'to carol' }, users: ['Carol', 'dave'] },
      '/messages/chatgroups/users',
    )
    assert.equal(status, 200)
    assert.equal(body.path, '/messages/chatgroups')
    assert.equal(body.data[group], String((await lastOf(groupLog(group))).entry.id))
    await toGroups({ body: { msg: 'to all' } })
    for (const client of [alice, bob]) await hears(client, 'to all')
    assert.ok(told(alice).includes('to carol'))
    assert.deepEqual(told(bob), ['to all'])
    assert.deepEqual(await catchUp(server, 'carol'), ['to carol', 'to all'])
    assert.deepEqual(await catchUp(server, 'dave'), [])
  })

  test('[messages.sendToRooms] [messages.sendToRoomMembers] online users in the room get it; nobody gets it later', async () => {
    await catchUp(server, 'carol')
    await using bob = await goOnline(server, 'bob')
    await using dave = await goOnline(server, 'dave')
    await using phone = await goOnline(server, 'bob', 'phone')
    await toRooms({ body: { msg: 'to some' }, users: ['dave', 'bob'] }, '/messages/chatrooms/users')
    await toRooms({ body: { msg: 'to carol' }, users: 'carol' }, '/messages/chatrooms/users')
    await toRooms({ body: { msg: 'to the room' } })
    for (const client of [bob, phone]) {
      await hears(client, 'to the room')
      assert.deepEqual(told(client), ['to some', 'to the room'])
    }
    assert.deepEqual(told(dave), [])
    assert.deepEqual(await catchUp(server, 'carol'), [])
    assert.deepEqual(
      (await entries(roomLog(room))).slice(-3).map(({ audience }) => audience),
      [['dave', 'bob'], ['carol'], null],
    )
  })

  test('[messages.sendToRooms] the level arrives as clients read it', async () => {
    await using bob = await goOnline(server, 'bob')
    for (const [level, tag] of Object.entries({ high: 0, normal: 1, low: 2 })) {
      await toRooms({ body: { msg: level }, chatroom_msg_level: level })
      const { metas } = await bob.page((frame) => frame.metas.some((meta) => tell(meta) === level))
      assert.deepEqual(decodeKeyValues(metas[0]!.ext), { chatroom_msg_tag: tag })
    }
    assertError(await toRooms({ chatroom_msg_level: 'urgent' }), 'request.body_invalid')
  })

  test('[messages.sendToRooms] the devices of the sender get it if requested', async () => {
    await using alice = await goOnline(server, 'alice')
    await toRooms({ body: { msg: 'unseen' } })
    await toRooms({ body: { msg: 'seen' }, sync_device: true })
    await hears(alice, 'seen')
    assert.deepEqual(told(alice), ['seen'])
  })

  test('[messages.send] [messages.sendToGroup] the 2014 and 2013 replies', async () => {
    assert.deepEqual((await legacy('chatgroups', [group])).body.data, { [group]: 'success' })
    assert.deepEqual((await legacy('chatrooms', room)).body.data, { [room]: 'success' })
    const withIds = (await legacy('chatgroups', [group], '?useMsgId=true')).body.data
    assert.equal(withIds[group], String((await lastOf(groupLog(group))).entry.id))
    const oldest = await server.call('POST', `/groups/${group}/messages`, {
      msg: { type: 'text', msg: '你好' },
    })
    assert.deepEqual(oldest.body.data, [{ result_code: 200, result_content: { result: 'ok' } }])
    assert.deepEqual((await lastOf(groupLog(group))).content, { type: 'txt', msg: '你好' })
  })

  test('[messages.sendToGroups] [messages.sendToRooms] [messages.send] [messages.sendToGroup] a target that does not exist gets the usual reply and stores nothing', async () => {
    const { body } = await toGroups({ to: ['999', group, room] })
    assert.deepEqual(Object.keys(body.data), ['999', group, room])
    for (const id of Object.values(body.data)) assert.match(id as string, /^\d{15,16}$/)
    assert.equal((await toRooms({ to: ['999', group] })).status, 200)
    assert.deepEqual((await legacy('chatgroups', ['999'])).body.data, { 999: 'success' })
    assert.deepEqual((await legacy('chatrooms', ['999'])).body.data, { 999: 'success' })
    const old = { msg: { type: 'txt', msg: 'x' } }
    assert.equal((await server.call('POST', '/groups/999/messages', old)).status, 200)
    for (const log of [groupLog('999'), roomLog('999'), groupLog(room), roomLog(group)])
      assert.deepEqual(await entries(log), [])

    const { apps } = server.running.core
    await apps.changeSettings(apps.byKey('acme#chat')!, { strictTargets: true })
    assertError(await legacy('chatgroups', [group, '999']), 'channel.unknown', { id: '999' })
    assertError(await legacy('chatrooms', [group]), 'channel.unknown', { id: group })
    assertError(await server.call('POST', '/groups/999/messages', old), 'channel.unknown', { id: '999' })
    assert.equal((await legacy('chatgroups', [group])).status, 200)
    await apps.changeSettings(apps.byKey('acme#chat')!, { strictTargets: false })
  })

  const users = ['bob']
  const refusals: [string, Record<string, unknown>, ErrorCode, Record<string, string | number>?][] = [
    ['an empty sender', { from: '' }, 'send.from_empty'],
    ['no targets', { to: undefined }, 'send.to_empty'],
    ['an empty list', { to: [] }, 'send.to_empty'],
    ['no type', { type: undefined }, 'send.type_empty'],
    ['an unknown type', { type: 'poem' }, 'send.type_illegal'],
    ['no body', { body: undefined }, 'send.body_empty'],
    ['no text', { body: {} }, 'send.field_missing', { field: 'msg' }],
    ['ext null', { ext: null }, 'send.ext_illegal'],
    ['too much', { body: { msg: 'x'.repeat(5200) } }, 'send.too_large'],
  ]
  for (const [what, change, code, params] of refusals) {
    test(`[messages.sendToGroups] [messages.sendToRooms] [messages.sendToGroupMembers] [messages.sendToRoomMembers] refuse: ${what}`, async () => {
      assertError(await toGroups(change), code, params)
      assertError(await toRooms(change), code, params)
      assertError(await toGroups({ users, ...change }, '/messages/chatgroups/users'), code, params)
      assertError(await toRooms({ users, ...change }, '/messages/chatrooms/users'), code, params)
    })
  }

  test('[messages.sendToGroups] [messages.sendToRooms] [messages.sendToGroupMembers] [messages.sendToRoomMembers] refuse more targets than documented', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `${i}`)
    const one = { users: ['bob'] }
    assertError(await toGroups({ to: many(4) }), 'send.to_too_many', { limit: 3 })
    assertError(await toRooms({ to: many(11) }), 'send.to_too_many', { limit: 10 })
    for (const [path, send] of [
      ['/messages/chatgroups/users', toGroups],
      ['/messages/chatrooms/users', toRooms],
    ] as const) {
      assertError(await send({ ...one, to: many(2) }, path), 'send.to_too_many', { limit: 1 })
      assertError(await send({}, path), 'send.users_empty')
      assertError(await send({ users: [] }, path), 'send.users_empty')
      assertError(await send({ users: many(21) }, path), 'send.users_too_many', { limit: 20 })
    }
  })

  test('[messages.sendToGroups] refuses an invalid body, and a caller without a token', async () => {
    const options = { raw: '{"to":', headers: { 'content-type': 'application/json' } }
    assertError(await server.call('POST', '/messages/chatgroups', undefined, options), 'request.body_invalid')
    assertError(await server.call('POST', '/messages/chatrooms', {}, { token: null }), 'auth.expired')
    const bob = await server.userToken('bob')
    assertError(await server.call('POST', '/messages/chatgroups', {}, { token: bob }), 'auth.required')
  })

  test('[messages.sendToGroups] what a device has not acknowledged is repeated', async () => {
    await catchUp(server, 'carol')
    await toGroups({ body: { msg: 'before' } })
    const first = await RawClient.login(server.wsUrl, {
      user: 'carol',
      token: await server.userToken('carol'),
    })
    await first.unread()
    first.pull()
    assert.deepEqual((await first.page()).metas.map(tell), ['before'])
    // Not acknowledged: it is repeated.
    await first.drop()
    assert.deepEqual(await catchUp(server, 'carol'), ['before'])
  })
})
