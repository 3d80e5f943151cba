import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { createGroup } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import type { Anything } from '../sdk-calls/stage.ts'
import { Device, PATIENCE_MS } from './device.ts'
import { withoutNative } from './installation.ts'

describe('[socket.tcp] groups with the Android SDK', { skip: withoutNative() }, () => {
  let server: TestServer
  let phone: Device
  let web: Client
  let folder: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    folder = await mkdtemp(join(tmpdir(), 'ringpost-files-'))
    phone = await Device.start(server)
    await phone.login('alice')
    web = await sdkClient(server, { user: 'bob', password: 'pw' })
  })
  after(async () => {
    await web?.close()
    await phone?.[Symbol.asyncDispose]()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  const manage = (call: string) => phone.run(`c.groupManager().${call};`)
  const bob = 'Arrays.asList(new String[] {"bob"})'
  /** What the web client is told of an act. */
  const tells = (operation: string, id: string): Promise<Anything> =>
    web.next('onGroupEvent', (event) => event.operation === operation && event.id === id, PATIENCE_MS)
  /** The phone is told of an act in a group. */
  const told = (event: string, id: string) => phone.next(`group.${event}`, (group) => group === id)
  const onWeb = (msg: string) => web.next('onTextMessage', (event) => event.msg === msg, PATIENCE_MS)

  test('an owner does on the phone all that one can do, and a member on the web sees it', async () => {
    const id: string = await phone.run(`options = new EMGroupOptions(); options.maxUsers = 50;
      options.style = EMGroupManager.EMGroupStyle.EMGroupStylePublicOpenJoin;
      c.groupManager().createGroup("team", "we", new String[] {"bob"}, "come", options).getGroupId();`)
    await tells('directJoined', id)
    await phone.sendText(id, 'hello all', 'GroupChat')
    assert.equal((await onWeb('hello all')).to, id)

    await manage(`changeGroupName("${id}", "crew")`)
    await manage(`changeGroupDescription("${id}", "all of us")`)
    await manage(`updateGroupExtension("${id}", "{}")`)
    await manage(`addUsersToGroup("${id}", new String[] {"carol"})`)
    await tells('memberPresence', id)
    const about = await manage(`getGroupFromServer("${id}", true)`).then(() =>
      phone.run(
        `g = c.groupManager().getGroup("${id}"); Arrays.asList(new Object[] {g.getGroupName(), g.getDescription(), g.getOwner(), g.getMemberCount()});`,
      ),
    )
    assert.deepEqual(about, ['crew', 'all of us', 'alice', 3])

    await manage(`addGroupAdmin("${id}", "bob")`)
    await tells('setAdmin', id)
    assert.deepEqual(await manage(`getGroupFromServer("${id}").getAdminList()`), ['bob'])
    await manage(`removeGroupAdmin("${id}", "bob")`)
    await tells('removeAdmin', id)

    await manage(`muteGroupMembers("${id}", ${bob}, 600000L)`)
    await tells('muteMember', id)
    await assert.rejects(web.send({ type: 'txt', chatType: 'groupChat', to: id, msg: 'nobody hears me' }), {
      type: 507,
    })
    assert.deepEqual(Object.keys(await manage(`fetchGroupMuteList("${id}", 0, 10)`)), ['bob'])
    await manage(`unMuteGroupMembers("${id}", ${bob})`)
    await tells('unmuteMember', id)
    await phone.call(`c.groupManager().muteAllMembers("${id}", $cb);`)
    await tells('muteAllMembers', id)
    await phone.call(`c.groupManager().addToGroupWhiteList("${id}", ${bob}, $cb);`)
    await tells('addUserToAllowlist', id)
    await web.send({ type: 'txt', chatType: 'groupChat', to: id, msg: 'I may' })
    await phone.message(({ text, chatType }) => text === 'I may' && chatType === 'GroupChat')
    await phone.call(`c.groupManager().removeFromGroupWhiteList("${id}", ${bob}, $cb);`)
    await tells('removeAllowlistMember', id)
    await phone.call(`c.groupManager().unmuteAllMembers("${id}", $cb);`)
    await tells('unmuteAllMembers', id)

    await manage(`updateGroupAnnouncement("${id}", "lunch at one")`)
    await tells('updateAnnouncement', id)
    assert.equal(await manage(`fetchGroupAnnouncement("${id}")`), 'lunch at one')

    const bytes = randomBytes(50_000)
    await writeFile(join(folder, 'shared.bin'), bytes)
    await phone.call(`c.groupManager().uploadGroupSharedFile("${id}", "${join(folder, 'shared.bin')}", $cb);`)
    await tells('uploadFile', id)
    const file: string = await phone.run(
      `files = c.groupManager().fetchGroupSharedFileList("${id}", 0, 10); ((EMMucSharedFile) files.get(0)).getFileId();`,
    )
    await phone.call(
      `c.groupManager().downloadGroupSharedFile("${id}", "${file}", "${join(folder, 'copy.bin')}", $cb);`,
    )
    assert.ok((await readFile(join(folder, 'copy.bin'))).equals(bytes))
    await manage(`deleteGroupSharedFile("${id}", "${file}")`)
    await tells('deleteFile', id)

    await manage(`removeUserFromGroup("${id}", "carol")`)
    await tells('memberAbsence', id)
    await manage(`blockUser("${id}", "bob")`)
    await tells('removeMember', id)
    assert.deepEqual(await manage(`fetchGroupBlackList("${id}", 0, 10)`), ['bob'])
    await manage(`unblockUser("${id}", "bob")`)
    await manage(`addUsersToGroup("${id}", new String[] {"bob"})`)
    await tells('directJoined', id)
    await manage(`changeOwner("${id}", "bob")`)
    await tells('changeOwner', id)
    await manage(`leaveGroup("${id}")`)
    await tells('memberAbsence', id)
    await web.connection.destroyGroup({ groupId: id })
  })

  test('a member on the phone sees what an owner on the web does', async () => {
    const id = await createGroup(server, ['alice', 'carol'], { owner: 'bob', approval: false })
    const group = { groupId: id }
    await told('onAutoAcceptInvitationFromGroup', id)
    await web.send({ type: 'txt', chatType: 'groupChat', to: id, msg: 'welcome' })
    await phone.message(({ text, to }) => text === 'welcome' && to === id)
    await web.connection.setGroupAdmin({ ...group, username: 'alice' })
    await told('onAdminAdded', id)
    await web.connection.removeGroupAdmin({ ...group, username: 'alice' })
    await told('onAdminRemoved', id)
    await web.connection.muteGroupMember({ ...group, username: 'alice', muteDuration: 600_000 })
    await told('onMuteListAdded', id)
    await assert.rejects(phone.sendText(id, 'nobody hears me', 'GroupChat'))
    await web.connection.unmuteGroupMember({ ...group, username: 'alice' })
    await told('onMuteListRemoved', id)
    await web.connection.disableSendGroupMsg(group)
    await told('onAllMemberMuteStateChanged', id)
    await web.connection.enableSendGroupMsg(group)
    await told('onAllMemberMuteStateChanged', id)
    await web.connection.updateGroupAnnouncement({ ...group, announcement: 'news' })
    await told('onAnnouncementChanged', id)
    const form = new FormData()
    form.append('file', new Blob(['shared']), '报告.txt')
    const headers = { authorization: `Bearer ${await server.userToken('bob')}` }
    const path = `/chatgroups/${id}/share_files`
    const shared = await fetch(`${server.url}/acme/chat${path}`, { method: 'POST', headers, body: form })
    const { file_id: fileId, created } = ((await shared.json()) as Anything).data
    const file = { id: fileId, name: '报告.txt', owner: 'bob', size: '6', time: `${created}` }
    assert.deepEqual(await phone.next('group.onSharedFileAdded'), [id, file])
    await server.call('DELETE', `${path}/${fileId}`)
    assert.deepEqual(await phone.next('group.onSharedFileDeleted'), [id, fileId])
    await phone.sendText(id, 'still here', 'GroupChat')
    await onWeb('still here')
    assert.deepEqual(
      (await phone.history(id, 'GroupChat', 20)).map(({ text }) => text),
      ['welcome', 'still here'],
    )
    await web.connection.removeGroupMember({ ...group, username: 'alice' })
    await told('onUserRemoved', id)
  })

  test('receipts of a group are counted, both ways', async () => {
    const id = await createGroup(server, ['bob'])
    await tells('directJoined', id)
    const asks = '$m.setChatType(EMMessage.ChatType.GroupChat); $m.setIsNeedGroupAck(true);'
    const up = await phone.send(`EMMessage.createTxtSendMessage("who reads?", "${id}")`, asks)
    await onWeb('who reads?')
    const seen = { type: 'read', chatType: 'groupChat', to: id, id: up, ackContent: 'seen' }
    await web.send(seen as Anything)
    await phone.next('message.onGroupMessageRead')
    assert.equal(
      await phone.run(
        `c.chatManager().fetchGroupReadAcks("${up}", 10, ""); c.chatManager().getMessage("${up}").groupAckCount();`,
      ),
      1,
    )
    const asking = {
      type: 'txt',
      chatType: 'groupChat',
      to: id,
      msg: 'and you?',
      msgConfig: { allowGroupAck: true },
    }
    const { serverMsgId } = await web.send(asking as Anything)
    await phone.message((message) => message.id === serverMsgId)
    await phone.run(`c.chatManager().ackGroupMessageRead("${id}", "${serverMsgId}", "yes");`)
    const read: Anything = await web.next(
      'onReadMessage',
      (event: Anything) => event.mid === serverMsgId,
      PATIENCE_MS,
    )
    assert.equal(read.from, 'alice')
  })

  test('who wants to join asks, and the owner on the phone lets them in', async () => {
    const id = await createGroup(server, [], { membersonly: true, allowinvites: false })
    await web.connection.joinGroup({ groupId: id, message: 'let me in' })
    await told('onRequestToJoinReceived', id)
    await manage(`acceptApplication("bob", "${id}")`)
    await tells('acceptRequest', id)
    await phone.sendText(id, 'you are in', 'GroupChat')
    await onWeb('you are in')
    await manage(`destroyGroup("${id}")`)
    await tells('destroy', id)
  })
})
