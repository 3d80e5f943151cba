import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Fact } from '../../packages/server/src/domain/facts/fact.ts'
import type { FreshFact } from '../../packages/server/src/domain/facts/fact-outlet.ts'
import { createGroup } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { openClient } from '../sdk/client.ts'
import { Follower } from './follower.ts'

const byApp = { kind: 'app' }

describe('facts of messages', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const send = async (path: string, to: string, more: object = {}): Promise<string> => {
    const body = { from: 'alice', to: [to], type: 'txt', body: { msg: 'hi' }, ...more }
    const reply = await server.call('POST', path, body)
    assert.equal(reply.status, 200)
    return reply.body.data[to]
  }

  test('[messages.send] the server API sends in the name of a user: the fact names who did it', async () => {
    await using follower = await Follower.start(server, ['message.sent'])
    const id = Number(await send('/messages/users', 'bob'))
    const group = await createGroup(server, ['bob'])
    const inGroup = Number(await send('/messages/chatgroups', group))
    const [first, second] = await follower.next(2)
    assert.deepEqual(first, {
      kind: 'message.sent',
      by: byApp,
      subject: 'p:alice|bob',
      entry: id,
      seq: (first as { seq: number }).seq,
    })
    assert.deepEqual([second!.subject, second!.entry, second!.by], [`g:${group}`, inGroup, byApp])
  })

  test('an unstored message leaves a fact with its full content', async () => {
    await using follower = await Follower.start(server, ['message.sent'])
    const id = Number(await send('/messages/users', 'bob', { routetype: 'ROUTE_ONLINE' }))
    const [fact] = (await follower.next(1)) as { unstored: { id: number; payload: Uint8Array } }[]
    const { unstored, ...rest } = fact!
    assert.deepEqual(rest, {
      kind: 'message.sent',
      by: byApp,
      subject: 'p:alice|bob',
      entry: null,
      seq: null,
    })
    assert.equal(unstored.id, id)
    assert.ok(unstored.payload instanceof Uint8Array && unstored.payload.length > 0)
  })

  test('[messages.recall] facts of an edit and a recall keep the old content and who did it', async () => {
    const id = await send('/messages/users', 'bob')
    const stored = await server.running.core.stores.logs.find(server.app.id, Number(id))
    await using follower = await Follower.start(server, ['message.edited', 'message.recalled'])
    const edit = { user: 'alice', new_msg: { type: 'txt', msg: 'ho' }, new_ext: {} }
    assert.equal((await server.call('PUT', `/messages/rewrite/${id}`, edit)).status, 200)
    const recall = { msg_id: id, to: 'bob', chat_type: 'chat', force: true }
    assert.equal((await server.call('POST', '/messages/msg_recall', recall)).status, 200)
    const facts = await follower.next(2)
    assert.deepEqual(
      facts.map(({ former: _, seq: __, entry: ___, ...rest }) => rest),
      [
        { kind: 'message.edited', message: Number(id), count: 1, by: byApp, subject: 'p:alice|bob' },
        { kind: 'message.recalled', message: Number(id), by: byApp, subject: 'p:alice|bob' },
      ],
    )
    assert.deepEqual(facts[0]!.former, stored!.payload)
    assert.notDeepEqual(facts[1]!.former, stored!.payload)
  })

  test('[messages.edit] an archive that comes late still gets every body, also of what is edited and recalled', async () => {
    const { stores, facts } = server.running.core
    const taken: Fact[] = []
    let isLate = true
    facts.dispatcher.serve('archive', () => async (page) => {
      if (isLate) throw new Error('not yet')
      taken.push(...page)
    })
    const kinds = ['message.sent', 'message.edited', 'message.recalled'] as const
    await facts.subscriptions.subscribe({ name: 'archive', app: server.app.id, kinds })
    const id = await send('/messages/users', 'bob')
    const payload = async () => (await stores.logs.find(server.app.id, Number(id)))!.payload
    const first = await payload()
    const edit = { user: 'alice', new_msg: { type: 'txt', msg: 'ho' }, new_ext: {} }
    assert.equal((await server.call('PUT', `/messages/rewrite/${id}`, edit)).status, 200)
    const second = await payload()
    const recall = { msg_id: id, to: 'bob', chat_type: 'chat', force: true }
    assert.equal((await server.call('POST', '/messages/msg_recall', recall)).status, 200)
    assert.notDeepEqual(await payload(), second)
    isLate = false
    await until('all three have come', () => taken.length === 3)
    const [sent, ...changes] = taken
    assert.deepEqual([sent!.kind, sent!.entry], ['message.sent', Number(id)])
    assert.deepEqual(
      changes.map((fact) => 'former' in fact && fact.former),
      [first, second],
    )
    await facts.subscriptions.unsubscribe('archive')
  })

  test('what devices send and acknowledge names that user and device', async () => {
    await using follower = await Follower.start(server, ['message.sent', 'message.delivered', 'message.read'])
    const login = (user: string) =>
      openClient({
        apiUrl: server.url,
        wsUrl: server.wsUrl,
        appKey: 'acme#chat',
        user,
        password: 'pw',
        delivery: user === 'dave',
      })
    await using carol = await login('carol')
    await using dave = await login('dave')
    const { serverMsgId } = await carol.send({ type: 'txt', to: 'dave', msg: 'hi', chatType: 'singleChat' })
    const device = (name: string) => ({ kind: 'user', name, device: 'webim_web_d1' })
    const message = Number(serverMsgId)
    const [sent, delivered] = await follower.next(2)
    assert.deepEqual([sent!.kind, sent!.by, sent!.entry], ['message.sent', device('carol'), message])
    assert.deepEqual(
      [delivered!.kind, delivered!.by, delivered!.log, delivered!.message, delivered!.subject],
      ['message.delivered', device('dave'), 'p:carol|dave', message, 'u:carol'],
    )
    await dave.send({ type: 'read', id: String(serverMsgId), to: 'carol', chatType: 'singleChat' })
    const [read] = await follower.next(1)
    assert.deepEqual(
      [read!.kind, read!.by, read!.log, read!.message, read!.subject],
      ['message.read', device('dave'), 'p:carol|dave', message, 'u:carol'],
    )
  })

  test('nothing is written without a subscriber to that app and kind', async () => {
    await using _ = await Follower.start(server, ['message.recalled'])
    const before = await server.rows('select count(*) as count from fact')
    await send('/messages/users', 'bob')
    await send('/messages/users', 'bob', { routetype: 'ROUTE_ONLINE' })
    assert.deepEqual(await server.rows('select count(*) as count from fact'), before)
  })

  test('listeners on this node get what is committed at once, and nothing is written for them', async () => {
    const before = await server.rows('select count(*) as count from fact')
    const heard: FreshFact[] = []
    const end = server.running.core.facts.outlet.listen((fact) => heard.push(fact))
    const id = Number(await send('/messages/users', 'bob'))
    await send('/messages/users', 'bob', { routetype: 'ROUTE_ONLINE' })
    end()
    await send('/messages/users', 'bob')
    assert.deepEqual(
      heard.map(({ entry, subject }) => [entry, subject]),
      [
        [id, 'p:alice|bob'],
        [null, 'p:alice|bob'],
      ],
    )
    assert.deepEqual(await server.rows('select count(*) as count from fact'), before)
  })
})
