import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const APP_ID = '0123456789abcdef0123456789abcdef'

describe('voice and video', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    await server.running.core.apps.changeSettings(server.app, { rtc: true })
  })
  after(() => server.close())

  const token = (user: string, query = '') => server.call('GET', `/users/${user}/token/rtc${query}`)
  const uidOf = async (user: string): Promise<number> => (await token(user)).body.rtcUid
  const users = (data: unknown) => server.call('POST', '/rtc_mapper/batch/get', { data })

  test('[rtc.token] is of the app, the channel and the number of the user', async () => {
    const { body } = await token('alice', '?channelName=lobby')
    const { rtc_token, rtcUid, ...rest } = body
    assert.deepEqual(rest, { app_id: APP_ID, channel_name: 'lobby', expires_in: 86_400 })
    assert.ok(Number.isInteger(rtcUid) && rtcUid > 0 && rtcUid < 2 ** 32, String(rtcUid))
    const plain = inflateSync(Buffer.from(rtc_token.slice(3), 'base64')).toString('latin1')
    for (const part of [APP_ID, 'lobby', String(rtcUid)]) assert.ok(plain.includes(part), part)
    assert.equal((await token('alice', '?channelName=undefined')).body.channel_name, '*')
    assertError(await token('alice', `?channelName=${'x'.repeat(65)}`), 'rtc.channel_illegal')
    assertError(await token('nobody'), 'user.unknown')
    assert.equal(
      (
        await server.call('GET', '/users/alice/token/rtc', undefined, {
          token: await server.userToken('bob'),
        })
      ).status,
      401,
    )
  })

  test('[rtc.token] a user keeps their number, however many ask at once', async () => {
    const uids = await Promise.all(Array.from({ length: 10 }, () => uidOf('carol')))
    assert.deepEqual([...new Set(uids)], [uids[0]])
    assert.notEqual(await uidOf('bob'), uids[0])
  })

  test('[rtc.users] names of those who have numbers', async () => {
    const [alice, bob] = [await uidOf('alice'), await uidOf('bob')]
    const { data } = (await users([alice, String(bob), 0, -1, 1.5, 2 ** 32, 'x'])).body
    assert.deepEqual(data, { [alice]: 'alice', [bob]: 'bob' })
    assert.deepEqual((await users([])).body.data, {})
    assertError(await users(null), 'rtc.numbers_missing')
    assertError(await users(undefined), 'rtc.numbers_missing')
    assertError(await users(Array.from({ length: 101 }, (_, i) => i)), 'rtc.too_many', { limit: 100 })
    await server.call('DELETE', '/users/bob')
    assert.deepEqual((await users([alice, bob])).body.data, { [alice]: 'alice' })
  })

  test('[rtc.token] [rtc.users] closed unless the app has opened it', async () => {
    const other = server.running.core.apps.byKey('other#chat')!
    const { tokens, registrations } = server.running.core
    await registrations.register(other, { kind: 'app' }, { username: 'alice', password: 'pw' })
    const bearer = { token: tokens.issueAppToken(other, undefined).token }
    const call = (method: string, path: string, body?: unknown) =>
      server.request(method, `/other/chat${path}`, body, bearer)
    assertError(await call('GET', '/users/alice/token/rtc'), 'rtc.closed')
    assertError(await call('POST', '/rtc_mapper/batch/get', { data: [1] }), 'rtc.closed')
  })
})
