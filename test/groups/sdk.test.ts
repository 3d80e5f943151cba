import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EasemobChat } from 'easemob-websdk'
import { TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { createGroup, createRoom } from './scene.ts'

/** What the SDK reports of an event, as the application sees it. */
type Told = Record<string, unknown>

describe('groups and rooms with the official SDK', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const open = (user: string, device = 'd1') =>
    openClient({
      apiUrl: server.url,
      wsUrl: server.wsUrl,
      appKey: 'acme#chat',
      user,
      password: 'pw',
      device,
    })
  const groupEvent = async (client: Client, operation: string): Promise<Told> => ({
    ...(await client.next('onGroupEvent', (event) => event.operation === operation)),
  })
  const roomEvent = async (client: Client, operation: string): Promise<Told> => ({
    ...(await client.next('onChatroomEvent', (event) => event.operation === operation)),
  })
  const message = (chatType: 'groupChat' | 'chatRoom', to: string, msg: string, more = {}) =>
    ({ type: 'txt', chatType, to, msg, ...more }) as EasemobChat.CreateMsgType
  const refusal = async (act: Promise<unknown>) => {
    try {
      await act
    } catch (error) {
      return (error as { type: number }).type
    }
    return 'none'
  }

  test("[groups.create] [groups.get] [groups.joined] [groups.joinedDetails] [groups.members] a group of one's own", async () => {
    await using alice = await open('alice')
    await using tablet = await open('alice', 'd2')
    await using bob = await open('bob')
    const { connection } = alice
    const created = await connection.createGroup({
      data: {
        groupname: 'team',
        desc: 'us',
        members: ['bob'],
        public: true,
        approval: false,
        allowinvites: true,
        inviteNeedConfirm: false,
        maxusers: 50,
      },
    })
    const id = created.data!.groupid
    assert.deepEqual(await groupEvent(bob, 'directJoined'), {
      operation: 'directJoined',
      id,
      from: 'alice',
      name: 'team',
    })
    assert.deepEqual(await groupEvent(tablet, 'create'), { operation: 'create', id, from: 'alice' })
    assert.deepEqual(alice.all('onGroupEvent'), [])

    const [info] = (await connection.getGroupInfo({ groupId: id })).data!
    assert.deepEqual(
      [info!.name, info!.description, info!.owner, info!.maxusers, info!.affiliations_count],
      ['team', 'us', 'alice', 50, 2],
    )
    const joined = await connection.getJoinedGroups({ pageNum: 1, pageSize: 20 })
    assert.deepEqual(
      joined.data?.map((each) => ({ ...each })),
      [{ groupid: id, groupname: 'team', disabled: false, role: 'owner' }],
    )
    const detailed = await connection.getJoinedGroups({
      pageNum: 0,
      pageSize: 20,
      needAffiliations: true,
      needRole: true,
    })
    const [entity] = (detailed as unknown as { entities: Told[] }).entities
    assert.deepEqual(
      [entity!.groupId, entity!.role, entity!.affiliationsCount, entity!.maxUsers],
      [id, 'owner', 2, 50],
    )
    const members = await connection.listGroupMembers({ groupId: id, pageNum: 1, pageSize: 20 })
    assert.deepEqual(members.data, [{ owner: 'alice' }, { member: 'bob' }])
    const roles = await connection.getGroupMembers({ groupId: id, limit: 20 })
    assert.deepEqual(
      roles.data!.members.map(({ role, userId }) => [role, userId]),
      [
        ['owner', 'alice'],
        ['member', 'bob'],
      ],
    )
  })

  test('[groups.update] [groups.removeMembers] [groups.delete] changes reach the members', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    await using alice = await open('alice')
    await using bob = await open('bob')
    await using carol = await open('carol')
    await alice.connection.modifyGroup({ groupId: id, groupName: 'renamed', description: 'new' })
    const { detail, ...updated } = (await groupEvent(bob, 'updateInfo')) as { detail: Told }
    assert.deepEqual(updated, { operation: 'updateInfo', id, from: 'alice' })
    assert.deepEqual([detail.name, detail.description], ['renamed', 'new'])

    await server.call('POST', `/chatgroups/${id}/users/dave`)
    assert.deepEqual(await groupEvent(bob, 'memberPresence'), {
      operation: 'memberPresence',
      id,
      from: 'dave',
      memberCount: 4,
    })
    await alice.connection.removeGroupMembers({ groupId: id, users: ['carol', 'dave'] })
    assert.deepEqual(await groupEvent(carol, 'removeMember'), {
      operation: 'removeMember',
      id,
      from: 'alice',
    })
    assert.deepEqual(await groupEvent(bob, 'membersAbsence'), {
      operation: 'membersAbsence',
      id,
      memberCount: 2,
      members: ['carol', 'dave'],
    })
    await alice.connection.changeGroupOwner({ groupId: id, newOwner: 'bob' })
    assert.deepEqual(await groupEvent(bob, 'changeOwner'), { operation: 'changeOwner', id, from: 'alice' })
    await bob.connection.destroyGroup({ groupId: id })
    assert.deepEqual(await groupEvent(alice, 'destroy'), { operation: 'destroy', id, from: 'bob' })
    assert.deepEqual(carol.all('onError'), [])
  })

  test("[socket.sendToGroup] [socket.sendToMembers] messages to all and to some, to the user's other devices, and to users who come later", async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    {
      await using alice = await open('alice')
      await using tablet = await open('alice', 'd2')
      await using bob = await open('bob')
      const sent = await alice.send(message('groupChat', id, 'hello', { ext: { k: 'v' } }))
      for (const client of [bob, tablet]) {
        const got = await client.next('onTextMessage')
        assert.deepEqual(
          [got.id, got.chatType, got.from, got.to, got.msg, got.ext],
          [sent.serverMsgId, 'groupChat', 'alice', id, 'hello', { k: 'v' }],
        )
      }
      await alice.send(message('groupChat', id, 'psst', { receiverList: ['carol'] }))
      await alice.send(message('groupChat', id, 'end'))
      assert.equal((await bob.next('onTextMessage')).msg, 'end')
    }
    await using carol = await open('carol')
    await carol.next('onOfflineMessageSyncFinish')
    assert.deepEqual(
      carol.all('onTextMessage').map(({ msg }) => msg),
      ['hello', 'psst', 'end'],
    )
    assert.equal(carol.all('onGroupEvent').length, 1)
  })

  test('[messages.sendToGroups] [messages.sendToRooms] messages sent by the app', async () => {
    const group = await createGroup(server, ['bob'])
    const room = await createRoom(server, ['bob'])
    await using bob = await open('bob')
    await bob.connection.joinChatRoom({ roomId: room })
    const send = (path: string, to: string, more = {}) =>
      server.call('POST', path, { to: [to], type: 'txt', body: { msg: path }, ...more })
    await send('/messages/chatgroups', group)
    assert.equal((await bob.next('onTextMessage', ({ to }) => to === group)).chatType, 'groupChat')
    await send('/messages/chatrooms', room, { chatroom_msg_level: 'high' })
    const got = await bob.next('onTextMessage', ({ to }) => to === room)
    assert.deepEqual([got.chatType, got.from, got.priority], ['chatRoom', 'admin', 'high'])
  })

  test('[socket.joinRoom] [socket.sendToRoom] [socket.leaveRoom] enter a room, talk, leave', async () => {
    const id = await createRoom(server, [])
    await using bob = await open('bob')
    await using carol = await open('carol')
    const joined = await bob.connection.joinChatRoom({ roomId: id })
    const info = joined.data!.info!
    assert.deepEqual(
      [
        joined.data!.result,
        info.memberCount,
        info.isAllMembersMuted,
        info.isInAllowlist,
        info.muteExpireTimestamp,
      ],
      [true, 2, false, false, -1],
    )
    await carol.connection.joinChatRoom({ roomId: id, ext: 'wave' })
    assert.deepEqual(await roomEvent(bob, 'memberPresence'), {
      operation: 'memberPresence',
      id,
      from: 'carol',
      ext: 'wave',
      memberCount: 3,
    })
    for (const msg of ['one', 'two', 'three'])
      await bob.send(message('chatRoom', id, msg, { priority: 'low' }))
    for (const msg of ['one', 'two', 'three']) {
      const got = await carol.next('onTextMessage')
      assert.deepEqual([got.msg, got.chatType, got.priority], [msg, 'chatRoom', 'low'])
    }
    await bob.connection.leaveChatRoom({ roomId: id })
    assert.deepEqual(await roomEvent(carol, 'memberAbsence'), {
      operation: 'memberAbsence',
      id,
      from: 'bob',
      memberCount: 2,
    })
    await server.call('DELETE', `/chatrooms/${id}`)
    assert.equal((await roomEvent(carol, 'destroy')).id, id)
    assert.deepEqual(bob.all('onTextMessage'), [])
  })

  test('[rooms.list] [rooms.get] [rooms.joined] [rooms.members] [rooms.update] rooms as the SDK reads them', async () => {
    const id = await createRoom(server, ['bob'])
    await using alice = await open('alice')
    const { connection } = alice
    const rooms = (await connection.getChatRooms({ pagenum: 1, pagesize: 5 })).data!
    assert.equal((rooms as unknown as Told[])[0]!.id, id)
    const [details] = (await connection.getChatRoomDetails({ chatRoomId: id })).data!
    assert.deepEqual([details!.name, details!.owner, details!.affiliations_count], ['hall', 'alice', 2])
    const joined = await connection.getJoinedChatRooms({ pageNum: 1, pageSize: 20 })
    const mine = joined.data as unknown as Told[]
    assert.deepEqual([mine[0]!.id, mine[0]!.owner], [id, 'alice'])
    const members = await connection.listChatRoomMembers({ chatRoomId: id, pageNum: 1, pageSize: 20 })
    assert.deepEqual(members.data, [{ owner: 'alice' }, { member: 'bob' }])
    const changed = await connection.modifyChatRoom({
      chatRoomId: id,
      chatRoomName: 'n',
      description: 'd',
      maxusers: 300,
    })
    assert.deepEqual({ ...changed.data }, { groupname: true, description: true, maxusers: true })
  })

  test('[socket.sendToGroup] [socket.sendToRoom] [socket.joinRoom] refusals as the SDK reports them', async () => {
    const group = await createGroup(server, ['bob'])
    const room = await createRoom(server, ['bob'], { maxusers: 2 })
    await using dave = await open('dave')
    assert.equal(await refusal(dave.send(message('groupChat', group, 'x'))), 602)
    assert.equal(await refusal(dave.send(message('groupChat', '999', 'x'))), 605)
    assert.equal(await refusal(dave.send(message('chatRoom', room, 'x'))), 602)
    assert.equal(await refusal(dave.connection.joinChatRoom({ roomId: room })), 704)
    assert.equal(await refusal(dave.connection.joinChatRoom({ roomId: '999' })), 705)
    assert.equal(await refusal(dave.connection.getGroupInfo({ groupId: '999' })), 605)
    assert.equal(await refusal(dave.connection.destroyGroup({ groupId: group })), 603)
    assert.equal(await refusal(dave.connection.getChatRoomDetails({ chatRoomId: '999' })), 705)
  })
})
