import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type BodyType, decodeMessageBody, EditScope, encodeMessageBody, userJid } from '@ringpost/protocol'
import type { EasemobChat } from 'easemob-websdk'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { APP_KEY, RawClient } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'

type Modified = EasemobChat.ModifiedMsg & {
  modifiedInfo: { operationTime: number; operatorId: string; operationCount: number }
}

type Edited = Modified & { msg: string }

describe('edit', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const login = (user: string, device = 'd1', sdk?: string) =>
    sdkClient(server, { user, password: 'pw', device, ...(sdk === undefined ? {} : { sdk }) })
  async function send(fields: Record<string, unknown> = {}): Promise<string> {
    const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'old' }, ...fields }
    const { body } = await server.call('POST', '/messages/users', message)
    return Object.values<string>(body.data)[0]!
  }
  const edit = (id: string, fields: object): Promise<Reply> =>
    server.call('PUT', `/messages/rewrite/${id}`, fields)
  const newText = (msg: string) => ({ new_msg: { type: 'txt', msg } })
  const stored = async (id: string) => {
    const entry = await server.running.core.stores.logs.find(server.app.id, Number(id))
    return decodeMessageBody(entry!.payload)
  }
  const modify = (client: Client, messageId: string, fields: Partial<EasemobChat.CreateMsgType>) =>
    client.connection.modifyMessage({
      messageId,
      modifiedMessage: client.message({
        type: 'txt',
        chatType: 'singleChat',
        to: 'bob',
        ...fields,
      } as EasemobChat.CreateMsgType) as EasemobChat.ModifiedMsg,
    })
  const group = async (members: string[]) => {
    const { body } = await server.call('POST', '/chatgroups', {
      groupname: 'g',
      desc: '',
      public: true,
      owner: 'alice',
      members,
    })
    return body.data.groupid as string
  }

  test('[messages.edit] the reply, field by field, and the notices to everybody', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    const id = await send({ ext: { a: 1, b: 'kept' } })
    const { status, body } = await edit(id, {
      user: 'alice',
      ...newText('new'),
      new_ext: { a: 2 },
      is_combine_ext: true,
    })
    const { timestamp, duration, application, uri, ...rest } = body
    assert.deepEqual([status, typeof timestamp, typeof duration], [200, 'number', 'number'])
    assert.deepEqual(rest, {
      action: 'put',
      path: `/messages/rewrite/${id}`,
      data: 'success',
      organization: 'acme',
      applicationName: 'chat',
    })
    for (const client of [alice, bob]) {
      const event = (await client.next('onModifiedMessage')) as unknown as Edited
      assert.deepEqual(
        [event.id, event.type, event.chatType, event.from, event.to, event.msg, event.ext],
        [id, 'txt', 'singleChat', 'alice', 'bob', 'new', { b: 'kept', a: 2 }],
      )
      const { operatorId, operationCount, operationTime } = event.modifiedInfo
      assert.deepEqual([operatorId, operationCount, typeof operationTime], ['alice', 1, 'number'])
    }
    const { content, ext, meta } = await stored(id)
    assert.deepEqual(
      [content, ext],
      [
        { type: 'txt', msg: 'new' },
        { b: 'kept', a: 2 },
      ],
    )
    const { count, operator } = JSON.parse(meta!).edit_msg
    assert.deepEqual([count, operator], [1, 'alice'])
    await edit(id, { ...newText('newer'), new_ext: { c: true }, is_combine_ext: false })
    assert.deepEqual((await stored(id)).ext, { c: true })
    const second = (await bob.next('onModifiedMessage')) as unknown as Modified
    assert.deepEqual(
      [second.modifiedInfo.operatorId, second.modifiedInfo.operationCount],
      ['easemob_rest_app_admin', 2],
    )
  })

  test('[messages.edit] custom messages change as a whole, file messages only in their attributes, and neither changes type', async () => {
    const custom = await send({ type: 'custom', body: { customEvent: 'e', customExts: { a: '1' } } })
    const changed = { type: 'custom', customEvent: 'f', customExts: { b: '2' } }
    assert.equal((await edit(custom, { new_msg: changed })).status, 200)
    assert.partialDeepStrictEqual((await stored(custom)).content, changed)
    assertError(await edit(custom, newText('x')), 'edit.unsupported')

    const picture = await send({ type: 'img', body: { url: `${server.url}/x`, filename: 'a.png' } })
    const before = (await stored(picture)).content
    assertError(await edit(picture, newText('x')), 'edit.unsupported')
    assertError(await edit(picture, { new_msg: { type: 'image' } }), 'edit.unsupported')
    assert.equal((await edit(picture, { new_msg: { type: 'image' }, new_ext: { k: 1 } })).status, 200)
    const { content, ext } = await stored(picture)
    assert.deepEqual([content, ext], [before, { k: 1 }])

    const command = await send({ type: 'cmd', body: { action: 'a' } })
    assertError(await edit(command, { new_ext: { k: 1 } }), 'edit.unsupported')
  })

  test('[messages.edit] every refusal', async () => {
    const id = await send()
    assertError(await edit('abc', newText('x')), 'edit.id_illegal')
    for (const id of ['1029457500870543736', '9999999999999999', '9'.repeat(40)])
      assertError(await edit(id, newText('x')), 'edit.unknown')
    assertError(await edit(id, {}), 'edit.new_msg_missing')
    assertError(await edit(id, { new_msg: 'x' }), 'edit.new_msg_missing')
    assertError(await edit(id, { new_msg: { msg: 'x' } }), 'edit.new_msg_missing')
    assertError(await edit(id, { new_msg: { type: 'txt' } }), 'send.field_missing', { field: 'msg' })
    assertError(await edit(id, { new_msg: { type: 'txt', msg: 1 } }), 'send.field_illegal', { field: 'msg' })
    assertError(await edit(id, newText('x'.repeat(6000))), 'send.too_large')
    assertError(
      await server.call('PUT', `/messages/rewrite/${id}`, undefined, { raw: '[' }),
      'request.body_invalid',
    )
    for (const unknown of ['1', '1028442084794698104', '99999999999999999999999'])
      assertError(await edit(unknown, newText('x')), 'edit.unknown')
    const { user } = { user: await server.userToken('alice') }
    const asUser = await server.call('PUT', `/messages/rewrite/${id}`, newText('x'), { token: user })
    assert.equal(asUser.status, 401)

    for (let n = 1; n <= 10; n++) assert.equal((await edit(id, newText(`${n}`))).status, 200)
    assertError(await edit(id, newText('11')), 'edit.limit')
    assert.deepEqual((await stored(id)).content, { type: 'txt', msg: '10' })
    await server.running.core.apps.changeSettings(server.app, { messageEdits: 0 })
    assertError(await edit(id, newText('x')), 'edit.disabled')
    await server.running.core.apps.changeSettings(server.app, { messageEdits: 10 })
    const recalled = await send()
    await server.call('POST', '/messages/msg_recall', {
      msg_id: recalled,
      to: 'bob',
      chat_type: 'chat',
      force: true,
    })
    assertError(await edit(recalled, newText('x')), 'edit.unknown')
  })

  test('[messages.edit] concurrent edits: one wins or they apply in turn; none is lost', async () => {
    const id = await send()
    const replies = await Promise.all([1, 2, 3, 4].map((n) => edit(id, newText(`${n}`))))
    const done = replies.filter(({ status }) => status === 200)
    for (const reply of replies) if (reply.status !== 200) assertError(reply, 'edit.concurrent')
    const { count } = JSON.parse((await stored(id)).meta!).edit_msg
    assert.equal(count, done.length)
    assert.ok(done.length >= 1)
  })

  // Edits of 4.8 never carry attributes, whatever the caller passes.
  for (const [sdk, attributes] of [
    ['easemob-websdk', 'changed'],
    ['easemob-websdk-4.8', 'kept'],
  ] as const) {
    test(`[socket.edit] ${sdk}: to the peer and one's own devices, online and later, and in what new devices get`, async () => {
      await using alice = await login('alice', 'd1', sdk)
      await using second = await login('alice', 'd2', sdk)
      const edited = async (client: Client) =>
        (await client.next('onModifiedMessage', (event) => event.id === id)) as unknown as Edited
      const { serverMsgId: id } = await alice.send({
        type: 'txt',
        chatType: 'singleChat',
        to: 'bob',
        msg: 'old',
        ext: { k: 'kept' },
      })
      {
        await using bob = await login('bob', 'd1', sdk)
        await bob.next('onTextMessage', (message) => message.id === id)
        const { message } = await modify(alice, id, { msg: 'new' } as object)
        assert.partialDeepStrictEqual(message, {
          id,
          from: 'alice',
          chatType: 'singleChat',
          msg: 'new',
          modifiedInfo: { operatorId: 'alice', operationCount: 1 },
        } as object)
        for (const client of [bob, second]) {
          const event = await edited(client)
          assert.deepEqual(
            [event.from, event.to, event.msg, event.modifiedInfo.operationCount],
            ['alice', 'bob', 'new', 1],
          )
        }
        const own = alice.all('onModifiedMessage').filter((event) => event.id === id)
        assert.deepEqual(own, [])
      }
      await modify(alice, id, { msg: 'newer', ext: { k: 'changed' } } as object)
      await using bob = await login('bob', 'd1', sdk)
      assert.equal((await edited(bob)).msg, 'newer')
      const history = await bob.connection.getHistoryMessages({ targetId: 'alice', chatType: 'singleChat' })
      const found = history.messages.find((message) => message.id === id) as unknown as Modified & {
        msg: string
      }
      assert.deepEqual(
        [found.msg, found.ext, found.modifiedInfo.operationCount],
        ['newer', { k: attributes }, 2],
      )
    })
  }

  test('[socket.edit] in groups: by the sender; those of ordinary members also by owner and administrators; the same in rooms', async () => {
    const id = await group(['bob', 'carol', 'dave'])
    await server.call('POST', `/chatgroups/${id}/admin`, { newadmin: 'carol' })
    await using alice = await login('alice')
    await using bob = await login('bob')
    await using dave = await login('dave')
    const there = { chatType: 'groupChat', to: id } as const
    const { serverMsgId } = await bob.send({ type: 'txt', msg: 'old', ...there })
    await modify(bob, serverMsgId, { msg: 'by bob', ...there } as object)
    await modify(alice, serverMsgId, { msg: 'by alice', ...there } as object)
    await assert.rejects(modify(dave, serverMsgId, { msg: 'x', ...there } as object), { type: 603 })
    const operators = async (client: Client, times: number) => {
      const found: string[] = []
      while (found.length < times) {
        const event = (await client.next('onModifiedMessage')) as unknown as Modified
        assert.deepEqual([event.chatType, event.from, event.to], ['groupChat', 'bob', id])
        found.push(event.modifiedInfo.operatorId)
      }
      return found
    }
    assert.deepEqual(await operators(dave, 2), ['bob', 'alice'])
    assert.deepEqual(await operators(bob, 1), ['alice'])
    assert.deepEqual(await operators(alice, 1), ['bob'])
    await using carol = await login('carol')
    for (const [sender, other] of [
      [alice, carol],
      [carol, alice],
    ] as const) {
      const { serverMsgId: own } = await sender.send({ type: 'txt', msg: 'old', ...there })
      await assert.rejects(modify(other, own, { msg: 'x', ...there } as object), { type: 603 })
      await modify(sender, own, { msg: 'new', ...there } as object)
    }
    await modify(carol, serverMsgId, { msg: 'by carol', ...there } as object)
    await server.call('DELETE', `/chatgroups/${id}/users/bob`)
    await assert.rejects(modify(bob, serverMsgId, { msg: 'x', ...there } as object), { type: 602 })

    const { body } = await server.call('POST', '/chatrooms', {
      name: 'r',
      description: '',
      maxusers: 10,
      owner: 'alice',
      members: ['bob'],
    })
    const room = { chatType: 'chatRoom', to: body.data.id as string } as const
    const sent = await bob.send({ type: 'txt', msg: 'old', ...room })
    await alice.next('onTextMessage', (message) => message.id === sent.serverMsgId)
    await modify(bob, sent.serverMsgId, { msg: 'new', ...room } as object)
    const event = (await alice.next(
      'onModifiedMessage',
      ({ id }) => id === sent.serverMsgId,
    )) as unknown as Edited
    assert.deepEqual([event.chatType, event.msg], ['chatRoom', 'new'])
  })

  test('[socket.edit] every refusal, with the wording that the SDK knows', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    const text = { type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'old' } as const
    const { serverMsgId: id } = await alice.send(text)
    await assert.rejects(modify(bob, id, { msg: 'x', to: 'alice' } as object), { type: 603 })
    await assert.rejects(modify(alice, '1', { msg: 'x' } as object), { type: 1302 })
    await assert.rejects(modify(alice, id, { type: 'custom', customEvent: 'e', customExts: {} }), {
      type: 1303,
    })
    await server.call('POST', '/users/bob/blocks/users', { usernames: ['alice'] })
    await assert.rejects(modify(alice, id, { msg: 'x' } as object), { type: 603 })
    await server.call('DELETE', '/users/bob/blocks/users/alice')
    for (let n = 1; n <= 10; n++) await edit(id, newText(`${n}`))
    await assert.rejects(modify(alice, id, { msg: 'x' } as object), { type: 50 })
    await server.running.core.apps.changeSettings(server.app, { messageEdits: 0 })
    await assert.rejects(modify(alice, id, { msg: 'x' } as object), { type: 505 })
    await server.running.core.apps.changeSettings(server.app, { messageEdits: 10 })
  })

  test('[socket.edit] [socket.resend] a repeated edit counts once', async () => {
    const id = Number(await send())
    await using alice = await RawClient.login(server.wsUrl, {
      user: 'alice',
      token: await server.userToken('alice'),
    })
    const frame = {
      to: userJid(APP_KEY, 'bob'),
      payload: encodeMessageBody({
        type: 8 satisfies BodyType,
        from: 'alice',
        to: 'bob',
        content: { type: 'txt', msg: 'new' },
        editId: id,
        editScope: EditScope.BODY,
      }),
      id: 500_123,
    }
    const first = await alice.acknowledgement(alice.send(frame))
    const again = await alice.acknowledgement(alice.send(frame))
    assert.deepEqual([first.status?.code, again.status?.code, again.serverId], [0, 0, first.serverId])
    assert.deepEqual(
      JSON.parse(Buffer.from(again.metas[0]!.payload!).toString()),
      JSON.parse(Buffer.from(first.metas[0]!.payload!).toString()),
    )
    assert.equal(JSON.parse((await stored(String(id))).meta!).edit_msg.count, 1)
    const none = { ...frame, id: 500_124, payload: encodeMessageBody({ type: 8, from: 'alice', to: 'bob' }) }
    assert.equal(
      (await alice.acknowledgement(alice.send(none))).status?.reason,
      'Sorry, message does not exist',
    )
  })
})
