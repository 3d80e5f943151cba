import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { TestServer } from '../harness/test-server.ts'
import { openClient } from './client.ts'

/** Where SDK 5 differs from what every server would expect: sdk5.md §16, by its numbers. */
describe('traps of SDK 5', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave', 'erin')
  })
  after(() => server.close())

  const single = (conversationId: string) => ({ conversationId, conversationType: 'singleChat' })
  const isSaid = (content: string) => (message: { body: { content?: string } }) =>
    message.body.content === content

  test('trap 1: an id that no message can have is answered as one that does not exist', async () => {
    await using alice = await openClient(server, 'alice')
    for (const messageId of ['12345', '18446744073709551615'])
      await assert.rejects(
        alice.sdk.chatManager.recallMessage({ ...single('bob'), messageId }),
        ({ message }) => /does not exist/.test(message),
      )
  })

  test('trap 18: a command is delivered and not unread', async () => {
    await server.users('frank')
    await using alice = await openClient(server, 'alice', { options: { enableDeliveryReceipt: true } })
    const { chatManager } = alice.sdk
    await chatManager.sendMessage(chatManager.createTextMessage({ ...single('frank'), content: 'text' }))
    const command = chatManager.createCmdMessage({ ...single('frank'), action: 'act' })
    const { msgServerId } = await chatManager.sendMessage(command)
    await using frank = await openClient(server, 'frank', { options: { enableDeliveryReceipt: true } })
    await frank.synced('conversation')
    await alice.next('onMessageDelivered', ({ messageId }) => messageId === msgServerId)
    const [conversation] = await frank.sdk.chatManager.getConversationList()
    assert.equal(conversation.unreadCount, 1)
  })

  const values = { no: false, yes: true, zero: 0, below: -1, text: '' }

  for (const sdk of ['easemob-websdk', 'easemob-websdk-4.8', 'easemob-websdk-4.0', 'SDK 5'])
    test(`trap 4: what is false arrives so, from the app and from SDK 5, at ${sdk}`, async () => {
      await using alice = await openClient(server, 'alice')
      const { chatManager } = alice.sdk
      const say = async () => {
        const said = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'app' }, ext: values }
        assert.equal((await server.call('POST', '/messages/users', said)).status, 200)
        const message = { ...single('bob'), content: 'user', ext: values }
        await chatManager.sendMessage(chatManager.createTextMessage(message))
      }
      if (sdk === 'SDK 5') {
        await using bob = await openClient(server, 'bob')
        await say()
        for (const content of ['app', 'user'])
          assert.deepEqual({ ...(await bob.next('onMessage', isSaid(content))).ext }, values, content)
      } else {
        await using bob = await sdkClient(server, { user: 'bob', password: 'pw', sdk })
        await say()
        for (const content of ['app', 'user']) {
          const { ext } = await bob.next('onTextMessage', ({ msg }) => msg === content)
          assert.deepEqual({ ...ext }, values, content)
        }
      }
    })

  test('trap 5: what has waited is not counted as unread again, what comes is', async () => {
    const said = (msg: string) => ({ from: 'alice', to: ['carol'], type: 'txt', body: { msg } })
    for (const msg of ['one', 'two', 'three']) await server.call('POST', '/messages/users', said(msg))
    await using carol = await openClient(server, 'carol')
    await carol.synced('conversation')
    const states = []
    for (const msg of ['one', 'two', 'three'])
      states.push((await carol.next('onMessage', isSaid(msg))).isOnline)
    assert.deepEqual(states, [false, false, false])
    const unread = async () => (await carol.sdk.chatManager.getConversationList())[0].unreadCount
    assert.equal(await unread(), 3)
    await server.call('POST', '/messages/users', said('four'))
    assert.equal((await carol.next('onMessage', isSaid('four'))).isOnline, true)
    assert.equal(await unread(), 4)
  })

  test('trap 3: that a peer of 4.x has read a conversation is not told to SDK 5', async () => {
    await using alice = await openClient(server, 'alice')
    await using erin = await sdkClient(server, { user: 'erin', password: 'pw' })
    await erin.send({ type: 'channel', chatType: 'singleChat', to: 'alice' } as never)
    await erin.send({ type: 'txt', chatType: 'singleChat', to: 'alice', msg: 'behind it' })
    await alice.next('onMessage', isSaid('behind it'))
    assert.ok(!alice.names.includes('onMultiDeviceConversation'), alice.names.join())
  })

  test('trap 15: other devices are told which messages of the history have been deleted', async () => {
    await using alice = await openClient(server, 'alice')
    await using other = await openClient(server, 'alice', { device: 'd2' })
    const { chatManager } = alice.sdk
    const message = { ...single('bob'), content: 'gone' }
    const { msgServerId } = await chatManager.sendMessage(chatManager.createTextMessage(message))
    await chatManager.removeHistoryMessages({ ...single('bob'), messageIds: [msgServerId] })
    const some = await other.next('onMultiDeviceMessageRemoved')
    assert.deepEqual(some.messageIds, [msgServerId])
    const before = Date.now()
    await chatManager.removeHistoryMessages({
      ...single('bob'),
      beforeTimeStamp: before,
      beforeTimestamp: before,
    })
    assert.equal((await other.next('onMultiDeviceMessageRemoved')).beforeTimestamp, before)
  })
})
