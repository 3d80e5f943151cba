import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  BodyType,
  Command,
  conferenceJid,
  encodeMessageBody,
  Namespace,
  userJid,
  wire,
} from '@ringpost/protocol'
import { WebSocket } from 'ws'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { groupThatReadsAsJid, varint } from '../wire/hostile-message.ts'
import { APP_KEY, provisionBytes, RawClient, textPayload, textsOf } from './raw-client.ts'

const jid = (name: string) => Buffer.from(wire.Jid.encode({ name }).finish())
const REFUSED = [1, 'format is incorrect']

/** Bytes that a reader by exact tag skips or misreads, and that a reader by field number takes for another name. */
const tricks: Readonly<Record<string, (number: number, name: string) => Buffer>> = {
  'a group that reads as a name': (number, name) => groupThatReadsAsJid(number, name),
  'another wire type': (number, name) =>
    Buffer.concat([varint(BigInt(number * 8)), varint(BigInt(jid(name).length)), jid(name)]),
  'the field once more': (number, name) =>
    Buffer.concat([varint(BigInt(number * 8 + 2)), varint(BigInt(jid(name).length)), jid(name)]),
  'a tag longer than it has to be': (number, name) =>
    Buffer.concat([varint(BigInt(number * 8 + 2), 1), varint(BigInt(jid(name).length)), jid(name)]),
  'a tag of more than 32 bits': (number, name) =>
    Buffer.concat([varint(2n ** 32n + BigInt(number * 8 + 2)), varint(BigInt(jid(name).length)), jid(name)]),
}

