import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { createGroup, createRoom } from './scene.ts'

type Told = Record<string, unknown>

describe('roles and lists with the official SDK', () => {
  let server: TestServer
  let alice: Client
  let bob: Client
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    alice = await open('alice')
    bob = await open('bob')
  })
  after(async () => {
    await alice.close()
    await bob.close()
    await server.close()
  })

  const open = (user: string, device = 'd1') =>
    openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey: 'acme#chat', user, password: 'pw', device })
  const groupEvent = async (client: Client, operation: string): Promise<Told> => ({
    ...(await client.next('onGroupEvent', (event) => event.operation === operation)),
  })
  const roomEvent = async (client: Client, operation: string): Promise<Told> => ({
    ...(await client.next('onChatroomEvent', (event) => event.operation === operation)),
  })
  const say = (client: Client, chatType: 'groupChat' | 'chatRoom', to: string) =>
    client.send({ type: 'txt', chatType, to, msg: 'x' })
  const refusal = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 0,
      ({ type }: { type: number }) => type,
    )

  test('[groups.admins] [groups.addAdmin] [groups.removeAdmin] [groups.announcement] [groups.setAnnouncement]', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const { connection } = alice
    await using tablet = await open('alice', 'tablet')
    const appointed = await connection.setGroupAdmin({ groupId: id, username: 'bob' })
    assert.deepEqual({ ...appointed.data }, { result: 'success', newadmin: 'bob' })
    const setAdmin = { operation: 'setAdmin', id, from: 'alice', userId: 'bob' }
    assert.deepEqual(await groupEvent(bob, 'setAdmin'), setAdmin)
    assert.deepEqual(await groupEvent(tablet, 'setAdmin'), setAdmin)
    assert.deepEqual((await connection.getGroupAdmin({ groupId: id })).data, ['bob'])
    const set = await bob.connection.updateGroupAnnouncement({ groupId: id, announcement: 'read' })
    assert.deepEqual({ ...set.data }, { id, result: true })
    assert.deepEqual(await groupEvent(alice, 'updateAnnouncement'), {
      operation: 'updateAnnouncement',
      id,
      from: 'bob',
      announcement: 'read',
    })
    assert.equal((await bob.connection.fetchGroupAnnouncement({ groupId: id })).data!.announcement, 'read')
    const dismissed = await connection.removeGroupAdmin({ groupId: id, username: 'bob' })
    assert.deepEqual({ ...dismissed.data }, { result: 'success', oldadmin: 'bob' })
    assert.deepEqual(await groupEvent(bob, 'removeAdmin'), {
      operation: 'removeAdmin',
      id,
      from: 'alice',
    })
    assert.equal(await refusal(bob.connection.setGroupAdmin({ groupId: id, username: 'carol' })), 603)
    assert.equal(await refusal(bob.connection.getGroupAdmin({ groupId: '999' })), 605)
    assert.deepEqual(
      alice.all('onGroupEvent').filter((event) => event.operation === 'setAdmin'),
      [],
    )
  })

  test('[groups.mute] [groups.unmute] [groups.mutelist] [groups.isMuted] [groups.muteAll] [groups.unmuteAll] [socket.sendToGroup]', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const { connection } = alice
    const muted = await connection.muteGroupMember({ groupId: id, username: 'bob', muteDuration: 60_000 })
    const [{ expire }] = muted.data as unknown as [{ expire: number }]
    assert.deepEqual(await groupEvent(bob, 'muteMember'), {
      operation: 'muteMember',
      id,
      from: 'alice',
      userId: 'bob',
      muteTimestamp: { bob: expire },
    })
    assert.deepEqual((await connection.getGroupMutelist({ groupId: id })).data, [{ expire, user: 'bob' }])
    assert.equal((await bob.connection.isInGroupMutelist({ groupId: id })).data, true)
    assert.equal(await refusal(say(bob, 'groupChat', id)), 507)
    const unmuted = await connection.unmuteGroupMember({ groupId: id, username: 'bob' })
    assert.deepEqual(unmuted.data, [{ result: true, user: 'bob' }])
    assert.equal((await groupEvent(bob, 'unmuteMember')).userId, 'bob')
    assert.equal(await refusal(say(bob, 'groupChat', id)), 0)

    assert.equal((await connection.disableSendGroupMsg({ groupId: id })).data!.mute, true)
    assert.deepEqual(await groupEvent(bob, 'muteAllMembers'), {
      operation: 'muteAllMembers',
      id,
      from: 'alice',
    })
    assert.equal(await refusal(say(bob, 'groupChat', id)), 506)
    assert.equal((await connection.enableSendGroupMsg({ groupId: id })).data!.mute, false)
    assert.equal((await groupEvent(bob, 'unmuteAllMembers')).id, id)
    assert.equal(await refusal(bob.connection.getGroupMutelist({ groupId: id })), 603)
  })

  test('[groups.allowMany] [groups.disallow] [groups.allowlist] [groups.isAllowed] [groups.block] [groups.blockMany] [groups.unblock] [groups.blocklist]', async () => {
    const id = await createGroup(server, ['bob', 'carol'])
    const { connection } = alice
    const allowed = await connection.addUsersToGroupAllowlist({ groupId: id, users: ['bob'] })
    const { result, user } = allowed.data as unknown as Told
    assert.deepEqual([result, user], [true, 'bob'])
    assert.equal((await groupEvent(bob, 'addUserToAllowlist')).userId, 'bob')
    assert.deepEqual((await connection.getGroupAllowlist({ groupId: id })).data, ['bob'])
    assert.deepEqual(
      { ...(await connection.isInGroupAllowlist({ groupId: id, userName: 'bob' })).data },
      { member: 'bob', white: true },
    )
    await connection.removeGroupAllowlistMember({ groupId: id, userName: 'bob' })
    assert.equal((await groupEvent(bob, 'removeAllowlistMember')).userId, 'bob')

    const blocked = await connection.blockGroupMember({ groupId: id, username: 'bob' })
    assert.deepEqual([blocked.data!.result, blocked.data!.user], [true, 'bob'])
    assert.deepEqual(await groupEvent(bob, 'removeMember'), { operation: 'removeMember', id, from: 'alice' })
    assert.equal((await groupEvent(alice, 'memberAbsence')).from, 'bob')
    const several = await connection.blockGroupMembers({ groupId: id, usernames: ['carol'] })
    assert.deepEqual(
      several.data!.map((each) => [each.result, each.user]),
      [[true, 'carol']],
    )
    assert.deepEqual((await connection.getGroupBlocklist({ groupId: id })).data, ['bob', 'carol'])
    assert.equal(await refusal(say(bob, 'groupChat', id)), 602)
    assert.equal(await refusal(connection.blockGroupMember({ groupId: id, username: 'bob' })), 602)
    const unblocked = await connection.unblockGroupMember({ groupId: id, username: 'bob' })
    assert.deepEqual([unblocked.data!.result, unblocked.data!.user], [true, 'bob'])
    await connection.unblockGroupMembers({ groupId: id, usernames: ['carol'] })
    assert.deepEqual((await connection.getGroupBlocklist({ groupId: id })).data, [])
  })

  test('[groups.disable] a disabled group has its own error', async () => {
    const id = await createGroup(server, ['bob'])
    await server.call('POST', `/chatgroups/${id}/disable`)
    assert.equal(await refusal(say(bob, 'groupChat', id)), 608)
    assert.equal(await refusal(alice.connection.disableSendGroupMsg({ groupId: id })), 608)
  })

  test('[rooms.create] [rooms.addSuperAdmin] a super administrator creates rooms', async () => {
    const request = { name: 'r', description: 'd', maxusers: 10, members: [] }
    assert.equal(await refusal(bob.connection.createChatRoom(request)), 603)
    await server.call('POST', '/chatrooms/super_admin', { superadmin: 'bob' })
    assert.match((await bob.connection.createChatRoom(request)).data!.id, /^\d+$/)
  })

  test('[rooms.admins] [rooms.addAdmin] [rooms.removeAdmin] [rooms.announcement] [rooms.setAnnouncement]', async () => {
    const id = await createRoom(server, ['bob'])
    const { connection } = alice
    await connection.setChatRoomAdmin({ chatRoomId: id, username: 'bob' })
    assert.deepEqual(await roomEvent(bob, 'setAdmin'), {
      operation: 'setAdmin',
      id,
      from: 'alice',
      userId: 'bob',
    })
    assert.deepEqual((await connection.getChatRoomAdmin({ chatRoomId: id })).data, ['bob'])
    await bob.connection.updateChatRoomAnnouncement({ roomId: id, announcement: 'read' })
    assert.equal((await roomEvent(alice, 'updateAnnouncement')).announcement, 'read')
    const { announcement } = (await connection.fetchChatRoomAnnouncement({ roomId: id })).data!
    assert.equal(announcement, 'read')
    await connection.removeChatRoomAdmin({ chatRoomId: id, username: 'bob' })
    assert.deepEqual(await roomEvent(bob, 'removeAdmin'), { operation: 'removeAdmin', id, from: 'alice' })
  })

  test('[rooms.mute] [rooms.unmute] [rooms.mutelist] [rooms.isMuted] [rooms.muteAll] [rooms.unmuteAll] [socket.sendToRoom] [socket.joinRoom]', async () => {
    const id = await createRoom(server, ['bob'])
    const { connection } = alice
    await connection.muteChatRoomMember({ chatRoomId: id, username: 'bob', muteDuration: -1 })
    const forever = 4_638_873_600_000
    assert.deepEqual((await roomEvent(bob, 'muteMember')).muteTimestamp, { bob: forever })
    assert.deepEqual((await connection.getChatRoomMutelist({ chatRoomId: id })).data, [
      { expire: forever, user: 'bob' },
    ])
    assert.equal((await bob.connection.isInChatRoomMutelist({ chatRoomId: id })).data, true)
    assert.equal(await refusal(say(bob, 'chatRoom', id)), 507)
    const joined = await bob.connection.joinChatRoom({ roomId: id })
    assert.equal(joined.data!.info!.muteExpireTimestamp, forever)
    await connection.unmuteChatRoomMember({ chatRoomId: id, username: 'bob' })
    assert.equal((await roomEvent(bob, 'unmuteMember')).userId, 'bob')
    await connection.disableSendChatRoomMsg({ chatRoomId: id })
    assert.equal((await roomEvent(bob, 'muteAllMembers')).id, id)
    assert.equal(await refusal(say(bob, 'chatRoom', id)), 506)
    await connection.enableSendChatRoomMsg({ chatRoomId: id })
    assert.equal((await roomEvent(bob, 'unmuteAllMembers')).id, id)
    assert.equal(await refusal(say(bob, 'chatRoom', id)), 0)
  })

  test('[rooms.allowMany] [rooms.disallow] [rooms.allowlist] [rooms.isAllowed] [rooms.block] [rooms.blockMany] [rooms.unblock] [rooms.blocklist]', async () => {
    const id = await createRoom(server, ['bob', 'carol'])
    const { connection } = alice
    await connection.addUsersToChatRoomAllowlist({ chatRoomId: id, users: ['bob'] })
    assert.equal((await roomEvent(bob, 'addUserToAllowlist')).userId, 'bob')
    assert.deepEqual((await connection.getChatRoomAllowlist({ chatRoomId: id })).data, ['bob'])
    const { white } = (await connection.isInChatRoomAllowlist({ chatRoomId: id, userName: 'bob' }))
      .data as unknown as { white: boolean }
    assert.equal(white, true)
    await connection.removeChatRoomAllowlistMember({ chatRoomId: id, userName: 'bob' })
    assert.equal((await roomEvent(bob, 'removeAllowlistMember')).userId, 'bob')

    const blocked = await connection.blockChatRoomMember({ chatRoomId: id, username: 'bob' })
    const first = blocked.data as unknown as Told
    assert.deepEqual([first.result, first.user], [true, 'bob'])
    assert.equal((await roomEvent(bob, 'removeMember')).id, id)
    assert.equal(await refusal(bob.connection.joinChatRoom({ roomId: id })), 603)
    await connection.blockChatRoomMembers({ chatRoomId: id, usernames: ['carol'] })
    assert.deepEqual((await connection.getChatRoomBlocklist({ chatRoomId: id })).data, ['bob', 'carol'])
    assert.equal(await refusal(connection.blockChatRoomMember({ chatRoomId: id, username: 'bob' })), 702)
    await connection.unblockChatRoomMember({ chatRoomId: id, username: 'bob' })
    assert.equal((await roomEvent(bob, 'unblockMember')).id, id)
    await connection.unblockChatRoomMembers({ chatRoomId: id, usernames: ['carol'] })
    assert.equal(await refusal(bob.connection.joinChatRoom({ roomId: id })), 0)
  })
})
