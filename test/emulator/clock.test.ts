import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { start } from '@ringpost/testing'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { openClient } from '../sdk/client.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR

describe('the clock of an emulator, over HTTP', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_EMULATOR: 'on' })
    await server.users('amy', 'bob')
  })
  after(() => server.close())

  const clock = (method: string, path = '', body?: unknown): Promise<Reply> =>
    server.request(method, `/ringpost/test/clock${path}`, body, { token: null })

  test('[testing.advanceClock] a token of a user expires, and the session of an SDK ends', async () => {
    const path = '/ringpost/test/apps/acme/chat/tokens'
    const { body } = await server.request('POST', path, { username: 'amy', ttl: 3600 })
    const { token } = body
    const asAmy = () => server.call('GET', '/users/amy', undefined, { token })
    const { url: apiUrl, wsUrl } = server
    await using amy = await openClient({
      apiUrl,
      wsUrl,
      appKey: 'acme#chat',
      user: 'amy',
      accessToken: token,
    })
    assert.equal((await asAmy()).status, 200)
    const { status, body: time } = await clock('POST', '/advance', { ms: HOUR + SECOND })
    assert.equal(status, 200)
    // The clock stands while what is due runs, which takes a busy machine its time.
    assert.ok(Math.abs(time.ahead - HOUR - SECOND) < 60 * SECOND && !time.frozen, JSON.stringify(time))
    assertError(await asAmy(), 'auth.expired')
    await amy.next('onDisconnected')
    await until('the session is over', () => server.running.core.registry.size === 0)
  })

  test('[testing.setClock] a mute ends at its time', async () => {
    await server.call('POST', '/mutes', { username: 'bob', chat: 100 })
    const muted = async () => (await server.call('GET', '/mutes/bob')).body.data.chat
    const { body: stood } = await clock('PUT', '', { frozen: true })
    assert.equal(stood.frozen, true)
    assert.ok((await muted()) > 0)
    const { body: set } = await clock('PUT', '', { now: stood.now + 100 * SECOND })
    assert.deepEqual([set.now, set.frozen], [stood.now + 100 * SECOND, true])
    assert.ok((await muted()) <= 0)
    assert.equal((await clock('PUT', '', { frozen: false })).body.frozen, false)
  })

  test('[testing.clock] [testing.setClock] [testing.advanceClock] what cannot be is refused, and changes nothing', async () => {
    const { body: was } = await clock('GET')
    assert.ok(Math.abs(was.now - was.ahead - Date.now()) < 10 * SECOND)
    const back = await clock('PUT', '', { now: was.now - DAY, frozen: true })
    assert.equal(back.status, 400)
    assert.match(
      back.body.error_description,
      /^the clock cannot go back from .* to .*: ids and stored data bear the time, start another server instead$/,
    )
    const reason = 'the clock cannot go beyond 2100: ids have no room for later times'
    assertError(await clock('POST', '/advance', { ms: 1e14 }), 'testing.clock_illegal', { reason })
    assert.equal((await clock('POST', '/advance', { ms: -1 })).status, 400)
    assertError(await clock('POST', '/advance', {}), 'testing.field_illegal', { field: 'ms' })
    assertError(await clock('PUT', '', { now: 'today' }), 'testing.field_illegal', { field: 'now' })
    const { body: is } = await clock('GET')
    assert.ok(is.frozen === false && Math.abs(is.ahead - was.ahead) < SECOND)
  })
})

test('the clock of an emulator, in the process of a test', async () => {
  await using ringpost = await start({ seed: { users: ['amy', 'bob'] } })
  const { clock, url, org, app, appToken } = ringpost
  const send = async (from: string) => {
    const response = await fetch(`${url}/${org}/${app}/messages/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${appToken}` },
      body: JSON.stringify({ from, to: ['bob'], type: 'txt', body: { msg: 'hi' } }),
    })
    return ((await response.json()) as { timestamp: number }).timestamp
  }
  clock.freeze()
  const stood = clock.now()
  assert.equal(await send('amy'), stood)
  await clock.advance(DAY)
  assert.equal(clock.now(), stood + DAY)
  assert.equal((await ringpost.messages.waitFor({ from: 'amy' })).timestamp, stood)
  await clock.set(new Date(stood + 2 * DAY))
  assert.equal(await send('amy'), stood + 2 * DAY)
  assert.deepEqual([clock.isFrozen, (await ringpost.createApp()).clock.now()], [true, stood + 2 * DAY])
  clock.resume()
  assert.equal(clock.isFrozen, false)
  await assert.rejects(clock.set(stood), /the clock cannot go back from/)
  await assert.rejects(clock.set(new Date('2200-01-01')), /beyond 2100/)
})
