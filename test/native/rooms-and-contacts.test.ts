import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { createRoom } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import type { Anything } from '../sdk-calls/stage.ts'
import { Device, PATIENCE_MS } from './device.ts'
import { withoutNative } from './installation.ts'

describe('[socket.tcp] rooms and contacts with the Android SDK', { skip: withoutNative() }, () => {
  let server: TestServer
  let phone: Device
  let web: Client
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    phone = await Device.start(server)
    await phone.login('alice')
    web = await sdkClient(server, { user: 'bob', password: 'pw' })
  })
  after(async () => {
    await web?.close()
    await phone?.[Symbol.asyncDispose]()
    await server.close()
  })

  const next = (event: string, ...args: string[]) =>
    phone.next(event, (...reported) => args.every((arg, i) => reported[i] === arg))
  const onWeb = (msg: string) => web.next('onTextMessage', (event) => event.msg === msg, PATIENCE_MS)

  describe('a room', () => {
    const manage = (call: string) => phone.run(`c.chatroomManager().${call};`)
    const join = (id: string) => phone.call(`c.chatroomManager().joinChatRoom("${id}", $cb);`)
    const bob = 'Arrays.asList(new String[] {"bob"})'
    const tells = (operation: string, id: string): Promise<Anything> =>
      web.next('onChatroomEvent', (event) => event.operation === operation && event.id === id, PATIENCE_MS)

    test('its owner on the phone does all that one can do', async () => {
      const id = await createRoom(server, [])
      await join(id)
      await web.connection.joinChatRoom({ roomId: id })
      await next('room.onMemberJoined', id, 'bob')
      await phone.sendText(id, 'hello room', 'ChatRoom')
      await onWeb('hello room')
      await web.send({ type: 'txt', chatType: 'chatRoom', to: id, msg: 'hello owner' })
      await phone.message(({ text, chatType }) => text === 'hello owner' && chatType === 'ChatRoom')

      await manage(`changeChatRoomSubject("${id}", "salon")`)
      await manage(`changeChatroomDescription("${id}", "of ours")`)
      assert.equal(await manage(`fetchChatRoomFromServer("${id}", true).getName()`), 'salon')
      await manage(`addChatRoomAdmin("${id}", "bob")`)
      await tells('setAdmin', id)
      await manage(`removeChatRoomAdmin("${id}", "bob")`)
      await tells('removeAdmin', id)
      await manage(`muteChatRoomMembers("${id}", ${bob}, 600000L)`)
      await tells('muteMember', id)
      assert.deepEqual(Object.keys(await manage(`fetchChatRoomMuteList("${id}", 0, 10)`)), ['bob'])
      await manage(`unMuteChatRoomMembers("${id}", ${bob})`)
      await tells('unmuteMember', id)
      await phone.call(`c.chatroomManager().muteAllMembers("${id}", $cb);`)
      await tells('muteAllMembers', id)
      await phone.call(`c.chatroomManager().unmuteAllMembers("${id}", $cb);`)
      await tells('unmuteAllMembers', id)
      await manage(`updateChatRoomAnnouncement("${id}", "quiet please")`)
      await tells('updateAnnouncement', id)
      assert.equal(await manage(`fetchChatRoomAnnouncement("${id}")`), 'quiet please')
      await manage(`blockChatroomMembers("${id}", ${bob})`)
      await tells('removeMember', id)
      assert.deepEqual(await manage(`fetchChatRoomBlackList("${id}", 0, 10)`), ['bob'])
      await manage(`unblockChatRoomMembers("${id}", ${bob})`)
      await web.connection.joinChatRoom({ roomId: id })
      await next('room.onMemberJoined', id, 'bob')
      await manage(`removeChatRoomMembers("${id}", ${bob})`)
      await tells('removeMember', id)
      await phone.run(`c.chatroomManager().fetchPublicChatRoomsFromServer(1, 10);`)
      await manage(`destroyChatRoom("${id}")`)
    })

    test('a member on the phone sees what happens in it', async () => {
      const id = await createRoom(server, [], { owner: 'bob' })
      const room = { chatRoomId: id }
      await join(id)
      await tells('memberPresence', id)
      await web.connection.setChatRoomAdmin({ ...room, username: 'alice' })
      await next('room.onAdminAdded', id, 'alice')
      await web.connection.removeChatRoomAdmin({ ...room, username: 'alice' })
      await next('room.onAdminRemoved', id, 'alice')
      await web.connection.muteChatRoomMember({ ...room, username: 'alice', muteDuration: 600_000 })
      await next('room.onMuteListAdded', id)
      await assert.rejects(phone.sendText(id, 'nobody hears me', 'ChatRoom'))
      await web.connection.unmuteChatRoomMember({ ...room, username: 'alice' })
      await next('room.onMuteListRemoved', id)
      await web.connection.updateChatRoomAnnouncement({ roomId: id, announcement: 'news' })
      await next('room.onAnnouncementChanged', id, 'news')
      await phone.sendText(id, 'still here', 'ChatRoom')
      await onWeb('still here')
      await phone.run(`c.chatroomManager().leaveChatRoom("${id}");`)
      await tells('memberAbsence', id)
      await join(id)
      await web.connection.removeChatRoomMember({ ...room, username: 'alice' })
      await phone.next('room.onRemovedFromChatRoom', (_, room) => room === id)
    })
  })

  describe('contacts', () => {
    /** The SDK blocks for 40 s and throws 301 if the server leaves it without the answer or the echo that it needs (native.md §6). */
    const act = (call: string) => phone.run(`c.contactManager().${call};`)
    const contacts = () => act('getAllContactsFromServer()')

    test('are asked, and say yes or no, both ways', async () => {
      await act('addContact("bob", "it is me")')
      await web.next('onContactInvited', ({ from }) => from === 'alice', PATIENCE_MS)
      web.connection.declineContactInvite('alice')
      await next('contact.onFriendRequestDeclined', 'bob')
      await act('addContact("bob", "please")')
      await web.next('onContactInvited', ({ from }) => from === 'alice', PATIENCE_MS)
      web.connection.acceptContactInvite('alice')
      await next('contact.onContactAdded', 'bob')
      assert.deepEqual(await contacts(), ['bob'])

      await using carol = await sdkClient(server, { user: 'carol', password: 'pw' })
      carol.connection.addContact('alice', 'hi')
      await next('contact.onContactInvited', 'carol', 'hi')
      await act('declineInvitation("carol")')
      await carol.next('onContactRefuse', ({ from }) => from === 'alice', PATIENCE_MS)
      carol.connection.addContact('alice', 'once more')
      await next('contact.onContactInvited', 'carol', 'once more')
      await act('acceptInvitation("carol")')
      await carol.next('onContactAgreed', ({ from }) => from === 'alice', PATIENCE_MS)
      assert.deepEqual((await contacts()).sort(), ['bob', 'carol'])
    })

    test('are blocked and unblocked', async () => {
      await act('addUserToBlackList("bob", true)')
      assert.deepEqual(await act('getBlackListFromServer()'), ['bob'])
      await assert.rejects(web.send({ type: 'txt', chatType: 'singleChat', to: 'alice', msg: 'unheard' }))
      await act('removeUserFromBlackList("bob")')
      assert.deepEqual(await act('getBlackListFromServer()'), [])
      const { serverMsgId } = await web.send({
        type: 'txt',
        chatType: 'singleChat',
        to: 'alice',
        msg: 'heard',
      })
      await phone.message(({ id }) => id === serverMsgId)
    })

    test('are removed, both ways', async () => {
      await act('deleteContact("bob")')
      await web.next('onContactDeleted', ({ from }) => from === 'alice', PATIENCE_MS)
      await next('contact.onContactDeleted', 'bob')
      await using carol = await sdkClient(server, { user: 'carol', password: 'pw' })
      carol.connection.deleteContact('alice')
      await next('contact.onContactDeleted', 'carol')
      assert.deepEqual(await contacts(), [])
    })
  })
})