describe('nobody can impersonate another user: receivers read what was checked', () => {
  let server: TestServer
  let bob: Client
  let mallory: RawClient
  let group: string
  before(async () => {
    server = await TestServer.start()
    await server.users('mallory', 'bob', 'carol')
    const created = await server.call('POST', '/chatgroups', {
      groupname: 'g',
      description: 'd',
      public: true,
      owner: 'carol',
      members: ['mallory', 'bob'],
    })
    group = created.body.data.groupid
    bob = await sdkClient(server, { user: 'bob', password: 'pw' })
    mallory = await RawClient.login(server.wsUrl, {
      user: 'mallory',
      token: await server.userToken('mallory'),
    })
  })
  after(async () => {
    await bob.close()
    await mallory.drop()
    await server.close()
  })

  const inGroup = () => conferenceJid(APP_KEY, group)
  const stored = (from: string, to: string) =>
    server.running.core.stores.logs.read(server.app.id, pairLog(from, to), 0, 1000)
  const history = async (queue: string) => {
    const { fetchHistoryMessages } = bob.connection
    const messages = await fetchHistoryMessages.call(bob.connection, {
      queue,
      isGroup: queue === group,
      count: 50,
    })
    return messages as unknown as { from: string }[]
  }
  /** Everything sent before has arrived when this has. */
  const settled = async () => {
    const id = await mallory.deliver('bob', 'honest')
    await bob.next('onTextMessage', (message) => message.id === String(id))
  }
  const refused = async (payload: Uint8Array, to = userJid(APP_KEY, 'bob')) => {
    const { status } = await mallory.acknowledgement(mallory.send({ to, payload }))
    assert.deepEqual([status?.code, status?.reason], REFUSED)
  }
  const nothingForged = async () => {
    await settled()
    const names = [
      'onTextMessage',
      'onRecallMessage',
      'onModifiedMessage',
      'onReadMessage',
      'onDeliveredMessage',
      'onChannelMessage',
    ] as const
    for (const name of names)
      for (const { from } of bob.all(name) as { from: string }[]) assert.equal(from, 'mallory', name)
    for (const queue of ['mallory', 'carol', group])
      for (const { from } of await history(queue)) assert.equal(from, 'mallory')
  }

  for (const [trick, make] of Object.entries(tricks)) {
    for (const name of ['carol', 'administrator'])
      test(`${trick}: no message from ${name}`, async () => {
        const single = Buffer.from(textPayload('mallory', 'bob', 'forged'))
        const toGroup = encodeMessageBody({
          type: BodyType.GROUP_CHAT,
          from: 'mallory',
          to: group,
          content: { type: 'txt', msg: 'forged' },
        })
        // After the right field, and before it.
        for (const field of [2, 3]) {
          await refused(Buffer.concat([single, make(field, name)]))
          await refused(Buffer.concat([make(field, name), single]))
          await refused(Buffer.concat([toGroup, make(field, name)]), inGroup())
        }
        await nothingForged()
      })
  }

  test('ids and types cannot be read in two ways', async () => {
    await using carol = await RawClient.login(server.wsUrl, {
      user: 'carol',
      token: await server.userToken('carol'),
    })
    const target = await carol.deliver('bob', 'from carol')
    await bob.next('onTextMessage', ({ from }) => from === 'carol')
    const text = Buffer.from(textPayload('mallory', 'bob', 'x'))
    const field = (number: number, value: number, pad = 0) =>
      Buffer.concat([varint(BigInt(number * 8)), varint(BigInt(value), pad)])
    for (const type of [
      BodyType.RECALL,
      BodyType.READ_ACK,
      BodyType.DELIVER_ACK,
      BodyType.EDIT,
      BodyType.CHANNEL_ACK,
    ]) {
      // The type once more; and a value with the same low 32 bits, which is all that some readers keep.
      await refused(Buffer.concat([text, field(1, type), field(6, target), field(11, target)]))
      const high = Buffer.concat([Buffer.from([8]), varint(2n ** 32n + BigInt(type)), text.subarray(2)])
      await refused(Buffer.concat([high, field(6, target), field(11, target)]))
      const own = encodeMessageBody({ type, from: 'mallory', to: 'bob', ackId: 1, editId: 1 })
      await refused(Buffer.concat([own, field(6, target), field(11, target)]))
      for (const make of Object.values(tricks)) await refused(Buffer.concat([own, make(2, 'carol')]))
    }
    await settled()
    assert.deepEqual(
      [bob.all('onRecallMessage'), bob.all('onModifiedMessage'), bob.all('onReadMessage')],
      [[], [], []],
    )
    assert.equal((await stored('carol', 'bob')).length, 1)
    const [kept] = textsOf((await stored('carol', 'bob')).map(({ payload }) => ({ payload }) as wire.Meta))
    assert.equal(kept, 'from carol')
  })

  test('the same over text frames and SockJS', async () => {
    const forged = Buffer.concat([textPayload('mallory', 'bob', 'forged'), groupThatReadsAsJid(2, 'carol')])
    const token = await server.userToken('mallory')
    await using text = await RawClient.login(server.wsUrl, { user: 'mallory', token, resource: 'text' }, true)
    const { status } = await text.acknowledgement(text.send({ to: userJid(APP_KEY, 'bob'), payload: forged }))
    assert.deepEqual([status?.code, status?.reason], REFUSED)

    const socket = new WebSocket(`${server.wsUrl.replace(/websocket$/, 'ws')}/000/forgery/websocket`)
    const meta = { id: 77, to: userJid(APP_KEY, 'bob'), namespace: Namespace.CHAT, payload: forged }
    const payload = wire.SyncUp.encode({ meta }).finish()
    const send = wire.Envelope.encode({ command: Command.SYNC, payload }).finish()
    const login = provisionBytes({ user: 'mallory', token, resource: 'sockjs' })
    const say = (frame: Uint8Array) => socket.send(JSON.stringify([Buffer.from(frame).toString('base64')]))
    const answer = await new Promise<wire.SyncDown>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const said = String(data)
        if (said === 'o') say(login)
        if (!said.startsWith('a')) return
        for (const item of JSON.parse(said.slice(1)) as string[]) {
          const { command, payload } = wire.Envelope.decode(Buffer.from(item, 'base64'))
          if (command === Command.PROVISION) say(send)
          if (command === Command.SYNC) resolve(wire.SyncDown.decode(payload!))
        }
      })
    })
    socket.terminate()
    assert.deepEqual([answer.metaId, answer.status?.reason], [77, 'format is incorrect'])
    await settled()
    assert.ok(bob.all('onTextMessage').every(({ msg }) => msg !== 'forged'))
  })

  test('what only the server says about a message is not accepted from its sender', async () => {
    const meta = {
      edit_msg: { operator: 'carol', count: 3, edit_time: 1 },
      reaction: [{ reaction: 'x', count: 1, state: true, userList: ['carol'] }],
      thread_overview: { id: '1', name: 'forged' },
      isRead: true,
      translations: [{ code: 'en', text: 'kept' }],
    }
    const payload = encodeMessageBody({
      type: BodyType.CHAT,
      from: 'mallory',
      to: 'bob',
      content: { type: 'txt', msg: 'with meta' },
      meta,
    })
    const id = mallory.send({ to: userJid(APP_KEY, 'bob'), payload })
    const { serverId } = await mallory.acknowledgement(id)
    const message = await bob.next('onTextMessage', (message) => message.id === String(serverId))
    const { modifiedInfo, reactions, chatThreadOverview, translations } = message as unknown as Record<
      string,
      unknown
    >
    assert.deepEqual([modifiedInfo, reactions, chatThreadOverview], [undefined, undefined, undefined])
    assert.deepEqual(translations, meta.translations)
  })

  test('only the server can mark a room message as a broadcast', async () => {
    const room = { name: 'r', description: 'd', owner: 'carol', members: ['mallory', 'bob'] }
    const { id: roomid } = (await server.call('POST', '/chatrooms', room)).body.data
    const to = conferenceJid(APP_KEY, roomid)
    await bob.connection.joinChatRoom({ roomId: roomid })
    const forgeries: wire.KeyValueFields[] = [
      { key: 'is_broadcast', type: 1, varintValue: 1 },
      { key: '__proto__', type: 8, stringValue: '{"is_broadcast":true}' },
    ]
    for (const forgery of forgeries) {
      const payload = encodeMessageBody({
        type: BodyType.CHAT_ROOM,
        from: 'mallory',
        to: roomid,
        content: { type: 'txt', msg: 'not for all' },
      })
      const { serverId } = await mallory.acknowledgement(mallory.send({ to, payload, ext: [forgery] }))
      const message = await bob.next('onTextMessage', (message) => message.id === String(serverId))
      assert.equal((message as { broadcast?: boolean }).broadcast, false, forgery.key!)
    }
  })

  test('sender and receiver are reduced to names, whatever came with them', async () => {
    const payload = wire.MessageBody.encode({
      type: BodyType.CHAT,
      from: { name: 'mallory', resource: 'x', domain: 'conference.easemob.com' },
      to: { name: 'bob', appKey: APP_KEY },
      contents: [{ type: 0, text: 'bare' }],
    }).finish()
    await mallory.acknowledgement(mallory.send({ to: userJid(APP_KEY, 'bob'), payload }))
    const last = (await stored('mallory', 'bob')).at(-1)!
    const { from, to } = wire.MessageBody.decode(last.payload)
    assert.deepEqual([{ ...from }, { ...to }], [{ name: 'mallory' }, { name: 'bob' }])
  })
})
