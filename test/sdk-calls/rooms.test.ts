import assert from 'node:assert/strict'
import { type Anything, called, pageFile, perform } from './stage.ts'

perform('rooms', ['alice', 'bob', 'carol'], async ({ sdk, server, client, step, gives }) => {
  await server.call('POST', '/chatrooms/super_admin', { superadmin: 'alice' })
  await using alice = await client('alice')
  await using bob = await client('bob')
  const event = async (who: typeof alice, operation: string): Promise<Anything> =>
    who.next('onChatroomEvent', (one: Anything) => one.operation === operation)
  const isOld = sdk === 'easemob-websdk-4.0'

  // The first build has to be given a token for these two; the others use their own.
  const token = isOld ? { token: await server.userToken('alice') } : {}
  const created = await step('R2', alice, 'createChatRoom', {
    name: 'r',
    description: 'd',
    maxusers: 100,
    members: ['bob'],
    ...token,
  })
  const roomId = created.data.id as string
  const it = { chatRoomId: roomId }
  await gives('R1', alice, 'getChatRooms', [{ pagenum: 1, pagesize: 10 }], [{ id: roomId, name: 'r' }])
  await gives(
    'R4',
    alice,
    'modifyChatRoom',
    [{ ...it, chatRoomName: 's', description: 'd', maxusers: 100 }],
    {
      groupname: true,
    },
  )
  const byClient = await event(bob, 'updateInfo')
  // The same act by the server API causes the same events.
  await server.call('PUT', `/chatrooms/${roomId}`, { name: 's' })
  const byServer = await event(bob, 'updateInfo')
  assert.deepEqual(
    [byServer.id, byServer.operation, byServer.from],
    [byClient.id, byClient.operation, byClient.from],
  )
  await gives('R3', alice, 'getChatRoomDetails', [it], [{ id: roomId, name: 's', owner: 'alice' }])
  await gives('R6', bob, 'getJoinedChatRooms', [{ pageNum: 1, pageSize: 10 }], [{ id: roomId }])
  await gives('R7', alice, 'addUsersToChatRoom', [{ ...it, users: ['carol'] }], { newmembers: ['carol'] })
  assert.equal((await event(bob, 'memberPresence')).from, 'carol')
  await gives('R10', alice, 'listChatRoomMembers', [{ ...it, pageNum: 1, pageSize: 10 }], [{}, {}, {}])
  await step('R11', alice, 'getChatRoomMembers', { ...it, limit: 10 })
  await gives('R8', alice, 'removeChatRoomMember', [{ ...it, username: 'carol' }], { result: true })
  await event(bob, 'memberAbsence')
  await step('R7', alice, 'addUsersToChatRoom', { ...it, users: ['carol'] })
  await step('R9', alice, 'removeChatRoomMembers', { ...it, users: ['carol'] })

  await step('R13', alice, 'setChatRoomAdmin', { ...it, username: 'bob' })
  await event(bob, 'setAdmin')
  await gives('R12', alice, 'getChatRoomAdmin', [it], ['bob'])
  await gives('R14', alice, 'removeChatRoomAdmin', [{ ...it, username: 'bob' }], { oldadmin: 'bob' })
  await event(bob, 'removeAdmin')
  await step('R15', alice, 'muteChatRoomMember', { ...it, username: 'bob', muteDuration: 60_000 })
  await event(bob, 'muteMember')
  await gives('R17', alice, 'getChatRoomMutelist', [it], [{ user: 'bob' }])
  await gives('R18', bob, 'isInChatRoomMutelist', [it], true)
  await step('R16', alice, 'unmuteChatRoomMember', { ...it, username: 'bob' })
  await event(bob, 'unmuteMember')
  await gives('R19', alice, 'disableSendChatRoomMsg', [it], { mute: true })
  await event(bob, 'muteAllMembers')
  await gives('R20', alice, 'enableSendChatRoomMsg', [it], { mute: false })
  await event(bob, 'unmuteAllMembers')
  await step('R26', alice, 'addUsersToChatRoomAllowlist', { ...it, users: ['bob'] })
  await event(bob, 'addUserToAllowlist')
  await step('R28', alice, 'getChatRoomAllowlist', it)
  await gives('R29', alice, 'isInChatRoomAllowlist', [{ ...it, userName: 'bob' }], { white: true })
  await step('R27', alice, 'removeChatRoomAllowlistMember', { ...it, userName: 'bob' })
  await event(bob, 'removeAllowlistMember')
  await step('R31', alice, 'updateChatRoomAnnouncement', { roomId, announcement: 'read me' })
  await event(bob, 'updateAnnouncement')
  await gives('R30', bob, 'fetchChatRoomAnnouncement', [{ roomId }], { announcement: 'read me' })

  await step('R36', alice, 'setChatRoomAttributes', { ...it, attributes: { k: 'v' }, autoDelete: false })
  if (!isOld) await event(bob, 'updateChatRoomAttributes')
  await step('R37', alice, 'setChatRoomAttributes', { ...it, attributes: { k: 'w' }, isForced: true })
  await gives('R35', alice, 'getChatRoomAttributes', [{ ...it, attributeKeys: ['k'] }], { k: 'w' })
  await step('R38', alice, 'removeChatRoomAttributes', { ...it, attributeKeys: ['k'] })
  await step('R36', alice, 'setChatRoomAttributes', { ...it, attributes: { k: 'v' } })
  await step('R39', alice, 'removeChatRoomAttributes', { ...it, attributeKeys: ['k'], isForced: true })

  const file = pageFile(Buffer.from('shared'), 'a.bin')
  const uploaded = await called(
    (callbacks) => step('R32', bob, 'uploadChatRoomSharedFile', { roomId, file, ...callbacks }),
    'onFileUploadComplete',
    'onFileUploadError',
  )
  const fileId = uploaded.data.file_id as string
  await event(alice, 'uploadFile')
  await gives('R33', alice, 'getChatRoomSharedFilelist', [{ roomId }], [{ file_id: fileId }])
  await gives('R34', bob, 'deleteChatRoomSharedFile', [{ roomId, fileId }], { file_id: fileId, result: true })
  await event(alice, 'deleteFile')

  await step('R7', alice, 'addUsersToChatRoom', { ...it, users: ['carol'] })
  await step('R21', alice, 'blockChatRoomMember', { ...it, username: 'carol' })
  await gives('R25', alice, 'getChatRoomBlocklist', [it], ['carol'])
  await step('R23', alice, 'unblockChatRoomMember', { ...it, username: 'carol' })
  await step('R7', alice, 'addUsersToChatRoom', { ...it, users: ['carol'] })
  await step('R22', alice, 'blockChatRoomMembers', { ...it, usernames: ['carol'] })
  await step('R24', alice, 'unblockChatRoomMembers', { ...it, usernames: ['carol'] })
  await step('R5', alice, 'destroyChatRoom', { ...it, ...token })
  await event(bob, 'destroy')
  assert.equal((await server.call('GET', `/chatrooms/${roomId}`)).status, 404)
})
