import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { TestServer } from '../harness/test-server.ts'
import { openClient } from './client.ts'

describe('SDK 5', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  test('[socket.syncConversations] [socket.syncContacts] [socket.syncGroups] fills its lists after the login', async () => {
    await server.call('POST', '/users/alice/contacts/users/bob')
    await server.call('PUT', '/user/alice/contacts/users/bob', { remark: 'Bobby' })
    const group = { groupname: 'Friends', owner: 'bob', members: ['alice'], public: true, maxusers: 10 }
    const { body } = await server.call('POST', '/chatgroups', { ...group, description: 'd' })
    const said = { from: 'bob', to: ['alice'], type: 'txt', body: { msg: 'hi' } }
    await server.call('POST', '/messages/users', said)
    const options = { enableSyncData: ['conversation', 'contact', 'group'], enableUserInfoSync: true }
    await using alice = await openClient(server, 'alice', { options })
    for (const { dataType, status } of await alice.synced('conversation', 'contact', 'group'))
      assert.equal(status, 'success', dataType)
    const [contact, ...noMore] = await alice.sdk.contactManager.getContacts()
    assert.deepEqual([contact.userId, contact.remark, noMore], ['bob', 'Bobby', []])
    const [joined] = await alice.sdk.groupManager.getJoinedGroupList()
    assert.deepEqual(
      [joined.groupId, joined.name, joined.role, joined.muteExpiration],
      [body.data.groupid, 'Friends', 'member', -1],
    )
    const conversations = await alice.sdk.chatManager.getConversationList()
    const ofBob = conversations.find(
      ({ conversationId }: { conversationId: string }) => conversationId === 'bob',
    )
    assert.equal(ofBob.conversationName, 'Bobby')
    assert.equal(ofBob.lastMessage.body.content, 'hi')
  })

  test('[socket.readReceipts] talks with itself and 4.21.1, and both see what has been read', async () => {
    await using alice = await openClient(server, 'alice')
    await using bob = await openClient(server, 'bob')
    await using old = await sdkClient(server, { user: 'carol', password: 'pw' })
    const say = (to: string, content: string) => {
      const { chatManager } = alice.sdk
      const message = { conversationId: to, conversationType: 'singleChat', content }
      return chatManager.sendMessage(chatManager.createTextMessage(message))
    }
    const sent = [await say('bob', 'one'), await say('bob', 'two')].map(({ msgServerId }) => msgServerId)
    const came = [
      await bob.next('onMessage', ({ from }) => from === 'alice'),
      await bob.next('onMessage', ({ body }) => body.content === 'two'),
    ]
    assert.deepEqual(
      came.map(({ msgServerId, body }) => [msgServerId, body.content]),
      [
        [sent[0], 'one'],
        [sent[1], 'two'],
      ],
    )
    const read = { conversationType: 'singleChat', messageIds: sent, messageIdList: sent }
    await bob.sdk.chatManager.sendMessageReadReceipts({ conversationId: 'alice', ...read })
    const told: string[] = []
    while (told.length < 2)
      told.push(
        ...(await alice.next('onMessageReadReceipts')).flatMap(
          (each: { messageIds: string[] }) => each.messageIds,
        ),
      )
    assert.deepEqual(told.sort(), [...sent].sort())
    await say('carol', 'to the old one')
    assert.equal((await old.next('onTextMessage')).msg, 'to the old one')
    await old.send({ type: 'txt', chatType: 'singleChat', to: 'alice', msg: 'back' })
    assert.equal((await alice.next('onMessage', ({ from }) => from === 'carol')).body.content, 'back')
  })

  test('[socket.clearUnread] what has been read as a whole is told to the own devices only', async () => {
    await using alice = await openClient(server, 'alice')
    await using other = await openClient(server, 'alice', { device: 'd2' })
    await using bob = await openClient(server, 'bob')
    const bobs = { conversationId: 'bob', conversationType: 'singleChat' }
    await alice.sdk.chatManager.clearConversationUnreadMessageCount(bobs)
    const one = await other.next('onMultiDeviceConversation')
    assert.match(JSON.stringify(one), /UNREAD_MESSAGE_COUNT_CLEARED.*/)
    await alice.sdk.chatManager.clearAllConversationUnreadMessageCount()
    assert.match(JSON.stringify(await other.next('onMultiDeviceConversation')), /ALL_CONVERSATIONS/)
    const { chatManager } = alice.sdk
    await chatManager.sendMessage(chatManager.createTextMessage({ ...bobs, content: 'behind it' }))
    await bob.next('onMessage', ({ body }) => body.content === 'behind it')
    assert.ok(!bob.names.includes('onMultiDeviceConversation'), bob.names.join())
    assert.equal((await server.rows(unreadOf('alice')))[0]!.behind, 0)
  })
})

/** Conversations of which somebody has not read all. */
const unreadOf = (user: string) => `select count(*) as behind from follow join log on log.id = follow.log
  where follow."user" = '${user}' and log.key not like 'u:%' and follow.until is null
    and follow.seen < (select max(seq) from entry where entry.log = follow.log and entry.sender <> '${user}')`
