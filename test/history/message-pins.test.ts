import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { logIn } from '../contacts/roster-client.ts'
import { createGroup, createRoom } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('pinned messages', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const people = (count: number) => server.newUsers(count)
  async function say(from: string, to: string, msg: string, path = 'users'): Promise<string> {
    const message = { from, to: [to], type: 'txt', body: { msg } }
    return (await server.call('POST', `/messages/${path}`, message)).body.data[to]
  }
  const call = async (method: string, user: string, body: object) =>
    server.call(method, `/sdk/user/${user}/user_channel/pin`, body, { token: await server.userToken(user) })
  const ask = async (user: string, query: string) =>
    server.call('GET', `/sdk/user/${user}/user_channel/pin?${query}`, undefined, {
      token: await server.userToken(user),
    })
  /** `text by whom` of each. */
  async function pinned(user: string, query: string): Promise<string[]> {
    const { body } = await ask(user, query)
    return body.data.msg_infos.map(
      ({ message, pin_operator }: { message: { payload: string }; pin_operator: string }) =>
        `${JSON.parse(message.payload).bodies[0].msg} by ${pin_operator}`,
    )
  }

  test('[conversations.pinMessage] [conversations.unpinMessage] [conversations.pinnedMessages] both sides of a pair see them, last pinned first', async () => {
    const [a, b] = await people(2)
    const ids = [await say(a!, b!, 'one'), await say(b!, a!, 'two'), await say(a!, b!, 'three')]
    const at = (user: string, n: number) => ({ to: user, type: 'chat', pin_msg_id: ids[n] })
    for (const n of [1, 0, 2]) assert.equal((await call('POST', a!, at(b!.toUpperCase(), n))).status, 200)
    assert.equal((await call('POST', b!, at(a!, 1))).status, 200)
    assert.deepEqual(await pinned(a!, `to=${b}&type=chat`), [`two by ${b}`, `three by ${a}`, `one by ${a}`])
    const { body } = await ask(b!, `to=${a}&type=chat&limit=2`)
    const [first] = body.data.msg_infos
    assert.deepEqual([typeof first.pin_opt_at, first.pin_operator, first.message.id], ['number', b, ids[1]])
    assert.deepEqual(await pinned(b!, `to=${a}&type=chat&limit=2&cursor=${body.data.cursor}`), [
      `one by ${a}`,
    ])
    assert.equal((await call('DELETE', b!, at(a!, 2))).status, 200)
    assertError(await call('DELETE', b!, at(a!, 2)), 'pin.unknown')
    await server.call('POST', '/messages/msg_recall', {
      msg_id: ids[1],
      to: a,
      chat_type: 'chat',
      force: true,
    })
    assert.deepEqual(await pinned(a!, `to=${b}&type=chat`), [`one by ${a}`], 'recalled, pinned no more')
    await server.call('DELETE', `/rest/message/roaming/chat/user/${a}?userId=${b}&msgIdList=${ids[0]}`)
    assert.deepEqual(await pinned(a!, `to=${b}&type=chat`), [], 'deleted for one side')
    assert.deepEqual(await pinned(b!, `to=${a}&type=chat`), [`one by ${a}`])
  })

  test('[conversations.pinMessage] at most 20 in a conversation', async () => {
    const [a, b] = await people(2)
    const ids: string[] = []
    for (let n = 0; n <= 20; n++) ids.push(await say(a!, b!, `m${n}`))
    const pin = (n: number) => call('POST', a!, { to: b, type: 'chat', pin_msg_id: ids[n] })
    for (let n = 0; n < 20; n++) assert.equal((await pin(n)).status, 200)
    assertError(await pin(20), 'pin.too_many')
    assert.equal((await pin(0)).status, 200, 'already pinned')
    await server.call('POST', '/messages/msg_recall', {
      msg_id: ids[5],
      to: b,
      chat_type: 'chat',
      force: true,
    })
    assert.equal((await pin(20)).status, 200)
    assert.equal((await pinned(a!, `to=${b}&type=chat`)).length, 10)
    assert.equal((await pinned(a!, `to=${b}&type=chat&limit=99`)).length, 20)
  })

  test('[conversations.pinMessage] [conversations.unpinMessage] [conversations.pinnedMessages] refusals', async () => {
    const [a, b, c] = await people(3)
    const group = await createGroup(server, [b!], { owner: a })
    const room = await createRoom(server, [b!], { owner: a })
    const id = await say(a!, b!, 'one')
    const inGroup = await say(a!, group, 'two', 'chatgroups')
    for (const method of ['POST', 'DELETE']) {
      for (const wrong of [undefined, null, '', 'x', true])
        assertError(await call(method, a!, { to: b, type: 'chat', pin_msg_id: wrong }), 'pin.message_illegal')
      const missing = (field: string, body: object) =>
        call(method, a!, { pin_msg_id: id, ...body }).then((reply) =>
          assertError(reply, 'conversation.field_missing', { field }),
        )
      await missing('to', { type: 'chat' })
      await missing('type', { to: b })
      assertError(
        await call(method, a!, { to: b, type: 'talk', pin_msg_id: id }),
        'conversation.type_illegal',
      )
      assertError(
        await call(method, a!, { to: [b], type: 'chat', pin_msg_id: id }),
        'conversation.body_unreadable',
      )
      for (const [type, to] of [
        ['groupchat', group],
        ['chatroom', room],
        ['groupchat', '1'],
      ])
        assertError(await call(method, c!, { to, type, pin_msg_id: inGroup }), 'pin.not_member')
      const ghost = await server.call(method, '/sdk/user/ghost/user_channel/pin', {
        to: b,
        type: 'chat',
        pin_msg_id: id,
      })
      assertError(ghost, 'user.unknown')
    }
    for (const unknown of ['17', inGroup])
      assertError(await call('POST', a!, { to: b, type: 'chat', pin_msg_id: unknown }), 'pin.message_unknown')
    assertError(await ask(c!, `to=${group}&type=groupchat`), 'pin.not_member')
    assertError(await ask(a!, 'type=chat'), 'conversation.field_missing', { field: 'to' })
    assertError(await ask(a!, `to=${b}`), 'conversation.field_missing', { field: 'type' })
    assertError(await ask(a!, `to=${b}&type=talk`), 'conversation.type_illegal')
    assertError(
      await server.call('GET', `/sdk/user/ghost/user_channel/pin?to=${b}&type=chat`),
      'user.unknown',
    )
  })

  test('[conversations.pinMessage] [conversations.unpinMessage] [conversations.pinnedMessages] [socket.pinEvents] the official SDK: everybody in the conversation is notified', async () => {
    const [a, b] = await people(2)
    const group = await createGroup(server, [b!], { owner: a })
    const room = await createRoom(server, [a!, b!], { owner: a })
    await using acting = await logIn(server, a!, 'acting')
    await using watching = await logIn(server, a!, 'watching')
    await using other = await logIn(server, b!)
    const { connection } = acting
    const cases = [
      ['singleChat', b!, 'users'],
      ['groupChat', group, 'chatgroups'],
      ['chatRoom', room, 'chatrooms'],
    ] as const
    for (const [conversationType, conversationId, path] of cases) {
      const messageId = await say(a!, conversationId, `in ${conversationType}`, path)
      await connection.pinMessage({ conversationType, conversationId, messageId })
      const mine = { conversationType, messageId, operatorId: a, operation: 'pin' }
      const isPin = ({ operation }: { operation: string }) => operation === 'pin'
      const told = await other.next('onMessagePinEvent')
      assert.partialDeepStrictEqual(told, {
        ...mine,
        conversationId: conversationType === 'singleChat' ? a : conversationId,
      })
      assert.partialDeepStrictEqual(await watching.next('onMessagePinEvent', isPin), mine)
      const list = await other.connection.getServerPinnedMessages({
        conversationType,
        conversationId: conversationType === 'singleChat' ? a! : conversationId,
      })
      assert.equal(list.data!.list.length, 1)
      assert.partialDeepStrictEqual(list.data!.list[0], {
        operatorId: a,
        message: { id: messageId, msg: `in ${conversationType}`, type: 'txt' },
      })
      await connection.unpinMessage({ conversationType, conversationId, messageId })
      assert.partialDeepStrictEqual(await other.next('onMessagePinEvent'), {
        ...mine,
        operation: 'unpin',
      } as never)
      await assert.rejects(connection.unpinMessage({ conversationType, conversationId, messageId }), {
        type: 51,
      })
    }
    assert.deepEqual(acting.all('onMessagePinEvent'), [])
    await assert.rejects(
      connection.pinMessage({ conversationType: 'groupChat', conversationId: '1', messageId: '1' }),
      { type: 52 },
    )
  })
})
