import assert from 'node:assert/strict'
import { type Anything, called, pageFile, perform } from './stage.ts'

perform('groups', ['alice', 'bob', 'carol', 'dave'], async ({ sdk, server, client, step, gives }) => {
  await using alice = await client('alice')
  await using second = await client('alice', 'd2')
  await using bob = await client('bob')
  const event = async (who: typeof alice, operation: string): Promise<Anything> =>
    who.next('onGroupEvent', (one: Anything) => one.operation === operation)

  const created = await step('G1', alice, 'createGroup', {
    data: {
      groupname: 'g',
      desc: 'd',
      members: ['bob', 'carol'],
      public: true,
      approval: true,
      allowinvites: false,
      inviteNeedConfirm: false,
      maxusers: 50,
    },
  })
  const groupId = created.data.groupid as string
  const it = { groupId }
  assert.equal((await event(bob, 'directJoined')).from, 'alice')
  // Builds before 4.1 have no such event.
  if (sdk !== 'easemob-websdk-4.0') assert.equal((await event(second, 'create')).id, groupId)
  {
    // Offline users are notified when they return.
    await using carol = await client('carol')
    assert.equal((await event(carol, 'directJoined')).id, groupId)
  }

  await step('G2', alice, 'modifyGroup', { ...it, groupName: 'by client', description: 'd' })
  const byClient = await event(bob, 'updateInfo')
  // The same act by the server API causes the same events.
  await server.call('PUT', `/chatgroups/${groupId}`, { groupname: 'by client', description: 'd' })
  const byServer = await event(bob, 'updateInfo')
  assert.deepEqual(
    [byServer.id, byServer.operation, byServer.from, Object.keys(byServer)],
    [byClient.id, byClient.operation, byClient.from, Object.keys(byClient)],
  )

  await gives('G6', alice, 'getGroupInfo', [it], [{ id: groupId, name: 'by client', owner: 'alice' }])
  await gives('G7', alice, 'getPublicGroups', [{ limit: 10 }], [{ groupid: groupId }])
  await gives('G8', alice, 'getGroup', [], [{ groupid: groupId }])
  await step('G9', alice, 'getJoinedGroups', { pageNum: 1, pageSize: 10 })
  await step('G10', alice, 'getJoinedGroups', {
    pageNum: 0,
    pageSize: 10,
    needRole: true,
    needAffiliations: true,
  })
  await gives('G11', alice, 'getJoinedGroupsCount', [], 1)
  await gives('G12', alice, 'listGroupMembers', [{ ...it, pageNum: 1, pageSize: 10 }], [{}, {}, {}])
  await step('G13', alice, 'getGroupMembers', { ...it, limit: 10 })

  await step('G21', alice, 'setGroupAdmin', { ...it, username: 'bob' })
  await event(bob, 'setAdmin')
  await gives('G20', alice, 'getGroupAdmin', [it], ['bob'])
  await gives('G22', alice, 'removeGroupAdmin', [{ ...it, username: 'bob' }], { oldadmin: 'bob' })
  await event(bob, 'removeAdmin')

  await step('G23', alice, 'muteGroupMember', { ...it, username: 'bob', muteDuration: 60_000 })
  await event(bob, 'muteMember')
  await gives('G25', alice, 'getGroupMutelist', [it], [{ user: 'bob' }])
  await gives('G26', bob, 'isInGroupMutelist', [it], true)
  await gives(
    'G24',
    alice,
    'unmuteGroupMember',
    [{ ...it, username: 'bob' }],
    [{ result: true, user: 'bob' }],
  )
  await event(bob, 'unmuteMember')
  await gives('G27', alice, 'disableSendGroupMsg', [it], { mute: true })
  await event(bob, 'muteAllMembers')
  await gives('G28', alice, 'enableSendGroupMsg', [it], { mute: false })
  await event(bob, 'unmuteAllMembers')

  await step('G34', alice, 'addUsersToGroupAllowlist', { ...it, users: ['bob'] })
  await event(bob, 'addUserToAllowlist')
  await step('G36', alice, 'getGroupAllowlist', it)
  await gives('G37', alice, 'isInGroupAllowlist', [{ ...it, userName: 'bob' }], { white: true })
  await step('G35', alice, 'removeGroupAllowlistMember', { ...it, userName: 'bob' })
  await event(bob, 'removeAllowlistMember')

  await gives('G39', alice, 'updateGroupAnnouncement', [{ ...it, announcement: 'read me' }], { result: true })
  await event(bob, 'updateAnnouncement')
  await gives('G38', bob, 'fetchGroupAnnouncement', [it], { announcement: 'read me' })

  const attributes = { ...it, userId: 'bob', memberAttributes: { nick: 'Bobby' } }
  if ((await step('G45', bob, 'setGroupMemberAttributes', attributes)) !== undefined)
    assert.deepEqual({ ...(await event(alice, 'memberAttributesUpdate')).attributes }, { nick: 'Bobby' })
  await gives('G46', alice, 'getGroupMemberAttributes', [{ ...it, userId: 'bob' }], {})

  await step('G47', bob, 'blockGroupMessage', it)
  await step('G48', bob, 'unblockGroupMessage', it)
  const { serverMsgId } = await alice.send({ type: 'txt', chatType: 'groupChat', to: groupId, msg: 'hi' })
  await bob.next('onTextMessage', ({ id }) => id === serverMsgId)
  await gives('G44', alice, 'getGroupMsgReadUser', [{ ...it, msgId: serverMsgId }], { userlist: [] })

  const bytes = Buffer.from('shared')
  const uploaded = await called(
    (callbacks) =>
      step('G40', bob, 'uploadGroupSharedFile', { ...it, file: pageFile(bytes, 'a.bin'), ...callbacks }),
    'onFileUploadComplete',
    'onFileUploadError',
  )
  const fileId = uploaded.data.file_id as string
  await event(alice, 'uploadFile')
  await gives(
    'G41',
    alice,
    'getGroupSharedFilelist',
    [{ ...it, pageNum: 1, pageSize: 10 }],
    [{ file_id: fileId }],
  )
  const blob = await called(
    (callbacks) => step('G42', alice, 'downloadGroupSharedFile', { ...it, fileId, ...callbacks }),
    'onFileDownloadComplete',
    'onFileDownloadError',
  )
  assert.deepEqual(Buffer.from(await blob.arrayBuffer()), bytes)
  await gives('G43', bob, 'deleteGroupSharedFile', [{ ...it, fileId }], { file_id: fileId, result: true })
  await event(alice, 'deleteFile')

  await using dave = await client('dave')
  await step('G17', dave, 'joinGroup', { ...it, message: 'let me in' })
  await event(alice, 'requestToJoin')
  await step('G18', alice, 'acceptGroupJoinRequest', { ...it, applicant: 'dave' })
  await event(dave, 'acceptRequest')
  await step('G14', alice, 'removeGroupMember', { ...it, username: 'dave' })
  await event(dave, 'removeMember')
  await step('G16', alice, 'inviteUsersToGroup', { ...it, users: ['dave'] })
  await event(dave, 'directJoined')
  await step('G15', alice, 'removeGroupMembers', { ...it, users: ['dave'] })
  await event(dave, 'removeMember')
  await step('G29', alice, 'blockGroupMember', { ...it, username: 'carol' })
  await gives('G33', alice, 'getGroupBlocklist', [it], ['carol'])
  await step('G31', alice, 'unblockGroupMember', { ...it, username: 'carol' })
  await step('G16', alice, 'inviteUsersToGroup', { ...it, users: ['dave'] })
  await event(dave, 'directJoined')
  await step('G30', alice, 'blockGroupMembers', { ...it, usernames: ['dave'] })
  await event(dave, 'removeMember')
  await step('G32', alice, 'unblockGroupMembers', { ...it, usernames: ['dave'] })

  await gives('G3', alice, 'changeGroupOwner', [{ ...it, newOwner: 'bob' }], { newowner: true })
  await event(bob, 'changeOwner')
  await step('G5', alice, 'leaveGroup', it)
  await event(bob, 'memberAbsence')
  await step('G4', bob, 'destroyGroup', it)
  assert.equal((await server.call('GET', `/chatgroups/${groupId}`)).status, 404)

  const consented = await step('G1', alice, 'createGroup', {
    data: {
      groupname: 'h',
      desc: '',
      members: [],
      public: false,
      approval: false,
      allowinvites: true,
      inviteNeedConfirm: true,
      maxusers: 50,
    },
  })
  const other = consented.data.groupid as string
  await step('G16', alice, 'inviteUsersToGroup', { groupId: other, users: ['bob'] })
  assert.equal((await event(bob, 'inviteToJoin')).id, other)
  await step('G19', bob, 'acceptGroupInvite', { groupId: other, invitee: 'bob' })
  await event(alice, 'acceptInvite')
})
