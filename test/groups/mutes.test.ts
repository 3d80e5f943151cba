import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { openClient } from '../sdk/client.ts'
import { createGroup, createRoom } from './scene.ts'

/** Error of the SDK for a sender whom the app has muted. */
const MUTED = 219

describe('users muted in all conversations of a kind', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const mute = (body: object) => server.call('POST', '/mutes', body)
  const left = async (user: string) => {
    const { userid, unixtime, ...seconds } = (await server.call('GET', `/mutes/${user}`)).body.data
    assert.equal(userid, `acme#chat_${user.toLowerCase()}`)
    assert.ok(Math.abs(unixtime - Date.now() / 1000) < 60)
    return seconds
  }

  test('[users.mute] [users.muted] kinds apart, for seconds or until it is lifted', async () => {
    assert.deepEqual(await left('alice'), { chat: 0, groupchat: 0, chatroom: 0 })
    const { body } = await mute({ username: 'Alice', chat: 100, groupchat: -1 })
    assert.deepEqual(body.data, { result: 'ok' })
    assert.equal(body.path, '/mutes')
    const { chat, ...others } = await left('ALICE')
    assert.ok(chat > 0 && chat <= 100, String(chat))
    assert.deepEqual(others, { groupchat: -1, chatroom: 0 })
    await mute({ username: 'alice', chat: 0, chatroom: null })
    assert.deepEqual(await left('alice'), { chat: 0, groupchat: -1, chatroom: 0 })
    assert.equal((await mute({ username: 'alice' })).status, 200, 'no kind: nothing changes')
    await mute({ username: 'alice', groupchat: 0 })
  })

  test('[users.mute] [users.muted] what cannot be meant is refused', async () => {
    assertError(await mute({ chat: 1 }), 'user.property_missing')
    assertError(await mute({ username: 'nobody', chat: 1 }), 'user.unknown')
    assertError(await server.call('GET', '/mutes/nobody'), 'user.unknown')
    for (const chat of [-2, 2 ** 31, 1.5, 'long', true])
      assertError(await mute({ username: 'bob', chat }), 'user.mute_illegal', { field: 'chat' })
    const { token } = await server.newUser()
    assert.equal((await server.call('POST', '/mutes', { username: 'bob', chat: 1 }, { token })).status, 401)
    assert.deepEqual(await left('bob'), { chat: 0, groupchat: 0, chatroom: 0 })
  })

  test('[users.mutedList] a row for each user and kind, lifted ones too, page by page', async () => {
    const own = await TestServer.start()
    try {
      await own.users('a', 'b', 'c')
      await own.call('POST', '/mutes', { username: 'c', chatroom: -1 })
      await own.call('POST', '/mutes', { username: 'a', chat: -1, groupchat: -1, chatroom: -1 })
      await own.call('POST', '/mutes', { username: 'a', groupchat: 0 })
      const page = async (query: string) => (await own.call('GET', `/mutes${query}`)).body.data.data
      const all = [
        { username: 'a', chat: -1 },
        { username: 'a', chatroom: -1 },
        { username: 'a', groupchat: 0 },
        { username: 'c', chatroom: -1 },
      ]
      assert.deepEqual(await page(''), all)
      assert.deepEqual(await page('?pageNum=1&pageSize=3'), all.slice(0, 3))
      assert.deepEqual(await page('?pageNum=2&pageSize=3'), all.slice(3))
      await own.call('DELETE', '/users/a')
      assert.deepEqual(await page(''), all.slice(3))
    } finally {
      await own.close()
    }
  })

  test('[users.mute] [socket.sendText] [socket.sendToGroup] [socket.sendToRoom] they cannot send, with the error that the SDK knows, until it is over', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const room = await createRoom(server, ['bob', 'carol'])
    await using bob = await openClient({
      apiUrl: server.url,
      wsUrl: server.wsUrl,
      appKey: 'acme#chat',
      user: 'bob',
      password: 'pw',
      device: 'd1',
    })
    const { token } = { token: await server.userToken('bob') }
    const places = [
      ['singleChat', 'alice', 'chat'],
      ['groupChat', group, 'groupchat'],
      ['chatRoom', room, 'chatroom'],
    ] as const
    const say = ([chatType, to]: readonly [string, string, string]): Promise<number> =>
      bob.send({ type: 'txt', chatType: chatType as 'singleChat', to, msg: 'x' }).then(
        () => 0,
        ({ type }: { type: number }) => type,
      )
    for (const place of places) {
      const kind = place[2]
      assert.equal(await say(place), 0)
      await mute({ username: 'bob', [kind]: -1 })
      for (const other of places) assert.equal(await say(other), other === place ? MUTED : 0, other[0])
      const path = { chat: 'users', groupchat: 'chatgroups', chatroom: 'chatrooms' }[kind]
      const body = { from: 'bob', to: [place[1]], type: 'txt', body: { msg: 'x' } }
      const byUser = await server.call('POST', `/messages/${path}`, body, { token })
      assert.notEqual(byUser.status, 200)
      assert.equal((await server.call('POST', `/messages/${path}`, body)).status, 200, 'the app may')
      await mute({ username: 'bob', [kind]: 0 })
      assert.equal(await say(place), 0)
    }
  })
})
