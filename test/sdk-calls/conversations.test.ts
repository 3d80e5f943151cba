import assert from 'node:assert/strict'
import { type Anything, perform } from './stage.ts'

perform('conversations', ['alice', 'bob'], async ({ server, client, step, gives }) => {
  await using alice = await client('alice')
  await using second = await client('alice', 'd2')
  const ids: string[] = []
  for (const msg of ['one', 'two', 'three']) {
    const sent = await alice.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg })
    ids.push(sent.serverMsgId)
  }
  await using bob = await client('bob')
  for (const msg of ['one', 'two', 'three']) assert.equal((await bob.next('onTextMessage')).msg, msg)
  const told = async (operation: string): Promise<Anything> =>
    second.next('onMultiDeviceEvent', (event: Anything) => event.operation === operation)
  const one = { conversationId: 'bob', conversationType: 'singleChat' }

  const listed = await step('V1', alice, 'getServerConversations', { pageSize: 10, cursor: '' })
  if (listed !== undefined) {
    const [{ conversationId, lastMessage }] = listed.data.conversations
    assert.deepEqual([conversationId, lastMessage.msg], ['bob', 'three'])
  }
  await step('V3', alice, 'getSessionList')
  await step('V4', alice, 'getConversationlist', { pageNum: 1, pageSize: 10 })
  const pinned = await step('V6', alice, 'pinConversation', { ...one, isPinned: true })
  if (pinned !== undefined) {
    assert.equal(pinned.data.isPinned, true)
    await told('pinnedConversation')
    const { data } = await step('V2', alice, 'getServerPinnedConversations', { pageSize: 10, cursor: '' })
    assert.equal(data.conversations[0].conversationId, 'bob')
    await step('V7', alice, 'pinConversation', { ...one, isPinned: false })
    await told('unpinnedConversation')
  }

  const asked = { targetId: 'bob', chatType: 'singleChat', pageSize: 10 }
  const history = await step('V11', alice, 'getHistoryMessages', asked)
  if (history !== undefined)
    assert.deepEqual(
      history.messages.map(({ id }: Anything) => id),
      [...ids].reverse(),
    )
  const fetched = await step('V12', alice, 'fetchHistoryMessages', {
    queue: 'bob',
    count: 10,
    isGroup: false,
  })
  assert.equal(fetched.length, 3)
  const removal = { targetId: 'bob', chatType: 'singleChat' }
  await step('V13', alice, 'removeHistoryMessages', { ...removal, messageIds: [ids[0]] })
  if ('removeHistoryMessages' in alice.connection) {
    await told('deleteRoaming')
    const left = await step('V11', alice, 'getHistoryMessages', asked)
    assert.equal(left.messages.length, 2)
    await step('V14', alice, 'removeHistoryMessages', { ...removal, beforeTimeStamp: Date.now() + 1000 })
    assert.equal((await step('V11', alice, 'getHistoryMessages', asked)).messages.length, 0)
  }
  // What one side deletes stays with the other.
  const his = await step('V11', bob, 'getHistoryMessages', { ...asked, targetId: 'alice' })
  if (his !== undefined) assert.equal(his.messages.length, 3)

  const deletion = { channel: 'bob', chatType: 'singleChat', deleteRoam: true }
  const byClient = await gives('V5', alice, 'deleteConversation', [deletion], { result: 'ok' })
  if (byClient !== undefined) assert.deepEqual(byClient.data, { result: 'ok' })
  await step('V15', alice, 'deleteAllMessagesAndConversations')
  const { body } = await server.call('GET', '/users/alice/user_channels')
  assert.deepEqual(body.data?.channel_infos ?? [], [])
})
