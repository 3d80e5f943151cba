import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { hasHeaderOf, isSignedBy, Receiver } from './receiver.ts'
import { came, hook, say } from './rule-scene.ts'

describe('delivery of webhooks', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const rule = (url: string, more?: object) => hook(server, url, more)
  const send = (to: string) => say(server, to)

  test('a message arrives, signed, with one id', async () => {
    await using receiver = await Receiver.start()
    await using made = await rule(receiver.url)
    const id = await send('bob')
    await came(receiver, [id])
    const [event] = receiver.received
    assert.ok(isSignedBy(event!, made.secret))
    assert.equal(event!.headers['content-type'], 'application/json; charset=utf-8')
    const { callId, eventType, msg_id, appkey, securityVersion } = event!.body
    assert.deepEqual(
      [callId, eventType, msg_id, appkey, securityVersion],
      [`acme#chat_${id}`, 'chat', id, 'acme#chat', '1.0.0'],
    )
    await made.call('PUT', '', { enabled: false })
    await send('bob')
    await made.call('PUT', '', { enabled: true })
    const last = await send('bob')
    await came(receiver, [last])
    assert.equal(receiver.received.length, 2, 'what happened in between is not told')
  })

  test('after a change of the secret, the header has both signatures', async () => {
    await using receiver = await Receiver.start()
    await using made = await rule(receiver.url)
    const { secret } = await made.call('PUT', '', { rotate_secret: true })
    await came(receiver, [await send('bob')])
    const [event] = receiver.received
    assert.ok(isSignedBy(event!, secret))
    assert.ok(hasHeaderOf(event!, made.secret) && !isSignedBy(event!, made.secret))
  })

  test('what fails is tried again; others of its conversation wait, those of other ones do not', async () => {
    let failing = true
    await using receiver = await Receiver.start(({ body }) =>
      failing && body.to === 'bob' ? { status: 500 } : {},
    )
    await using _ = await rule(receiver.url)
    const first = await send('bob')
    await came(receiver, [first])
    const later = [await send('bob'), await send('bob')]
    const other = await send('carol')
    await came(receiver, [other])
    assert.deepEqual(new Set(receiver.ids), new Set([first, other]))
    failing = false
    await came(receiver, later)
    // How often the first was tried in vain depends on how long the others took.
    const ofBob = receiver.received.filter(({ body }) => body.to === 'bob')
    const tries = ofBob.slice(0, -2)
    assert.deepEqual(
      ofBob.map(({ body }) => body.msg_id),
      [...tries.map(() => first), ...later],
    )
    assert.ok(tries.length >= 2)
    assert.equal(new Set(tries.map(({ text }) => text)).size, 1, 'the same body')
  })

  test('events of a conversation come one after the other, those of many at once but no more than 16', async () => {
    const answers: (() => void)[] = []
    await using receiver = await Receiver.start(
      () => new Promise((resolve) => answers.push(() => resolve({}))),
    )
    await using _ = await rule(receiver.url)
    const ofBob = [await send('bob'), await send('bob'), await send('bob')]
    const users = await server.newUsers(20)
    for (const user of users) await send(user)
    await until(
      () => `16 are under way: ${receiver.most}`,
      () => receiver.most === 16,
    )
    while (new Set(receiver.ids).size < 23) {
      answers.shift()?.()
      await new Promise(setImmediate)
    }
    for (const answer of answers) answer()
    assert.equal(receiver.most, 16)
    assert.deepEqual(
      [...new Set(receiver.ids)].filter((id) => ofBob.includes(id)),
      ofBob,
    )
  })

  test('a receiver that never answers does not delay others', async () => {
    await using dead = await Receiver.start(() => undefined)
    await using alive = await Receiver.start()
    await using _ = await rule(dead.url)
    await using __ = await rule(alive.url)
    const ids = []
    for (let i = 0; i < 40; i++) ids.push(await send(i % 2 === 0 ? 'bob' : 'carol'))
    await came(alive, ids)
    assert.ok(new Set(dead.ids).size <= 2, 'one of each conversation')
  })
})
