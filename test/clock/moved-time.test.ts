import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { changeSettings, download, kept, uploaded } from '../files/file-client.ts'
import { createGroup, goOnline, say } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { onlyOnSqlite } from '../harness/engine.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { Phones, pushing } from '../push/phones.ts'
import { Receiver } from '../webhooks/receiver.ts'
import { came, hook, say as sayToBob } from '../webhooks/rule-scene.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('what follows the clock, on a server whose clock is moved', () => {
  const clock = new TestClock()
  let server: TestServer
  before(async () => {
    const env = { ...pushing, RINGPOST_RATE_LIMITS: 'documented' }
    server = await TestServer.start(env, undefined, { clock })
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const send = (to: string, msg = 'hi') =>
    server.call('POST', '/messages/users', { from: 'alice', to: [to], type: 'txt', body: { msg } })

  test('[messages.sendToUsers] messages and answers bear its time', async () => {
    await clock.advance(3 * HOUR)
    assert.ok(clock.ahead > 2 * HOUR)
    const { body } = await send('bob')
    assert.ok(Math.abs(body.timestamp - clock.now()) < MINUTE)
    const entry = await server.running.core.stores.logs.find(server.app.id, Number(body.data.bob))
    assert.ok(Math.abs(entry!.time - clock.now()) < MINUTE)
  })

  test('[users.mute] a user who was muted by the app, or in a group, can speak again in time', async () => {
    const group = await createGroup(server, ['bob'])
    await using bob = await goOnline(server, 'bob')
    await server.call('POST', '/mutes', { username: 'bob', groupchat: 100 })
    assert.equal(await say(bob, 'group', group, 'early'), '7 user is mute')
    await clock.advance(100 * SECOND)
    assert.equal(await say(bob, 'group', group, 'late'), '')
    await server.call('POST', `/chatgroups/${group}/mute`, { usernames: ['bob'], mute_duration: HOUR })
    assert.equal(await say(bob, 'group', group, 'early'), '15 you were muted')
    await clock.advance(HOUR)
    assert.equal(await say(bob, 'group', group, 'late'), '')
  })

  test('[files.download] a file expires, and its bytes are swept', { skip: onlyOnSqlite }, async () => {
    await changeSettings(server, { fileDays: 1 })
    const { uuid, secret } = await uploaded(server)
    const path = `${uuid}?share-secret=${secret}`
    assert.equal((await download(server, path)).status, 200)
    await clock.advance(DAY + MINUTE)
    assert.equal((await download(server, path)).status, 404)
    assert.deepEqual(await kept(server.directory), [])
  })

  test('a message that has been kept long enough goes', async () => {
    await server.running.core.apps.changeSettings(server.app, { chatDays: 7 })
    const { body } = await send('bob')
    const found = () => server.running.core.stores.logs.find(server.app.id, Number(body.data.bob))
    await clock.advance(7 * DAY - HOUR)
    assert.ok(await found())
    await clock.advance(2 * HOUR)
    assert.equal(await found(), undefined)
    await server.running.core.apps.changeSettings(server.app, { chatDays: 0 })
  })

  test('[presence.subscribe] a subscription ends', async () => {
    const subscribed = async () =>
      (await server.call('GET', '/users/alice/presence/sublist?pageNum=1&pageSize=10')).body.result.totalnum
    await server.call('POST', '/users/alice/presence/600', { usernames: ['bob'] })
    assert.equal(await subscribed(), 1)
    await clock.advance(600 * SECOND)
    assert.equal(await subscribed(), 0)
  })

  test('[messages.sendToUsers] who has called too often may call again when the second is over', async (t) => {
    clock.freeze()
    t.after(() => clock.resume())
    const calls = await Promise.all(Array.from({ length: 101 }, () => send('carol')))
    const refused = calls.filter(({ status }) => status === 429)
    assert.equal(refused.length, 1)
    assertError(refused[0]!, 'request.rate_limited')
    assert.equal(refused[0]!.headers.get('retry-after'), '1')
    await clock.advance(999)
    assert.equal((await send('carol')).status, 429)
    await clock.advance(1)
    assert.equal((await send('carol')).status, 200)
  })

  test('[webhooks.deliveries] what a receiver did not take is tried again after a while', async () => {
    await using receiver = await Receiver.start(() => ({ status: 503 }))
    await using made = await hook(server, receiver.url)
    const id = await sayToBob(server, 'bob')
    const deliveries = (status: string) => made.call('GET', `/deliveries?status=${status}`)
    await until('it waits', async () => (await deliveries('pending')).length === 1)
    const [{ happened }] = await deliveries('pending')
    assert.ok(Math.abs(happened - clock.now()) < MINUTE, 'what is told bears the time of the clock')
    receiver.answer(() => ({}))
    await clock.advance(7 * SECOND)
    await came(receiver, [id, id])
    await until('it is delivered', async () => (await deliveries('delivered')).length === 1)
    assert.equal(receiver.received.length, 2)
  })

  test('[push.setSilentMode] silence ends, and phones ring again', async () => {
    await using phones = await Phones.start(server)
    await phones.bind('bob')
    await server.call('PUT', '/users/bob/notification/user/bob', { ignoreDuration: HOUR })
    await phones.send('alice', 'bob', 'early')
    assert.deepEqual(await phones.settled(), [])
    await clock.advance(HOUR)
    await phones.send('alice', 'bob', 'late')
    assert.equal((await phones.next()).length, 1)
  })

  test('[socket.tokenExpiry] [tokens.issue] a token is refused when its time is over', async () => {
    const { users, tokens } = server.running.core
    const { token } = tokens.issueForUser(server.app, await users.get(server.app, 'alice'), 3600)
    const asAlice = () => server.call('GET', '/users/alice', undefined, { token })
    await clock.advance(HOUR - MINUTE)
    assert.equal((await asAlice()).status, 200)
    await clock.advance(MINUTE)
    assertError(await asAlice(), 'auth.expired')
  })

  test('timers that a test fakes in its process stop nothing', async () => {
    mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'] })
    try {
      const { status, body } = await send('bob')
      assert.equal(status, 200)
      assert.ok(body.timestamp > DAY)
      await clock.advance(HOUR)
    } finally {
      mock.timers.reset()
    }
  })

  test('the clock does not go back', async () => {
    await assert.rejects(clock.set(clock.now() - DAY), /the clock cannot go back/)
    assert.equal((await send('bob')).status, 200)
  })
})
