import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { buildAgoraToken } from '../../packages/server/src/domain/tokens/agora-token.ts'
import { buildDynamicToken } from '../../packages/server/src/domain/tokens/dynamic-token.ts'
import { assertError } from '../harness/assert-error.ts'
import { clockSaying } from '../harness/clock.ts'
import { TestServer } from '../harness/test-server.ts'

const APP_ID = '0123456789abcdef0123456789abcdef'
const CERTIFICATE = 'fedcba9876543210fedcba9876543210'

/** A time whose digits can move, in seconds: they determine what can be forged. */
const NOW = 1_795_732_123
const BEGIN = NOW - 50 * 24 * 3600

describe('[users.get] [tokens.issue] tokens that callers build themselves', () => {
  let server: TestServer
  let now = BEGIN * 1000
  before(async () => {
    server = await TestServer.start({}, undefined, { clock: clockSaying(() => now) })
  })
  afterEach(() => {
    now = NOW * 1000
  })
  after(() => server.close())

  /** The server's answer to a caller who presents this token as the user. */
  const as = (user: string, token: string) => server.call('GET', `/users/${user}`, undefined, { token })
  /** The token with other fields under the same signature. */
  function altered(token: string, fields: { userId?: string; curTime?: unknown; ttl?: unknown }): string {
    const json = JSON.parse(Buffer.from(token, 'base64url').toString().slice('dt-'.length))
    return Buffer.from(`dt-${JSON.stringify({ ...json, ...fields })}`).toString('base64url')
  }
  const dynamic = (user: string, issuedAt: number, ttl: number) =>
    buildDynamicToken(server.app, user, issuedAt, ttl)
  const agora = (user: string, issuedAt: number) =>
    buildAgoraToken({ appId: APP_ID, issuedAt, lifetime: 600, user, kind: 'user' }, CERTIFICATE, 7)

  test('digits of a dt- token cannot move to another time', async () => {
    await server.users('alice')
    now = NOW * 1000
    const expired = dynamic('alice', NOW - 3600, 600)
    assertError(await as('alice', expired), 'auth.expired')
    const digits = `${NOW - 3600}600`
    for (let cut = 1; cut < digits.length; cut++) {
      const curTime = digits.slice(0, cut)
      const ttl = digits.slice(cut)
      for (const moved of [
        { curTime, ttl },
        { curTime: Number(curTime), ttl: Number(ttl) },
      ])
        assert.equal((await as('alice', altered(expired, moved))).status, 401, JSON.stringify(moved))
    }
    const fresh = dynamic('alice', NOW, 95)
    assert.equal((await as('alice', fresh)).status, 200)
    assert.equal((await as('alice', altered(fresh, { curTime: String(NOW), ttl: '95' }))).status, 200)
    const into = { userId: 'alice1', curTime: Number(String(NOW).slice(1)), ttl: 95 }
    assertError(await as('alice1', altered(fresh, into)), 'auth.corrupt')
  })

  test('digits of a dt- token cannot move from one name to another', async () => {
    now = BEGIN * 1000
    await server.users('u10023', 'u1002', 'bob', 'bob1795')
    now = NOW * 1000
    const numbered = dynamic('u10023', NOW, 600)
    assert.equal((await as('u10023', numbered)).status, 200)
    assertError(
      await as('u1002', altered(numbered, { userId: 'u1002', curTime: `3${NOW}`, ttl: 600 })),
      'auth.corrupt',
    )
    // Both tokens are valid now, with the same signature.
    const forged = { userId: 'bob', curTime: 1_795_179_573, ttl: 2_123_600 }
    assertError(await as('bob', altered(dynamic('bob1795', NOW, 600), forged)), 'auth.corrupt')
    assert.equal((await as('bob', dynamic('bob', NOW, 2_123_600))).status, 200)
  })

  test('a name that was deleted, or registered again, still prevents a forgery', async () => {
    now = BEGIN * 1000
    await server.users('carol', 'carol1795')
    now = NOW * 1000
    const forged = { userId: 'carol', curTime: 1_795_179_573, ttl: 2_123_600 }
    const token = altered(dynamic('carol1795', NOW, 600), forged)
    assertError(await as('carol', token), 'auth.corrupt')
    await server.call('DELETE', '/users/carol1795')
    assertError(await as('carol', token), 'auth.corrupt')
  })

  test("[users.register] another user's UUID cannot be registered as a name, to receive what is meant for them", async () => {
    await server.users('victim')
    const { uuid } = (await server.call('GET', '/users/victim')).body.entities[0]
    for (const username of [uuid, uuid.toUpperCase()]) {
      assertError(await server.call('POST', '/users', { username, password: 'pw' }), 'user.exists', {
        application: server.app.uuid,
        username,
      })
      const inherit = { grant_type: 'inherit', username, autoCreateUser: true }
      assert.equal((await server.call('POST', '/token', inherit)).status, 400)
    }
    const unused = uuid.replace(/.$/, (digit: string) => (digit === '0' ? '1' : '0'))
    assert.equal((await server.call('POST', '/users', { username: unused, password: 'pw' })).status, 200)
  })

  test('tokens issued too far in the future, or with too long a lifetime, are refused', async () => {
    now = BEGIN * 1000
    await server.users('dave')
    now = NOW * 1000
    assert.equal((await as('dave', dynamic('dave', NOW + 300, 600))).status, 200)
    assert.equal((await as('dave', agora('dave', NOW + 300))).status, 200)
    assertError(await as('dave', dynamic('dave', NOW + 301, 600)), 'auth.corrupt')
    assertError(await as('dave', agora('dave', NOW + 301)), 'auth.corrupt')
    assert.equal((await as('dave', dynamic('dave', NOW, 90 * 24 * 3600))).status, 200)
    assertError(await as('dave', dynamic('dave', NOW, 90 * 24 * 3600 + 1)), 'auth.corrupt')
    assertError(await as('dave', dynamic('dave', NOW, 0)), 'auth.corrupt')
    const app = buildAgoraToken(
      { appId: APP_ID, issuedAt: NOW + 11 * 24 * 3600, lifetime: 600, user: '', kind: 'app' },
      CERTIFICATE,
      7,
    )
    assertError(await as('dave', app), 'auth.corrupt')
  })

  test('a name registered again cannot be accessed with tokens of its former owner', async () => {
    now = BEGIN * 1000
    await server.users('erin')
    now = (NOW - 10) * 1000
    const former = [dynamic('erin', NOW - 10, 3600), agora('erin', NOW - 10), await server.userToken('erin')]
    for (const token of former) assert.equal((await as('erin', token)).status, 200)
    now = NOW * 1000
    await server.call('DELETE', '/users/erin')
    for (const token of former) assertError(await as('erin', token), 'auth.user_unknown')
    now = NOW * 1000 + 900
    await server.users('erin')
    for (const token of former) assertError(await as('erin', token), 'auth.expired')
    // Signed in the second in which the account was created.
    for (const token of [dynamic('erin', NOW, 600), agora('erin', NOW), await server.userToken('erin')])
      assert.equal((await as('erin', token)).status, 200)
  })

  test('a new password invalidates tokens signed up to then', async () => {
    now = BEGIN * 1000
    await server.users('frank')
    now = NOW * 1000 + 500
    const before = [dynamic('frank', NOW, 3600), agora('frank', NOW)]
    for (const token of before) assert.equal((await as('frank', token)).status, 200)
    await server.call('PUT', '/users/frank/password', { newpassword: 'new' })
    for (const token of before) assertError(await as('frank', token), 'auth.expired')
    now = NOW * 1000 + 1000
    for (const token of [dynamic('frank', NOW + 1, 3600), agora('frank', NOW + 1)])
      assert.equal((await as('frank', token)).status, 200)
  })

  test('letters that fold to ASCII name no user', async () => {
    now = BEGIN * 1000
    await server.users('kate')
    now = NOW * 1000
    assertError(await as('kate', dynamic('\u212Aate', NOW, 600)), 'auth.corrupt')
    assertError(await as('kate', agora('\u212Aate', NOW)), 'auth.user_unknown')
    assertError(
      await server.call('POST', '/users', { username: '\u212Aarl', password: 'pw' }),
      'user.username_illegal',
      { username: '\u212Aarl' },
    )
  })
})
