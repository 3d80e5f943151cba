import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeMucBody, Namespace } from '@ringpost/protocol'
import type { RawClient } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { catchUp, createRoom, goOnline, hears, told } from './scene.ts'

describe('attributes of rooms', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    for (const user of ['alice', 'bob', 'carol']) await catchUp(server, user)
  })
  after(() => server.close())

  const put = (room: string, user: string, metaData: object, more: object = {}, forced = false) =>
    server.call('PUT', `/metadata/chatroom/${room}/user/${user}${forced ? '/forced' : ''}`, {
      metaData,
      ...more,
    })
  const remove = (room: string, user: string, keys: string[], forced = false) =>
    server.call('DELETE', `/metadata/chatroom/${room}/user/${user}${forced ? '/forced' : ''}`, { keys })
  const all = async (room: string, keys?: string[]) =>
    (await server.call('POST', `/metadata/chatroom/${room}`, keys === undefined ? {} : { keys })).body.data
  const as = async (user: string, method: string, path: string, body?: unknown): Promise<Reply> =>
    server.call(method, path, body, { token: await server.userToken(user) })
  const outcome = ({ status, body }: Reply) => ({ status, ...body.data })
  const sdk = (user: string, device = 'd1'): Promise<Client> =>
    openClient({
      apiUrl: server.url,
      wsUrl: server.wsUrl,
      appKey: 'acme#chat',
      user,
      password: 'pw',
      device,
    })

  test('[rooms.setAttributes] [rooms.attributes] [rooms.deleteAttributes] are set, read and removed', async () => {
    const room = await createRoom(server, ['bob'])
    const set = await put(room, 'bob', { topic: 'tea', 'a.b_c-9': '' }, { notificationExt: 'x' })
    assert.deepEqual(outcome(set), { status: 200, successKeys: ['topic', 'a.b_c-9'], errorKeys: {} })
    assert.equal(set.body.action, 'put')
    assert.deepEqual(await all(room), { topic: 'tea', 'a.b_c-9': '' })
    assert.deepEqual(await all(room, ['topic', 'none']), { topic: 'tea' })
    assert.deepEqual(outcome(await remove(room, 'bob', ['topic', 'none'])), {
      status: 200,
      successKeys: ['topic', 'none'],
      errorKeys: {},
    })
    assert.deepEqual(await all(room), { 'a.b_c-9': '' })
  })

  test('[rooms.forceAttributes] [rooms.forceDeleteAttributes] changing what another user has set requires force', async () => {
    const room = await createRoom(server, ['bob', 'carol'])
    await put(room, 'bob', { topic: 'tea', host: 'bob' })
    const foreign = "properties key 'topic' is not part of you"
    assert.deepEqual(outcome(await put(room, 'carol', { topic: 'coffee', mine: '1' })), {
      status: 200,
      successKeys: ['mine'],
      errorKeys: { topic: foreign },
    })
    assert.deepEqual(outcome(await remove(room, 'carol', ['topic', 'mine'])), {
      status: 200,
      successKeys: ['mine'],
      errorKeys: { topic: foreign },
    })
    assert.deepEqual(await all(room), { host: 'bob', topic: 'tea' })
    const forced = await put(room, 'carol', { topic: 'coffee' }, {}, true)
    assert.deepEqual(outcome(forced), { status: 200, successKeys: ['topic'], errorKeys: {} })
    const lost = await put(room, 'bob', { topic: 'mine again' })
    assert.deepEqual(lost.body.data.errorKeys, { topic: foreign }, 'it belongs to the user who set it last')
    const removed = await remove(room, 'admin', ['host'], true)
    assert.deepEqual(outcome(removed), { status: 200, successKeys: ['host'], errorKeys: {} })
    assert.deepEqual(await all(room), { topic: 'coffee' })
  })

  test('[rooms.setAttributes] refuses each key individually', async () => {
    const room = await createRoom(server, ['bob'])
    const long = 'k'.repeat(129)
    const set = await put(room, 'bob', {
      [long]: '1',
      'not legal': '1',
      full: 'v'.repeat(4096),
      over: 'v'.repeat(4097),
    })
    assert.deepEqual(outcome(set), {
      status: 200,
      successKeys: ['full'],
      errorKeys: {
        [long]: `properties key '${long}' is exceeding maximum limit 128`,
        'not legal': "properties key 'not legal' is not Legal",
        over: "properties value of key 'over' is exceeding maximum limit 4096",
      },
    })
    const none = await put(room, 'bob', { 'not legal': '1' })
    assert.deepEqual([none.status, none.body.data.successKeys], [200, []])
  })

  test('[rooms.setAttributes] [rooms.forceAttributes] allow at most 100 per room', async () => {
    const room = await createRoom(server, ['bob'])
    for (let i = 0; i < 100; i += 10)
      await put(room, 'bob', Object.fromEntries(Array.from({ length: 10 }, (_, j) => [`k${i + j}`, 'v'])))
    const full = 'size of metadata for this single chatroom exceeds the user defined limit, 100'
    for (const forced of [false, true]) {
      const { errorKeys, successKeys } = (await put(room, 'bob', { k100: 'v', k99: 'w' }, {}, forced)).body
        .data
      assert.deepEqual([errorKeys, successKeys], [{ k100: full }, ['k99']])
    }
    await remove(room, 'bob', ['k0'])
    assert.deepEqual((await put(room, 'bob', { k100: 'v' })).body.data.errorKeys, {})
    assert.equal(Object.keys(await all(room)).length, 100)
  })

  test('[rooms.attributes] [rooms.setAttributes] [rooms.forceAttributes] [rooms.deleteAttributes] [rooms.forceDeleteAttributes] documented errors', async () => {
    const room = await createRoom(server, ['bob'])
    const eleven = Array.from({ length: 11 }, (_, i) => `k${i}`)
    const values = Object.fromEntries(eleven.map((key) => [key, 'v']))
    for (const forced of [false, true]) {
      const path = `/metadata/chatroom/${room}/user/bob${forced ? '/forced' : ''}`
      assertError(await put(room, 'bob', values, {}, forced), 'attribute.batch_too_large', { limit: 10 })
      assertError(await remove(room, 'bob', eleven, forced), 'attribute.batch_too_large', { limit: 10 })
      assertError(await put(room, 'dave', { k: 'v' }, {}, forced), 'room.attributes_not_in')
      assertError(await put('404', 'bob', { k: 'v' }, {}, forced), 'channel.unknown', { id: '404' })
      assertError(await remove('404', 'bob', ['k'], forced), 'channel.unknown', { id: '404' })
      assertError(await as('carol', 'PUT', path, { metaData: { k: 'v' } }), 'room.attributes_others')
      assertError(await as('carol', 'DELETE', path, { keys: ['k'] }), 'room.attributes_others')
      assertError(await server.call('PUT', path, { metaData: { k: true } }), 'request.argument_illegal')
      assertError(
        await server.call('PUT', path, { metaData: {}, autoDelete: 'x' }),
        'request.argument_illegal',
      )
      assertError(await server.call('DELETE', path, {}), 'request.argument_illegal')
    }
    assertError(await remove(room, 'dave', ['k']), 'room.attributes_not_in')
    const forcedByUser = `/metadata/chatroom/${room}/user/dave/forced`
    assertError(await as('dave', 'DELETE', forcedByUser, { keys: ['k'] }), 'room.attributes_not_in')
    assertError(await as('dave', 'POST', `/metadata/chatroom/${room}`, {}), 'room.attributes_not_in')
    assertError(await server.call('POST', '/metadata/chatroom/404', {}), 'channel.unknown', { id: '404' })
    assert.equal((await as('bob', 'POST', `/metadata/chatroom/${room}`)).status, 200)
  })

  test('[rooms.setAttributes] are removed when their setter leaves, unless set to stay', async () => {
    const room = await createRoom(server, ['bob', 'carol', 'dave'])
    await put(room, 'bob', { seat: '1', gone: 'x' })
    await put(room, 'bob', { kept: 'b' }, { autoDelete: 'NO_DELETE' })
    await put(room, 'carol', { hers: 'c' }, { autoDelete: 'DELETE' })
    await put(room, 'carol', { gone: 'taken over' }, {}, true)
    await using alice = await goOnline(server, 'alice')
    await as('bob', 'DELETE', `/chatrooms/${room}/users/bob`)
    await hears(alice, 'DELETE_METADATA bob>')
    assert.deepEqual(told(alice), ['ABSENCE bob>bob', 'DELETE_METADATA bob>'])
    assert.deepEqual(await all(room), { gone: 'taken over', hers: 'c', kept: 'b' })
    await server.call('DELETE', `/chatrooms/${room}/users/carol,dave`)
    assert.deepEqual(await all(room), { kept: 'b' }, 'removal counts as leaving')
  })

  test('[rooms.setAttributes] are removed with their user, and with their room', async () => {
    await server.users('erin')
    const room = await createRoom(server, ['erin'])
    await put(room, 'erin', { hers: '1' })
    await put(room, 'erin', { stays: '1' }, { autoDelete: 'NO_DELETE' })
    await server.call('DELETE', '/users/erin')
    assert.deepEqual(await all(room), { stays: '1' })
    await server.call('DELETE', `/chatrooms/${room}`)
    const { stores } = server.running.core
    assert.equal(await stores.attributes.bytes(server.app.id, `r:${room}`), 0)
  })

  test('[socket.roomEvents] everybody in the room is notified of what has changed, and only of that', async () => {
    const room = await createRoom(server, ['bob', 'carol'])
    await using bob = await goOnline(server, 'bob')
    await using carol = await goOnline(server, 'carol')
    const token = await server.userToken('bob')
    const path = `/metadata/chatroom/${room}/user/bob`
    await server.call('PUT', `${path}?resource=raw_1`, { metaData: { a: '1', 'b c': '2' } }, { token })
    await server.call('PUT', `${path}?resource=raw_1`, { metaData: { 'b c': '2' } }, { token })
    await server.call('DELETE', `${path}?resource=raw_1`, { keys: ['a', 'none'] }, { token })
    await server.call('DELETE', `${path}?resource=raw_1`, { keys: ['none'] }, { token })
    await put(room, 'bob', { last: '1' })
    await hears(bob, 'SET_METADATA bob>')
    const kinds = ['SET_METADATA bob>', 'DELETE_METADATA bob>', 'SET_METADATA bob>']
    await carol.next('sync', ({ metas }) => metas.some((meta) => extOf(meta)?.properties?.last === '1'))
    assert.deepEqual(told(carol), kinds)
    assert.deepEqual(told(bob), kinds.slice(2), 'the acting device is not notified')
    assert.deepEqual(
      events(carol).map(({ properties, result }) => ({ properties, keys: result.successKeys })),
      [
        { properties: { a: '1' }, keys: ['a'] },
        { properties: {}, keys: ['a'] },
        { properties: { last: '1' }, keys: ['last'] },
      ],
    )
  })

  test('[rooms.setAttributes] [rooms.forceAttributes] [rooms.deleteAttributes] [rooms.forceDeleteAttributes] [rooms.attributes] with the SDK', async () => {
    const room = await createRoom(server, ['bob', 'carol'])
    await using bob = await sdk('bob')
    await using carol = await sdk('carol')
    const { connection } = bob
    const set = await connection.setChatRoomAttributes({
      chatRoomId: room,
      attributes: { topic: 'tea', host: 'bob' },
      autoDelete: true,
      isForced: false,
    })
    assert.deepEqual(set.data, { status: 'success', errorKeys: {}, successKeys: ['topic', 'host'] })
    const updated = await carol.next(
      'onChatroomEvent',
      (event) => event.operation === 'updateChatRoomAttributes',
    )
    assert.deepEqual(
      { ...updated },
      {
        operation: 'updateChatRoomAttributes',
        id: room,
        from: 'bob',
        attributes: { topic: 'tea', host: 'bob' },
      },
    )
    const some = { chatRoomId: room, attributes: { topic: 'coffee', hers: '1' } }
    const partly = await carol.connection.setChatRoomAttributes(some)
    assert.deepEqual(partly.data, {
      status: 'fail',
      errorKeys: { topic: "properties key 'topic' is not part of you" },
      successKeys: ['hers'],
    })
    const refused = (act: Promise<unknown>) => act.then(() => 'none').catch(({ type }) => type)
    const single = { chatRoomId: room, attributeKey: 'topic', attributeValue: 'coffee', autoDelete: true }
    assert.equal(await refused(carol.connection.setChatRoomAttribute({ ...single, isForced: false })), 52)
    await carol.connection.setChatRoomAttribute({ ...single, isForced: true })
    const long = { ...single, attributeKey: 'k'.repeat(129), isForced: true }
    assert.equal(await refused(carol.connection.setChatRoomAttribute(long)), 50)
    const illegal = { ...single, attributeKey: 'a b', isForced: true }
    assert.equal(await refused(carol.connection.setChatRoomAttribute(illegal)), -3)

    const read = await connection.getChatRoomAttributes({ chatRoomId: room, attributeKeys: ['topic'] })
    assert.deepEqual(read.data, { topic: 'coffee' })
    const everything = await connection.getChatRoomAttributes({ chatRoomId: room })
    assert.deepEqual(everything.data, { hers: '1', host: 'bob', topic: 'coffee' })

    const gone = await connection.removeChatRoomAttributes({
      chatRoomId: room,
      attributeKeys: ['host', 'topic'],
    } as Parameters<typeof connection.removeChatRoomAttributes>[0])
    assert.deepEqual(gone.data, {
      status: 'fail',
      errorKeys: { topic: "properties key 'topic' is not part of you" },
      successKeys: ['host'],
    })
    const told = await carol.next(
      'onChatroomEvent',
      (event) => event.operation === 'removeChatRoomAttributes',
    )
    assert.deepEqual(
      { ...told },
      { operation: 'removeChatRoomAttributes', id: room, from: 'bob', attributes: ['host'] },
    )
    await connection.removeChatRoomAttribute({ chatRoomId: room, attributeKey: 'topic', isForced: true })
    assert.deepEqual(await all(room), { hers: '1' })
  })
})

function extOf(meta: { namespace: unknown; payload?: Uint8Array | null }) {
  if (meta.namespace !== Namespace.MUC) return undefined
  const { eventInfo } = decodeMucBody(meta.payload!)
  return eventInfo?.ext ? JSON.parse(eventInfo.ext) : undefined
}

function events(client: RawClient) {
  return client.frames.flatMap((frame) =>
    frame.command === 'sync' && !frame.metaId
      ? frame.metas.map(extOf).filter((ext) => ext !== undefined)
      : [],
  )
}
