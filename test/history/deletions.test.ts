import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeMessageBody, wire } from '@ringpost/protocol'
import { logIn } from '../contacts/roster-client.ts'
import { RawClient, textsOf } from '../gateway/raw-client.ts'
import { createGroup, createRoom } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('deleting history for one side', () => {
  let server: TestServer
  let names = 0
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  async function pair(): Promise<[string, string]> {
    const [a, b] = [`a${++names}`, `b${names}`]
    await server.users(a, b)
    return [a, b]
  }
  async function say(from: string, to: string, msg: string): Promise<string> {
    const { body } = await server.call('POST', '/messages/users', {
      from,
      to: [to],
      type: 'txt',
      body: { msg },
    })
    return body.data[to]
  }
  const past = (from: string, target: string, msg: string, at: number) =>
    server.call('POST', '/messages/users/import', {
      from,
      target,
      type: 'txt',
      body: { msg },
      msg_timestamp: at,
    })
  async function history(user: string, peer: string, domain = 'easemob.com'): Promise<string[]> {
    const request = { queue: `${peer}@${domain}`, is_positive: true, pull_number: 50 }
    const { body } = await server.call('POST', `/users/${user}/messageroaming`, request)
    return body.data.msgs.map(({ msg }: { msg: string }) => {
      const { content } = decodeMessageBody(wire.Meta.decode(Buffer.from(msg, 'base64')).payload!)
      return content?.type === 'txt' ? content.msg : content?.type
    })
  }
  const remove = async (user: string, kind: string, query: string, method = 'DELETE') =>
    server.call(method, `/rest/message/roaming/${kind}/user/${user}?${query}`)

  test('[history.deleteMessages] some messages: gone for one side, not for the other', async () => {
    const [a, b] = await pair()
    const ids = [await say(a, b, 'one'), await say(b, a, 'two'), await say(a, b, 'three')]
    const { status, body } = await remove(
      a,
      'chat',
      `userId=${b.toUpperCase()}&msgIdList=${ids[0]},${ids[1]},17`,
    )
    const { timestamp, ...rest } = body
    assert.deepEqual([status, typeof timestamp, rest], [200, 'number', { requestStatusCode: 'ok' }])
    assert.deepEqual(await history(a, b), ['three'])
    assert.deepEqual(await history(b, a), ['one', 'two', 'three'])
    const foreign = await say('alice', 'bob', 'of others')
    await remove(a, 'chat', `userId=${b}&msgIdList=${foreign}`)
    assert.deepEqual(await history('alice', 'bob'), ['of others'])
  })

  test('[history.deleteMessages] [history.deleteUntil] the ids of groups and rooms are in groupId', async () => {
    const group = await createGroup(server, ['bob'])
    const room = await createRoom(server, ['bob'])
    for (const [path, id] of [
      ['chatgroups', group],
      ['chatrooms', room],
    ]) {
      const sent: string[] = []
      for (const msg of ['one', 'two']) {
        const message = { from: 'alice', to: [id], type: 'txt', body: { msg } }
        const { body } = await server.call('POST', `/messages/${path}`, message)
        sent.push(body.data[id!])
      }
      const left = (user: string) => history(user, id!, 'conference.easemob.com')
      await remove('bob', 'group', `groupId=${id}&msgIdList=${sent[0]}`)
      assert.deepEqual(await left('bob'), ['two'])
      await server.call(
        'DELETE',
        `/rest/message/roaming/group/user/bob/time?groupId=${id}&delTime=${Date.now()}`,
      )
      assert.deepEqual(await left('bob'), [])
      assert.deepEqual(await left('alice'), ['one', 'two'])
    }
  })

  test('[history.deleteUntil] everything up to a time, including imported messages and what is waiting for devices', async () => {
    const [a, b] = await pair()
    for (const n of [1, 2, 3]) await past(b, a, `past ${n}`, 1_600_000_000_000 + n)
    const until = (time: number | string, method = 'DELETE') =>
      server.call(method, `/rest/message/roaming/chat/user/${a}/time?userId=${b}&delTime=${time}`)
    assert.equal((await until(1_600_000_000_002)).body.requestStatusCode, 'ok')
    assert.deepEqual(await history(a, b), ['past 3'])
    await say(b, a, 'old')
    assert.equal((await until(Date.now(), 'POST')).status, 200)
    await say(b, a, 'new')
    assert.deepEqual(await history(a, b), ['new'])
    await until(1_600_000_000_000)
    assert.deepEqual(await history(a, b), ['new'], 'an earlier time brings nothing back')
    assert.deepEqual(await history(b, a), ['past 1', 'past 2', 'past 3', 'old', 'new'])
    await using device = await RawClient.login(server.wsUrl, { user: a, token: await server.userToken(a) })
    const waiting = (await device.goLive()).filter(({ namespace }) => namespace === 1)
    assert.deepEqual(textsOf(waiting), ['new'])
  })

  test('[history.deleteAll] everything of one user', async () => {
    const [a, b] = await pair()
    await past(b, a, 'past', 1_600_000_000_000)
    await past('bob', a, 'past of another', 1_600_000_000_000)
    await say(b, a, 'one')
    const { status, body } = await server.call('POST', `/rest/message/roaming/user/${a}/delete/all`)
    assert.deepEqual([status, body.requestStatusCode], [200, 'ok'])
    assert.deepEqual([await history(a, b), await history(a, 'bob')], [[], []])
    assert.deepEqual(await history(b, a), ['past', 'one'])
    await say(b, a, 'two')
    assert.deepEqual(await history(a, b), ['two'])
  })

  test('[history.deleteMessages] [history.deleteUntil] [history.deleteAll] refusals', async () => {
    const [a, b] = await pair()
    const ids = (count: number) => Array.from({ length: count }, (_, n) => n + 1).join(',')
    assertError(await remove(a, 'chat', `userId=${b}&msgIdList=${ids(51)}`), 'history.ids_too_many', {
      limit: 50,
    })
    assert.equal((await remove(a, 'chat', `userId=${b}&msgIdList=${ids(50)}`)).status, 200)
    for (const wrong of ['', 'x', '1,x', '-1'])
      assertError(await remove(a, 'chat', `userId=${b}&msgIdList=${wrong}`), 'history.ids_illegal')
    for (const [kind, query] of [
      ['chat', 'groupId=1'],
      ['group', `userId=${b}`],
      ['room', 'groupId=1'],
    ] as const) {
      assertError(await remove(a, kind, `${query}&msgIdList=1`), 'history.target_missing')
      const time = `/rest/message/roaming/${kind}/user/${a}/time?${query}&delTime=1`
      assertError(await server.call('DELETE', time), 'history.target_missing')
    }
    for (const wrong of ['', 'now', '-5'])
      assertError(
        await server.call('DELETE', `/rest/message/roaming/chat/user/${a}/time?userId=${b}&delTime=${wrong}`),
        'history.deltime_illegal',
      )
    assertError(await remove('ghost', 'chat', 'userId=x&msgIdList=1'), 'user.unknown')
    const ghost = '/rest/message/roaming/chat/user/ghost/time?userId=x&delTime=1'
    assertError(await server.call('DELETE', ghost), 'user.unknown')
    assertError(await server.call('POST', '/rest/message/roaming/user/ghost/delete/all'), 'user.unknown')
    const all = `/rest/message/roaming/user/${a}/delete/all`
    assertError(await server.call('POST', all, undefined, { token: null }), 'auth.expired')
  })

  test('[history.deleteMessages] [history.deleteUntil] [history.deleteAll] [socket.historyEvents] the official SDK deletes, the other devices are notified', async () => {
    const [a, b] = await pair()
    const group = await createGroup(server, [a])
    const ids = [await say(b, a, 'one'), await say(b, a, 'two')]
    await using acting = await logIn(server, a, 'acting')
    await using watching = await logIn(server, a, 'watching')
    const resource = acting.connection.context.jid.clientResource
    const { connection } = acting
    await connection.removeHistoryMessages({ targetId: b, chatType: 'singleChat', messageIds: [ids[0]!] })
    assert.deepEqual(await watching.next('onMultiDeviceEvent'), {
      operation: 'deleteRoaming',
      conversationId: b,
      chatType: 'singleChat',
      resource,
    })
    assert.deepEqual(await history(a, b), ['two'])
    await connection.removeHistoryMessages({
      targetId: group,
      chatType: 'groupChat',
      beforeTimeStamp: Date.now(),
    })
    assert.deepEqual(await watching.next('onMultiDeviceEvent'), {
      operation: 'deleteRoaming',
      conversationId: group,
      chatType: 'groupChat',
      resource,
    })
    await connection.deleteAllMessagesAndConversations()
    assert.deepEqual(await history(a, b), [])

    // By the app: all devices are notified, unless it suppresses that.
    await remove(a, 'chat', `userId=${b}&msgIdList=1&isNotify=false`)
    await remove(a, 'chat', 'userId=bob&msgIdList=1')
    const told = await acting.next('onMultiDeviceEvent')
    assert.partialDeepStrictEqual(told, { conversationId: 'bob', operation: 'deleteRoaming', resource: '' })
  })
})
