import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BodyType, encodeMessageBody, userJid } from '@ringpost/protocol'
import { openWebhookEvents } from '../../../packages/server/src/app/open-webhook-events.ts'
import type { Fact } from '../../../packages/server/src/domain/facts/fact.ts'
import { APP_KEY } from '../../gateway/raw-client.ts'
import { createGroup, createRoom, goOnline } from '../../groups/scene.ts'
import { assertError } from '../../harness/assert-error.ts'
import { TestServer } from '../../harness/test-server.ts'
import { until } from '../../harness/until.ts'
import { openClient } from '../../sdk/client.ts'
import { aWebhook } from './a-webhook.ts'
import { EventCatcher } from './event-catcher.ts'
import { assertSamples } from './samples.ts'

const families = ['chat', 'chat_offline', 'recall', 'edit'] as const

describe('what webhooks say of messages', () => {
  let server: TestServer
  let catcher: EventCatcher
  before(async () => {
    server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
    await server.users('alice', 'bob', 'carol')
    catcher = await EventCatcher.start(server, { events: families })
  })
  after(async () => {
    await catcher[Symbol.asyncDispose]()
    await server.close()
  })

  const call = async (method: string, path: string, body?: unknown) => {
    const reply = await server.call(method, path, body)
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
    return reply.body
  }
  const send = async (path: string, to: string, type: string, body: unknown, more = {}) =>
    (await call('POST', path, { from: 'alice', to: [to], type, body, ...more })).data[to] as string
  const login = (user: string) =>
    openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey: 'acme#chat', user, password: 'pw' })

  test('[messages.sendToUsers] a message from REST, and its receiver who is offline', async () => {
    const ext = { order: 7 }
    await send('/messages/users', 'bob', 'txt', { msg: 'hi' }, { ext })
    assertSamples(await catcher.next(2), ['a text to a user', 'a text to a user who is offline'])
  })

  test('[messages.sendToUsers] [messages.sendToGroups] a message with a route is told to rules that name it, and to no others', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await using staging = await EventCatcher.start(server, {
      events: families,
      filters: { envs: ['staging', 'beta2'] },
    })
    await send('/messages/users', 'bob', 'txt', { msg: 'nowhere' }, { env: 'dev' })
    await send('/messages/users', 'bob', 'txt', { msg: 'routed' }, { env: 'beta2' })
    const kept = { routetype: 'ROUTE_ONLINE', env: 'staging' }
    await send('/messages/users', 'bob', 'txt', { msg: 'unstored' }, kept)
    await send('/messages/chatgroups', group, 'txt', { msg: 'default' })
    await send('/messages/chatgroups', group, 'txt', { msg: 'in a group' }, { env: 'staging' })
    const told = (events: Record<string, unknown>[]) =>
      events.map(({ eventType, payload }) => {
        const { bodies } = payload as { bodies: { msg: string }[] }
        return `${eventType}: ${bodies[0]!.msg}`
      })
    assert.deepEqual(told(await catcher.next(3)).sort(), [
      'chat: default',
      'chat_offline: default',
      'chat_offline: default',
    ])
    assert.deepEqual(told(await staging.next(6)).sort(), [
      'chat: in a group',
      'chat: routed',
      'chat: unstored',
      'chat_offline: in a group',
      'chat_offline: in a group',
      'chat_offline: routed',
    ])
    for (const env of ['', 'no-dash', 'ninechars', {}]) {
      const body = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'x' }, env }
      assertError(await server.call('POST', '/messages/users', body), 'request.body_invalid')
    }
  })

  test('bodies of every type', async () => {
    await using _ = await login('bob')
    const file = { url: 'https://files.example/f', filename: 'f', secret: 's' }
    const bodies = {
      img: { ...file, size: { width: 480, height: 720 } },
      audio: { ...file, length: 4 },
      video: { ...file, thumb: 'https://files.example/t', thumb_secret: 't', length: 9, file_length: 512 },
      file,
      loc: { lat: '39.9', lng: '116.4', addr: 'Beijing' },
      cmd: { action: 'refresh' },
      custom: { customEvent: 'gift', customExts: { name: 'rose', count: '9' } },
    }
    for (const [type, body] of Object.entries(bodies)) {
      await send('/messages/users', 'bob', type, body)
      assertSamples(await catcher.next(1), [`a message of type ${type}`])
    }
    await using alice = await goOnline(server, 'alice')
    const content = {
      ...({ type: 'txt', subType: 'sub_combine', msg: 'old clients see this' } as const),
      ...{ title: 'Two messages', summary: 'alice: hi', combineLevel: 1, file_length: 512 },
      ...file,
    } as const
    const payload = encodeMessageBody({ type: BodyType.CHAT, from: 'alice', to: 'bob', content })
    alice.send({ to: userJid(APP_KEY, 'bob'), payload })
    assertSamples(await catcher.next(1), ['a message of several that are combined'])
  })

  test('[messages.sendToGroups] a message to a group, once for each member who is offline; to a room, never', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await using bob = await login('bob')
    await bob.send({ type: 'txt', chatType: 'groupChat', to: group, msg: 'all' })
    assertSamples(
      await catcher.next(3),
      ['a text to a group', 'a text to a group with alice offline', 'a text to a group with carol offline'],
      { group },
    )
    const room = await createRoom(server, ['bob'])
    await send('/messages/chatrooms', room, 'txt', { msg: 'hall' })
    assertSamples(await catcher.next(1), ['a text to a room'], { room })
  })

  test('[messages.recall] a recall, over the SDK and REST', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    const { serverMsgId: mid } = await alice.send({
      type: 'txt',
      chatType: 'singleChat',
      to: 'bob',
      msg: 'oh',
    })
    await bob.next('onTextMessage')
    await alice.connection.recallMessage({ mid, to: 'bob', chatType: 'singleChat' })
    assertSamples((await catcher.next(2)).slice(1), ['a recall by a user'], { message: mid })
    const group = await createGroup(server, ['bob'])
    const message = await send('/messages/chatgroups', group, 'txt', { msg: 'x' })
    await call('POST', '/messages/msg_recall', {
      msg_id: message,
      to: group,
      chat_type: 'groupchat',
      from: 'alice',
      force: true,
    })
    assertSamples((await catcher.next(2)).slice(1), ['a recall by the app, in a group'], { group, message })
  })

  test('messages are told as they were sent, though they have been changed or are gone by the time', async () => {
    const { core } = server.running
    const events = openWebhookEvents({ ...core, rules: { enabled: () => [aWebhook({ events: ['chat'] })] } })
    const kept: Fact[] = []
    core.facts.dispatcher.serve('late', () => async (facts) => void kept.push(...facts))
    const kinds = events.kindsOf(['chat'], 'new')
    await core.facts.subscriptions.subscribe({ name: 'late', app: server.app.id, kinds })
    const id = await send('/messages/users', 'bob', 'txt', { msg: 'first' })
    await call('PUT', `/messages/rewrite/${id}`, { user: 'alice', new_msg: { type: 'txt', msg: 'second' } })
    await call('POST', '/messages/msg_recall', { msg_id: id, to: 'bob', chat_type: 'chat', force: true })
    const gone = await send('/messages/users', 'bob', 'txt', { msg: 'gone' })
    await until(
      () => `four facts have come; ${kept.length} have`,
      () => kept.length === 4,
    )
    const lost = kept.map((fact) => (fact.entry === Number(gone) ? { ...fact, entry: 1 } : fact))
    const told = await events.of(server.app, lost)
    const texts = told.map((of) => of.map(({ body }) => JSON.stringify(body)).join())
    assert.match(texts[0]!, /"first"/)
    assert.deepEqual(texts.slice(1), ['', '', ''])
    assert.equal(events.gone, 1)
    await core.facts.subscriptions.unsubscribe('late')
    await catcher.next(6)
  })

  test('[messages.edit] an edit, over the SDK and REST', async () => {
    await using alice = await login('alice')
    await using bob = await login('bob')
    const { serverMsgId: mid } = await alice.send({
      type: 'txt',
      chatType: 'singleChat',
      to: 'bob',
      msg: 'oh',
    })
    await bob.next('onTextMessage')
    const modified = alice.message({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'ah' })
    await alice.connection.modifyMessage({ messageId: mid, modifiedMessage: modified as never })
    assertSamples((await catcher.next(2)).slice(1), ['an edit by a user'], { message: mid })
    const group = await createGroup(server, ['bob'])
    const message = await send('/messages/chatgroups', group, 'txt', { msg: 'x' })
    await call('PUT', `/messages/rewrite/${message}`, {
      user: 'alice',
      new_msg: { type: 'txt', msg: 'y' },
      new_ext: { k: 'v' },
      is_combine_ext: true,
    })
    assertSamples((await catcher.next(2)).slice(1), ['an edit by the app, in a group'], { group, message })
  })
})
