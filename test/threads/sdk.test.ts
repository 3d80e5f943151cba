import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EasemobChat } from 'easemob-websdk'
import { createGroup } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'

type Told = Record<string, unknown>

describe('threads with the official SDK', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
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
  /** Of this thread: a client that has just logged in may be told what it was told before. */
  const change = async (client: Client, operation: string, thread: string): Promise<Told> => ({
    ...(await client.next(
      'onChatThreadChange',
      (event) => event.operation === operation && event.id === thread,
    )),
  })
  const ownDevices = async (client: Client, operation: string): Promise<Told> => ({
    ...((await client.next(
      'onMultiDeviceEvent',
      (event) => (event as { operation: string }).operation === operation,
    )) as unknown as Told),
  })
  const text = (to: string, msg: string, more = {}) =>
    ({ type: 'txt', chatType: 'groupChat', to, msg, ...more }) as EasemobChat.CreateMsgType

  /** A list as the SDK returns it, despite its wrong types. */
  const entities = async (reply: Promise<{ entities?: unknown }>) => (await reply).entities as Told[]

  /** A message of alice's in a group of all three, and a thread of hers on it. */
  async function begin(alice: Client): Promise<{ group: string; message: string; thread: string }> {
    const group = await createGroup(server, ['bob', 'carol'])
    const { serverMsgId: message } = await alice.send(text(group, 'what do you think?'))
    const { data } = await alice.connection.createChatThread({
      parentId: group,
      name: 'topic',
      messageId: message,
    })
    return { group, message, thread: data!.chatThreadId }
  }

  test("[threads.create] [threads.get] [threads.rename] [threads.delete] [socket.threadEvents] the group is notified, and the user's own devices", async () => {
    await using alice = await open('alice')
    await using tablet = await open('alice', 'd2')
    await using bob = await open('bob')
    const { group, message, thread } = await begin(alice)
    const created = await change(bob, 'create', thread)
    assert.deepEqual(
      [created.name, created.parentId, created.messageId, created.operator],
      ['topic', group, message, 'alice'],
    )
    const own = await ownDevices(tablet, 'chatThreadCreate')
    assert.deepEqual([own.chatThreadId, own.chatThreadName, own.parentId], [thread, 'topic', group])
    const detail = (await bob.connection.getChatThreadDetail({ chatThreadId: thread })).data!
    assert.deepEqual(
      [detail.id, detail.name, detail.owner, detail.parentId, detail.messageId, detail.affiliationsCount],
      [thread, 'topic', 'alice', group, message, 1],
    )
    await alice.connection.changeChatThreadName({ chatThreadId: thread, name: 'other topic' })
    assert.equal((await change(bob, 'update', thread)).name, 'other topic')
    assert.equal((await ownDevices(tablet, 'chatThreadNameUpdate')).chatThreadName, 'other topic')
    await alice.connection.destroyChatThread({ chatThreadId: thread })
    await change(bob, 'destroy', thread)
    assert.equal((await ownDevices(tablet, 'chatThreadDestroy')).chatThreadId, thread)
  })

  test('[history.roam] messages tell of their thread, to whoever may read it now', async () => {
    await using alice = await open('alice')
    await using bob = await open('bob')
    const { group, message, thread } = await begin(alice)
    const overview = async (client: Client) => {
      const page = { targetId: group, chatType: 'groupChat', pageSize: 10 } as const
      const { messages } = await client.connection.getHistoryMessages(page)
      const found = messages.find(({ id }) => id === message) as unknown as { chatThreadOverview?: Told }
      return found.chatThreadOverview
    }
    const fresh = (await overview(bob))!
    assert.deepEqual(
      [fresh.id, fresh.parentId, fresh.name, fresh.lastMessage, fresh.messageCount],
      [thread, group, 'topic', null, 0],
    )
    assert.ok(Math.abs((fresh.createTimestamp as number) - Date.now()) < 60_000)
    const { serverMsgId: first } = await alice.send(text(thread, 'one', { isChatThread: true }))
    await alice.send(text(thread, 'two', { isChatThread: true }))
    await alice.connection.changeChatThreadName({ chatThreadId: thread, name: 'other topic' })
    const later = (await overview(bob))!
    assert.deepEqual([later.name, later.messageCount], ['other topic', 2])
    assert.deepEqual(
      [(later.lastMessage as Told).msg, (later.lastMessage as Told).from, (later.lastMessage as Told).to],
      ['two', 'alice', thread],
    )
    await alice.connection.recallMessage({
      mid: first,
      to: thread,
      chatType: 'groupChat',
      isChatThread: true,
    })
    assert.equal((await overview(bob))!.messageCount, 1, 'what was recalled does not count')

    await server.call('DELETE', `/chatgroups/${group}/users/bob`)
    assert.equal(await overview(bob), undefined, 'a former member reads what was said before, not the thread')
    await alice.connection.destroyChatThread({ chatThreadId: thread })
    assert.equal(await overview(alice), undefined)
    await alice.connection.createChatThread({ parentId: group, name: 'again', messageId: message })
    assert.equal((await overview(alice))!.name, 'again')
  })

  test('[reactions.add] [reactions.list] [history.roam] who joins late reads what was said before, and reacts to it', async () => {
    await using alice = await open('alice')
    await using bob = await open('bob')
    const { group, thread } = await begin(alice)
    const { serverMsgId: messageId } = await alice.send(text(thread, 'early', { isChatThread: true }))
    const react = () => bob.connection.addReaction({ messageId, reaction: 'ok' })
    await assert.rejects(react(), { type: 602 }, 'a member of the group who is not in the thread')
    await bob.connection.joinChatThread({ chatThreadId: thread })
    const page = { targetId: thread, chatType: 'groupChat', pageSize: 10 } as const
    const read = async () => (await bob.connection.getHistoryMessages(page)).messages
    assert.deepEqual(
      (await read()).map(({ id }) => id),
      [messageId],
    )
    await react()
    const told = await alice.next('onReactionChange', (event) => event.messageId === messageId)
    assert.deepEqual([told.from, told.to, told.reactions[0]?.reaction], ['bob', thread, 'ok'])
    const [shown] = (await read()) as unknown as { reactions: { isAddedBySelf: boolean }[] }[]
    assert.equal(shown!.reactions[0]!.isAddedBySelf, true)
    const asked = { chatType: 'groupChat', messageId, groupId: thread } as const
    assert.equal((await bob.connection.getReactionList(asked)).data?.[0]?.reactionList.length, 1)
    await server.call('DELETE', `/chatgroups/${group}/users/bob`)
    await assert.rejects(react(), { type: 1103 }, 'who left the group sees nothing of it any more')
  })

  test('[threads.join] [threads.leave] [threads.members] [threads.removeMember] joining, leaving, being removed', async () => {
    await using alice = await open('alice')
    await using bob = await open('bob')
    await using phone = await open('bob', 'd2')
    const { group, thread } = await begin(alice)
    const joined = (await bob.connection.joinChatThread({ chatThreadId: thread })).data!
    assert.equal(joined.detail.id, thread)
    assert.deepEqual((await ownDevices(phone, 'chatThreadJoin')).parentId, group)
    const members = async () =>
      (await alice.connection.getChatThreadMembers({ chatThreadId: thread, pageSize: 20 })).data!.affiliations
    assert.deepEqual(await members(), ['alice', 'bob'])
    await bob.connection.leaveChatThread({ chatThreadId: thread })
    await ownDevices(phone, 'chatThreadLeave')
    await bob.connection.joinChatThread({ chatThreadId: thread })
    await alice.connection.removeChatThreadMember({ chatThreadId: thread, username: 'bob' })
    const removed = await change(bob, 'userRemove', thread)
    assert.deepEqual([removed.parentId, removed.operator, removed.userName], [group, 'alice', 'bob'])
    assert.deepEqual(await members(), ['alice'])
  })

  test('[socket.sendToThread] [threads.lastMessages] members get it, the group only a notice that there is news', async () => {
    await using alice = await open('alice')
    await using bob = await open('bob')
    await using carol = await open('carol')
    const { group, message, thread } = await begin(alice)
    await assert.rejects(bob.send(text(thread, 'not in it', { isChatThread: true })))
    await bob.connection.joinChatThread({ chatThreadId: thread })
    const { serverMsgId } = await alice.send(text(thread, 'I think so', { isChatThread: true }))
    const heard = await bob.next('onTextMessage', ({ msg }) => msg === 'I think so')
    assert.equal(heard.to, thread)
    assert.equal(heard.id, serverMsgId)
    const { chatThread } = heard as unknown as { chatThread: Told }
    assert.deepEqual(
      [chatThread.messageId, chatThread.parentId, chatThread.chatThreadName],
      [message, group, 'topic'],
    )
    const news = await change(carol, 'update', thread)
    assert.equal(news.messageCount, 1)
    assert.equal((news.lastMessage as Told).msg, 'I think so')
    assert.ok(!carol.all('onTextMessage').some(({ msg }) => msg === 'I think so'))
    await bob.send(text(thread, 'me too', { isChatThread: true }))
    assert.equal((await change(carol, 'update', thread)).messageCount, 2)
    const last = await entities(carol.connection.getChatThreadLastMessage({ chatThreadIds: [thread] }))
    assert.deepEqual(
      last.map((each) => [each.chatThreadId, (each.lastMessage as Told).msg]),
      [[thread, 'me too']],
    )
    // The server API sends to a thread as to a group.
    const sent = { from: 'carol', to: [thread], type: 'txt', body: { msg: 'from the app' } }
    assert.equal((await server.call('POST', '/messages/chatgroups', sent)).status, 200)
    const fromApp = await bob.next('onTextMessage', ({ msg }) => msg === 'from the app')
    assert.equal((fromApp as unknown as { chatThread: Told }).chatThread.parentId, group)
    await alice.connection.recallMessage({
      mid: serverMsgId,
      to: thread,
      chatType: 'groupChat',
      isChatThread: true,
    })
    await bob.next('onRecallMessage', ({ mid }) => mid === serverMsgId)
    // Offline users get what was sent in their threads.
    await bob.close()
    await alice.send(text(thread, 'while away', { isChatThread: true }))
    await using again = await open('bob')
    await again.next('onTextMessage', ({ msg }) => msg === 'while away')
    const history = await again.connection.getHistoryMessages({
      targetId: thread,
      chatType: 'groupChat',
      pageSize: 10,
    })
    assert.deepEqual(
      history.messages.map((each) => (each as unknown as Told).msg),
      ['while away', 'from the app', 'me too'],
    )
    // Users muted in the group are muted in its threads.
    await server.call('POST', `/chatgroups/${group}/mute`, { usernames: ['bob'], mute_duration: 60_000 })
    await assert.rejects(again.send(text(thread, 'muted', { isChatThread: true })))
  })

  test('[threads.joined] [threads.joinedOfGroup] [threads.ofGroup] lists', async () => {
    await using alice = await open('alice')
    const { group, thread } = await begin(alice)
    const { connection } = alice
    const mine = await entities(connection.getJoinedChatThreads({ parentId: group, pageSize: 5 }))
    assert.deepEqual(
      mine.map(({ id, parentId }) => [id, parentId]),
      [[thread, group]],
    )
    assert.equal((await entities(connection.getJoinedChatThreads({ pageSize: 1 })))[0]?.id, thread)
    assert.equal(
      (await entities(connection.getChatThreads({ parentId: group, pageSize: 5 })))[0]?.name,
      'topic',
    )
  })

  test('[socket.threadEvents] threads cannot be nested', async () => {
    await using alice = await open('alice')
    const { group, thread } = await begin(alice)
    const { serverMsgId } = await alice.send(text(thread, 'deep', { isChatThread: true }))
    const nested = { group_id: group, name: 'nested', msg_id: serverMsgId, owner: 'alice' }
    const reply = await server.call('POST', '/thread', nested)
    assert.deepEqual([reply.status, reply.body.error_description], [400, 'thread not nested.'])
  })
})
