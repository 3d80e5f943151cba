import { after, before, describe, test } from 'node:test'
import { createGroup } from '../../groups/scene.ts'
import { TestServer } from '../../harness/test-server.ts'
import { openClient } from '../../sdk/client.ts'
import { EventCatcher } from './event-catcher.ts'
import { assertSamples } from './samples.ts'

describe('what webhooks say of reactions, threads and pushes', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const login = (user: string) =>
    openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey: 'acme#chat', user, password: 'pw' })

  test('[reactions.add] [reactions.remove] reactions', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    const text = { type: 'txt', msg: 'hi' } as const
    const { serverMsgId: message } = await alice.send({ ...text, chatType: 'singleChat', to: 'bob' })
    await using catcher = await EventCatcher.start(server, { events: ['reaction'] })
    await alice.connection.addReaction({ messageId: message, reaction: 'like' })
    await bob.connection.addReaction({ messageId: message, reaction: 'smile' })
    assertSamples((await catcher.next(2)).slice(1), ['a user reacts to a message'], { message })
    await bob.connection.deleteReaction({ messageId: message, reaction: 'smile' })
    assertSamples(await catcher.next(1), ['a user takes a reaction back'], { message })
    const group = await createGroup(server, ['bob'])
    const { serverMsgId: said } = await alice.send({ ...text, chatType: 'groupChat', to: group })
    await bob.connection.addReaction({ messageId: said, reaction: 'smile' })
    assertSamples(await catcher.next(1), ['a user reacts to a message in a group'], { message: said, group })
  })

  test('[threads.create] messages in threads', async () => {
    await using alice = await login('alice')
    const group = await createGroup(server, ['bob'])
    const text = { type: 'txt', chatType: 'groupChat', msg: 'hi' } as const
    const { serverMsgId: root } = await alice.send({ ...text, to: group })
    const created = await alice.connection.createChatThread({
      parentId: group,
      name: 'topic',
      messageId: root,
    })
    const thread = created.data!.chatThreadId
    await using catcher = await EventCatcher.start(server, { events: ['thread'] })
    const known = { group, thread, root }
    const { serverMsgId: first } = await alice.send({ ...text, to: thread, isChatThread: true })
    assertSamples(await catcher.next(1), ['a message in a thread'], { ...known, message: first })
    const { serverMsgId: second } = await alice.send({ ...text, to: thread, isChatThread: true })
    await catcher.next(1)
    const body = { msg_id: second, to: thread, chat_type: 'groupchat', from: 'alice', force: true }
    await server.call('POST', '/messages/msg_recall', body)
    assertSamples(await catcher.next(1), ['a message in a thread is recalled'], { ...known, message: first })
    await server.call('PUT', `/messages/rewrite/${first}`, {
      user: 'alice',
      new_msg: { type: 'txt', msg: 'ho' },
    })
    assertSamples(await catcher.next(1), ['a message in a thread is edited'], { ...known, message: first })
  })

  test('results of pushes', async () => {
    await using catcher = await EventCatcher.start(server, { events: ['push'] })
    const message = 1234567890123456
    const of = {
      ...({ kind: 'push.done', user: 'bob', message, sender: 'alice', chat: 'user', group: null } as const),
      ...{ by: { kind: 'system' } as const, app: server.app.id, subject: 'p:alice|bob' },
      ...{ notifier: null, device: null, token: null, data: null, service: null, error: null },
    }
    await server.running.core.stores.facts.append([
      {
        ...of,
        ...{ status: 'success', service: 'ANDROID', notifier: 'sender', device: 'd1', token: 't1' },
        data: { name: 'projects/p/messages/1' },
        detail: null,
      },
      { ...of, status: 'fail', detail: 'no push binding' },
    ])
    server.running.core.facts.dispatcher.wake()
    assertSamples(await catcher.next(2), ['a push that was accepted', 'a push to a user without devices'])
  })
})
