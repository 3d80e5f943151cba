import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  BodyType,
  conferenceJid,
  decodeKeyValues,
  decodeMucBody,
  encodeKeyValues,
  encodeMessageBody,
  encodeMucBody,
  MucOperation,
  Namespace,
  Route,
  userJid,
  wire,
} from '@ringpost/protocol'
import { groupLog, roomLog } from '../../packages/server/src/domain/log/log-key.ts'
import { APP_KEY, bodyOf, type RawClient } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { catchUp, channelText, createGroup, createRoom, goOnline, hears, say, tell, told } from './scene.ts'

describe('groups and rooms over the socket, byte by byte', () => {
  let server: TestServer
  let group: string
  let room: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    group = await createGroup(server, ['bob', 'carol'])
    room = await createRoom(server, ['bob', 'carol'])
    for (const user of ['alice', 'bob', 'carol']) await catchUp(server, user)
  })
  after(() => server.close())

  const entries = (log: string) => server.running.core.stores.logs.read(server.app.id, log, 0, 100_000)
  const visit = async (
    client: RawClient,
    operation: MucOperation,
    id: string,
    more: { ext?: string; leaveOtherRooms?: boolean; isChatroom?: boolean } = {},
  ) => {
    const payload = encodeMucBody({
      muc: conferenceJid(APP_KEY, id),
      operation,
      from: userJid(APP_KEY, client.user),
      isChatroom: true,
      ...more,
    })
    const to = { appKey: APP_KEY, domain: 'easemob.com' }
    return client.acknowledgement(client.send({ to, payload, namespace: Namespace.MUC }))
  }
  const join = (client: RawClient, id: string, more = {}) => visit(client, MucOperation.JOIN, id, more)
  const reasonOf = ({ status }: wire.SyncDown) => `${status?.code} ${status?.reason ?? ''}`

  test("[socket.sendToGroup] all others get it, including the sender's other devices", async () => {
    await using bob = await goOnline(server, 'bob')
    await using phone = await goOnline(server, 'bob', 'phone')
    await using alice = await goOnline(server, 'alice')
    assert.equal(await say(bob, 'group', group, 'hello'), '')
    assert.equal(await say(alice, 'group', group, 'answer'), '')
    for (const client of [alice, phone]) await hears(client, 'hello')
    for (const client of [bob, phone]) await hears(client, 'answer')
    assert.deepEqual([told(bob), told(phone), told(alice)], [['answer'], ['hello', 'answer'], ['hello']])
    assert.deepEqual(await catchUp(server, 'carol'), ['hello', 'answer'])
  })

  test('[socket.sendToGroup] the payload is passed on unchanged, with sender and receiver as the server knows them', async () => {
    await using bob = await goOnline(server, 'bob')
    await using alice = await goOnline(server, 'alice')
    const unknown = Buffer.from([0xa2, 0x06, 0x03, 1, 2, 3])
    const payload = Buffer.concat([channelText('group', 'bob', group, 'as it is'), unknown])
    const to = conferenceJid(APP_KEY, group)
    await bob.acknowledgement(bob.send({ to, payload }))
    const { metas } = await alice.page(({ metas }) => metas.some((meta) => tell(meta) === 'as it is'))
    assert.deepEqual(Buffer.from(metas[0]!.payload!), payload)
    assert.deepEqual(
      [metas[0]!.from?.name, metas[0]!.from?.resource, metas[0]!.to?.name, metas[0]!.to?.domain],
      ['bob', 'raw_1', group, 'conference.easemob.com'],
    )
    await bob.acknowledgement(bob.send({ to, payload: channelText('group', 'BOB', '1', 'elsewhere') }))
    const { from, to: shown } = bodyOf((await alice.page()).metas[0]!)
    assert.deepEqual([from, shown], ['bob', group])
    const forged = await bob.acknowledgement(
      bob.send({ to, payload: channelText('group', 'carol', group, 'forged') }),
    )
    assert.equal(reasonOf(forged), '1 Sorry, You do not have permission')
  })

  test('[socket.sendToGroup] [socket.sendToRoom] refusals use the wording that the SDK knows', async () => {
    await using dave = await goOnline(server, 'dave')
    await using bob = await goOnline(server, 'bob')
    const before = [(await entries(groupLog(group))).length, (await entries(roomLog(room))).length]
    assert.equal(await say(dave, 'group', group, 'x'), '1 not in group or chatroom')
    assert.equal(await say(dave, 'room', room, 'x'), '1 not in group or chatroom')
    assert.equal(await say(bob, 'group', '999', 'x'), '1 group not found')
    assert.equal(await say(bob, 'room', '999', 'x'), '1 group not found')
    assert.equal(await say(bob, 'group', room, 'x'), '1 group not found')
    assert.equal(await say(bob, 'room', group, 'x'), '1 group not found')
    assert.equal(await say(bob, 'group', group, 'x'.repeat(5200)), '7 Sorry, data is too large')
    const thread = encodeMessageBody({
      type: BodyType.GROUP_CHAT,
      from: 'bob',
      to: group,
      content: { type: 'txt', msg: 'x' },
      meta: { thread: {} },
    })
    assert.equal(await say(bob, 'group', group, '', { payload: thread }), '1 group not found')
    const single = encodeMessageBody({
      type: BodyType.CHAT,
      from: 'bob',
      to: group,
      content: { type: 'txt', msg: 'x' },
    })
    assert.equal(await say(bob, 'group', group, '', { payload: single }), '1 not implemented')
    assert.deepEqual([(await entries(groupLog(group))).length, (await entries(roomLog(room))).length], before)
  })

  test('[socket.sendToMembers] only the given members get it', async () => {
    await catchUp(server, 'carol')
    await using bob = await goOnline(server, 'bob')
    await using phone = await goOnline(server, 'bob', 'phone')
    await using alice = await goOnline(server, 'alice')
    const direct = (users: string[]) => ({ route: Route.DIRECT, directedUsers: users })
    assert.equal(await say(bob, 'group', group, 'psst', direct(['Carol'])), '')
    assert.equal(await say(bob, 'group', group, 'all'), '')
    await hears(alice, 'all')
    await hears(phone, 'all')
    assert.deepEqual([told(alice), told(phone)], [['all'], ['psst', 'all']])
    assert.deepEqual(await catchUp(server, 'carol'), ['psst', 'all'])
    assert.equal(await say(bob, 'room', room, 'room psst', direct(['alice'])), '')
    await hears(alice, 'room psst')
    const many = Array.from({ length: 21 }, (_, i) => `u${i}`)
    assert.equal(await say(bob, 'group', group, 'x', direct(many)), '1 limit directed users')
    const long = direct(['u'.repeat(5200)])
    assert.equal(await say(bob, 'group', group, 'x', long), '7 Sorry, data is too large')
  })

  test('[socket.onlineOnly] a group message for online users is not stored', async () => {
    await using bob = await goOnline(server, 'bob')
    await using alice = await goOnline(server, 'alice')
    await catchUp(server, 'carol')
    const before = (await entries(groupLog(group))).length
    assert.equal(await say(bob, 'group', group, 'now', { route: Route.ONLINE }), '')
    await hears(alice, 'now')
    assert.equal((await entries(groupLog(group))).length, before)
    assert.deepEqual(await catchUp(server, 'carol'), [])
  })

  test('[socket.resend] a repeated group message is stored once', async () => {
    await using bob = await goOnline(server, 'bob')
    await using alice = await goOnline(server, 'alice')
    const payload = channelText('group', 'bob', group, 'once')
    const to = conferenceJid(APP_KEY, group)
    const id = bob.send({ to, payload })
    const first = await bob.acknowledgement(id)
    bob.send({ to, payload, id })
    assert.equal((await bob.acknowledgement(id)).serverId, first.serverId)
    await say(bob, 'group', group, 'end')
    await hears(alice, 'end')
    assert.deepEqual(told(alice), ['once', 'end'])
  })

  test('[socket.sendToRoom] the tag is passed on; the sending device gets nothing back', async () => {
    await using bob = await goOnline(server, 'bob')
    await using phone = await goOnline(server, 'bob', 'phone')
    await using carol = await goOnline(server, 'carol')
    const ext = encodeKeyValues({ chatroom_msg_tag: 0 })
    assert.equal(await say(bob, 'room', room, 'first', { ext }), '')
    assert.equal(await say(carol, 'room', room, 'second'), '')
    await hears(bob, 'second')
    for (const client of [carol, phone]) {
      const { metas, nextKey } = await client.page()
      assert.deepEqual([tell(metas[0]!), nextKey], ['first', 0])
      assert.deepEqual(decodeKeyValues(metas[0]!.ext), { chatroom_msg_tag: 0 })
    }
    assert.deepEqual(told(bob), ['second'])
    assert.deepEqual(
      (await entries(roomLog(room))).slice(-2).map(({ sender }) => sender),
      ['bob', 'carol'],
    )
  })

  test('[socket.joinRoom] [socket.leaveRoom] a user who enters learns about the room, the others learn about the user', async () => {
    const hall = await createRoom(server, ['bob'])
    await using bob = await goOnline(server, 'bob')
    await using dave = await goOnline(server, 'dave')
    const answer = await join(dave, hall, { ext: 'here I am' })
    assert.equal(answer.status?.code, 0)
    assert.ok(answer.serverId! > 0)
    const body = decodeMucBody(answer.metas[0]!.payload!)
    assert.equal(answer.metas[0]!.namespace, Namespace.MUC)
    const { dave: info } = JSON.parse(body.status!.chatroomInfo!)
    assert.deepEqual(info, {
      is_all_mute: false,
      create_timestamp: info.create_timestamp,
      is_in_white_list: false,
      member_count: 3,
      mute_duration: -1,
    })
    const { metas } = await bob.page()
    const told_ = decodeMucBody(metas[0]!.payload!)
    assert.deepEqual(
      [tell(metas[0]!), told_.ext, told_.memberCount, told_.isChatroom],
      ['PRESENCE dave>dave', 'here I am', 3, true],
    )
    assert.equal(await say(dave, 'room', hall, 'hi'), '')
    await hears(bob, 'hi')
    // A no-op for users who are already in the room, and nobody is notified.
    assert.equal(reasonOf(await join(dave, hall)), '0 ')
    assert.equal((await visit(dave, MucOperation.LEAVE, hall)).status?.code, 0)
    await hears(bob, 'ABSENCE dave>dave')
    assert.equal((await visit(dave, MucOperation.LEAVE, hall)).status?.code, 0)
    assert.equal(await say(dave, 'room', hall, 'still'), '1 not in group or chatroom')
    await say(bob, 'room', hall, 'alone')
    await server.call('POST', '/messages/users', { to: ['dave'], type: 'txt', body: { msg: 'end' } })
    await hears(dave, 'end')
    assert.deepEqual(told(dave), ['end'])
    assert.deepEqual(told(bob), ['PRESENCE dave>dave', 'hi', 'ABSENCE dave>dave'])
  })

  test('[socket.joinRoom] the owner of a room who leaves remains its owner', async () => {
    const hall = await createRoom(server, ['bob'])
    await using alice = await goOnline(server, 'alice')
    await visit(alice, MucOperation.LEAVE, hall)
    assert.equal(await say(alice, 'room', hall, 'x'), '1 not in group or chatroom')
    const { body } = await server.call('GET', `/chatrooms/${hall}`)
    assert.deepEqual([body.data[0].owner, body.data[0].affiliations], ['alice', [{ member: 'bob' }]])
    const token = await server.userToken('alice')
    assert.equal((await server.call('PUT', `/chatrooms/${hall}`, { name: 'x' }, { token })).status, 200)
    const [meta] = (await join(alice, hall)).metas
    const { alice: info } = JSON.parse(decodeMucBody(meta!.payload!).status!.chatroomInfo!)
    assert.equal(info.is_in_white_list, true)
    const members = (await server.call('GET', `/chatrooms/${hall}/users`)).body.data
    assert.deepEqual(members, [{ member: 'bob' }, { owner: 'alice' }])
  })

  test('[socket.joinRoom] leaves other rooms on request', async () => {
    const [one, two] = [await createRoom(server, []), await createRoom(server, [])]
    await using dave = await goOnline(server, 'dave')
    await join(dave, one)
    await join(dave, two, { leaveOtherRooms: true })
    const joined = (await server.call('GET', '/users/dave/joined_chatrooms')).body.data
    assert.deepEqual(
      joined.map(({ id }: { id: string }) => id),
      [two],
    )
    await visit(dave, MucOperation.LEAVE, two)
  })

  test('[socket.joinRoom] refusals use the wording that the SDK knows', async () => {
    await using dave = await goOnline(server, 'dave')
    const full = await createRoom(server, ['bob'], { maxusers: 2 })
    assert.equal(reasonOf(await join(dave, full)), '1 group member list is full!')
    assert.equal(reasonOf(await join(dave, '999')), '1 grpID 999 does not exist!')
    assert.equal(reasonOf(await join(dave, group)), `1 grpID ${group} does not exist!`)
    assert.equal(reasonOf(await visit(dave, MucOperation.LEAVE, '999')), '1 grpID 999 does not exist!')
    assert.equal(reasonOf(await join(dave, room, { isChatroom: false })), `1 grpID ${room} does not exist!`)
    assert.equal(reasonOf(await visit(dave, MucOperation.BAN, room)), '1 not implemented')
    assert.equal(reasonOf(await join(dave, room, { ext: 'x'.repeat(5200) })), '7 Sorry, data is too large')
  })

  test("[socket.readReceipt] in a group it goes to the sender of the message, and to the reader's other devices", async () => {
    await using alice = await goOnline(server, 'alice')
    await using bob = await goOnline(server, 'bob')
    await using phone = await goOnline(server, 'bob', 'phone')
    await using carol = await goOnline(server, 'carol')
    const to = conferenceJid(APP_KEY, group)
    const payload = encodeMessageBody({
      type: BodyType.GROUP_CHAT,
      from: 'alice',
      to: group,
      content: { type: 'txt', msg: 'read me' },
      allowGroupAck: true,
    })
    const { serverId } = await alice.acknowledgement(alice.send({ to, payload }))
    await hears(bob, 'read me')
    const receipt = wire.MessageBody.encode({
      type: BodyType.READ_ACK,
      from: { name: 'bob' },
      to: { name: group },
      contents: [{}],
      ackId: serverId,
      ackContent: 'done',
      config: { allowGroupAck: true },
      ext: encodeKeyValues({ not: 'json' }),
    }).finish()
    assert.equal(reasonOf(await bob.acknowledgement(bob.send({ to, payload: receipt }))), '0 ')
    for (const client of [alice, phone]) {
      const { metas } = await client.page((frame) => tell(frame.metas[0]!) === `body ${BodyType.READ_ACK}`)
      const body = bodyOf(metas[0]!)
      assert.deepEqual(
        [body.from, body.to, body.ackId, body.ackContent, body.allowGroupAck, body.ext],
        ['bob', group, serverId, 'done', true, { group_ack_count: { [serverId!]: 1 } }],
      )
    }
    await say(alice, 'group', group, 'end')
    await hears(carol, 'end')
    assert.deepEqual(told(carol), ['read me', 'end'])
    await using dave = await goOnline(server, 'dave')
    const foreign = await dave.acknowledgement(
      dave.send({
        to,
        payload: encodeMessageBody({ type: BodyType.READ_ACK, from: 'dave', to: group, ackId: serverId! }),
      }),
    )
    assert.equal(reasonOf(foreign), '1 not in group or chatroom')
  })

  test("[socket.channelReceipt] reading a group is reported to the reader's other devices", async () => {
    await using bob = await goOnline(server, 'bob')
    await using phone = await goOnline(server, 'bob', 'phone')
    const payload = encodeMessageBody({ type: BodyType.CHANNEL_ACK, from: 'bob', to: group })
    await bob.acknowledgement(bob.send({ to: conferenceJid(APP_KEY, group), payload }))
    const body = bodyOf((await phone.page()).metas[0]!)
    assert.deepEqual([body.type, body.from, body.to], [BodyType.CHANNEL_ACK, 'bob', group])
  })
})
