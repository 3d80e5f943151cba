import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { openClient } from './client.ts'
import type { Anything } from './load-kit.ts'

/** Reactions in the forms of SDK 5 (presence-reactions-pins.md §2). */
describe('reactions in SDK 5', () => {
  let server: TestServer
  let group: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    const made = { groupname: 'g', owner: 'alice', members: ['bob'], public: true, description: '' }
    group = (await server.call('POST', '/chatgroups', made)).body.data.groupid
  })
  after(() => server.close())

  test('[reactions.add] [reactions.list] [reactions.detail] [reactions.remove] [socket.reactionEvents] are told, listed and in the history', async () => {
    await using alice = await openClient(server, 'alice')
    await using bob = await openClient(server, 'bob')
    const place = { conversationId: group, conversationType: 'groupChat' }
    const { chatManager } = alice.sdk
    const sent = await chatManager.sendMessage(chatManager.createTextMessage({ ...place, content: 'hi' }))
    const messageId = sent.msgServerId
    await bob.next('onMessage', ({ msgServerId }) => msgServerId === messageId)
    await bob.sdk.chatManager.addReaction({ messageId, reaction: 'a+b' })
    const added = await alice.next('onReactionChanged')
    const told = Array.isArray(added) ? added[0] : added
    assert.equal(told.messageId, messageId)
    assert.partialDeepStrictEqual(JSON.parse(JSON.stringify(told.reactions)), [
      { reaction: 'a+b', count: 1, userList: ['bob'], isAddedBySelf: false },
    ])
    const asked = {
      ...place,
      messageIds: [messageId],
      messageId,
      groupId: group,
      reaction: 'a+b',
      pageSize: 100,
    }
    const list = JSON.stringify(await bob.sdk.chatManager.getReactionList(asked))
    assert.match(list, /"reaction":"a\+b"/)
    assert.match(list, /"isAddedBySelf":true/)
    const detail = JSON.stringify(await alice.sdk.chatManager.getReactionDetail(asked))
    assert.match(detail, /"bob"/)
    assert.match(detail, /"isAddedBySelf":false/)
    const { items } = await bob.sdk.chatManager.getHistoryMessages({
      ...place,
      pageSize: 5,
      searchDirection: 'up',
    })
    const found = items.find(({ msgServerId }: Anything) => msgServerId === messageId)
    assert.partialDeepStrictEqual(JSON.parse(JSON.stringify(found.reactions)), [
      { reaction: 'a+b', count: 1, userList: ['bob'], isAddedBySelf: true },
    ])
    await bob.sdk.chatManager.removeReaction({ messageId, reaction: 'a+b' })
    const removed = await alice.next('onReactionChanged')
    assert.match(JSON.stringify(removed), /"reactionType":"delete"/)
  })
})
