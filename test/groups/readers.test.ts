import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EasemobChat } from 'easemob-websdk'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'

type Read = EasemobChat.ReadMsgBody & { mid: string; ackContent?: string; groupReadCount?: object }

describe('read receipts in groups', () => {
  let server: TestServer
  let group: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    const { body } = await server.call('POST', '/chatgroups', {
      groupname: 'g',
      desc: '',
      public: true,
      owner: 'alice',
      members: ['bob', 'carol'],
    })
    group = body.data.groupid
  })
  after(() => server.close())

  const login = (user: string, device = 'd1') => sdkClient(server, { user, password: 'pw', device })
  const say = async (client: Client, allowGroupAck: boolean): Promise<string> => {
    const message = { type: 'txt', chatType: 'groupChat', to: group, msg: 'read me' } as const
    return (await client.send({ ...message, msgConfig: { allowGroupAck } })).serverMsgId
  }
  const read = (client: Client, id: string, ackContent?: string) =>
    client.send({
      type: 'read',
      chatType: 'groupChat',
      to: group,
      id,
      ackContent,
    } as EasemobChat.CreateMsgType)
  const count = async (client: Client, id: string): Promise<Read> =>
    (await client.next('onReadMessage', (event) => (event as Read).mid === id)) as Read

  test('[socket.groupReadReceipt] the sender is notified of the count, online and later; each reader counts once', async () => {
    await using bob = await login('bob')
    await using phone = await login('bob', 'd2')
    await using carol = await login('carol')
    let id: string
    {
      await using alice = await login('alice')
      id = await say(alice, true)
      for (const client of [bob, phone, carol]) {
        const message = await client.next('onTextMessage', (event) => event.id === id)
        assert.equal((message as { msgConfig?: { allowGroupAck: boolean } }).msgConfig?.allowGroupAck, true)
      }
      await read(bob, id, 'seen')
      const { from, groupReadCount, ackContent } = await count(alice, id)
      assert.deepEqual([from, groupReadCount, ackContent], ['bob', { [id]: 1 }, 'seen'])
      assert.equal((await count(phone, id)).from, 'bob')
      await read(phone, id)
      assert.deepEqual((await count(alice, id)).groupReadCount, { [id]: 1 })
    }
    await read(carol, id)
    await using alice = await login('alice')
    const late = await count(alice, id)
    assert.deepEqual([late.from, late.groupReadCount], ['carol', { [id]: 2 }])
    const { data } = await alice.connection.getGroupMsgReadUser({ groupId: group, msgId: id })
    assert.partialDeepStrictEqual(data, {
      ackmid: id,
      is_last: true,
      next_key: '',
      total: 2,
      userlist: ['bob', 'carol'],
    } as object)
  })

  test('[socket.groupReadReceipt] the sender is not notified if the message does not ask for it, or if they are the reader', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    await using phone = await login('bob', 'd2')
    const silent = await say(alice, false)
    await bob.next('onTextMessage', (event) => event.id === silent)
    await read(bob, silent)
    await count(phone, silent)
    const asking = await say(alice, true)
    await read(alice, asking)
    await bob.next('onTextMessage', (event) => event.id === asking)
    await read(bob, asking)
    assert.deepEqual((await count(alice, asking)).groupReadCount, { [asking]: 1 })
    assert.deepEqual(
      alice.all('onReadMessage').filter((event) => (event as Read).mid === silent),
      [],
    )
  })

  test('[messages.groupReaders] [messages.groupReaderCounts] page by page, to members only', async () => {
    await using alice = await login('alice')
    const id = await say(alice, true)
    for (const user of ['bob', 'carol']) {
      await using client = await login(user)
      await read(client, id)
    }
    const get = async (query: string, user = 'alice', message = id) =>
      server.call('GET', `/chatgroups/${group}/acks/${message}?${query}`, undefined, {
        token: await server.userToken(user),
      })
    const first = (await get('limit=1')).body.data
    const [bob, ...others] = first.userlist
    assert.deepEqual([first.is_last, first.next_key, first.total, others], [false, 'bob', 2, []])
    assert.equal(bob.username, 'bob')
    assert.ok(Math.abs(bob.timestamp - Date.now()) < 60_000)
    // Web SDKs before 5, which add the time as `_v`, take names.
    const second = (await get(`limit=1&key=${first.next_key}&_v=1`)).body.data
    assert.deepEqual([second.is_last, second.next_key, second.userlist], [true, '', ['carol']])
    const none = (await get('', 'alice', '1')).body.data
    assert.deepEqual([none.ackmid, none.total, none.userlist], ['1', 0, []])
    assertError(await get('', 'dave'), 'forbidden')
    const batch = async (messageIds: string[], user = 'alice') =>
      server.call(
        'POST',
        `/chatgroups/${group}/acks/batch`,
        { messageIds },
        {
          token: await server.userToken(user),
        },
      )
    assert.deepEqual((await batch(['1', id, 'x'])).body.data, [
      { ackmid: '1', total: 0 },
      { ackmid: id, total: 2 },
      { ackmid: 'x', total: 0 },
    ])
    assertError(await batch([id], 'dave'), 'forbidden')
    const message = { type: 'txt', chatType: 'groupChat', to: group, msg: 'for bob' } as const
    const directed = { ...message, msgConfig: { allowGroupAck: true }, receiverList: ['bob'] }
    const { serverMsgId } = await alice.send(directed)
    {
      await using client = await login('bob')
      await read(client, serverMsgId)
      await count(alice, serverMsgId)
    }
    for (const [user, total] of Object.entries({ alice: 1, bob: 1, carol: 0 })) {
      assert.deepEqual((await batch([serverMsgId], user)).body.data, [{ ackmid: serverMsgId, total }], user)
      const seen = (await get('', user, serverMsgId)).body.data
      assert.deepEqual([seen.total, seen.userlist.length], [total, total], user)
    }
    assert.equal((await batch(Array(51).fill(id))).status, 400)
    const unknown = await server.call('GET', `/chatgroups/1/acks/${id}`)
    assertError(unknown, 'channel.unknown', { id: '1' })
  })
})
