import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { buildAgoraToken } from '../../packages/server/src/domain/tokens/agora-token.ts'
import { buildDynamicToken } from '../../packages/server/src/domain/tokens/dynamic-token.ts'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const APP_ID = '0123456789abcdef0123456789abcdef'
const CERTIFICATE = 'fedcba9876543210fedcba9876543210'
const now = () => Math.floor(Date.now() / 1000)

describe('[tokens.issue] POST /token', () => {
  const clock = new TestClock()
  let server: TestServer
  before(async () => {
    server = await TestServer.start({}, undefined, { clock })
    await server.users('alice', 'banned')
    await server.call('POST', '/users/banned/deactivate')
  })
  after(() => server.close())

  const token = (body: unknown, bearer: string | null = null) =>
    server.call('POST', '/token', body, { token: bearer })
  const works = (bearer: string) => server.call('GET', '/users/alice', undefined, { token: bearer })

  test('client_credentials gives an app token with the application UUID', async () => {
    const { status, body } = await token({
      grant_type: 'client_credentials',
      client_id: 'acme-client',
      client_secret: 'acme-secret',
      ttl: '1024000',
    })
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'application', 'expires_in'])
    assert.match(body.access_token, /^YWMt[A-Za-z0-9_-]+$/)
    assert.equal(body.expires_in, 1024000)
    assert.equal(body.application, server.app.uuid)
    assert.equal((await works(body.access_token)).status, 200)
  })

  test('refuses missing and wrong client credentials with the documented wording', async () => {
    const grant = { grant_type: 'client_credentials' }
    assertError(await token({ ...grant, client_secret: 'x' }), 'grant.client_id_missing')
    assertError(await token({ ...grant, client_id: 'acme-client' }), 'grant.client_secret_missing')
    assertError(
      await token({ ...grant, client_id: 'x', client_secret: 'acme-secret' }),
      'grant.client_id_wrong',
    )
    assertError(
      await token({ ...grant, client_id: 'acme-client', client_secret: 'x' }),
      'grant.client_secret_wrong',
    )
  })

  test('refuses unknown and missing grant types', async () => {
    assertError(await token({ grant_type: 'magic' }), 'grant.type_unsupported')
    assertError(await token({ grant_type: 'constructor' }), 'grant.type_unsupported')
    assertError(await token(undefined), 'grant.type_unsupported')
  })

  test('password gives a user token; the name may be in any case', async () => {
    const { status, body } = await token({
      grant_type: 'password',
      username: 'ALICE',
      password: 'pw',
      timestamp: 1,
    })
    assert.equal(status, 200)
    assert.equal(body.user.username, 'alice')
    assert.equal(body.user.type, 'user')
    assert.equal(body.user.activated, true)
    assert.equal(body.expires_in, 60 * 24 * 3600)
    assert.equal((await works(body.access_token)).status, 200)
  })

  test('password refuses a wrong password, an unknown and a banned user', async () => {
    const grant = { grant_type: 'password', password: 'pw' }
    assertError(await token({ ...grant, username: 'alice', password: 'no' }), 'grant.password_wrong')
    assertError(await token({ ...grant, username: 'nobody' }), 'grant.user_unknown')
    assertError(await token({ ...grant, username: 'banned' }), 'grant.user_inactive')
  })

  test('ttl 0 never expires, nonsense is refused', async () => {
    const grant = { grant_type: 'password', username: 'alice', password: 'pw' }
    const { body } = await token({ ...grant, ttl: 0 })
    assert.ok(body.expires_in > 5 * 365 * 24 * 3600)
    assertError(await token({ ...grant, ttl: 'soon' }), 'grant.ttl_illegal')
    assertError(await token({ ...grant, ttl: -5 }), 'grant.ttl_illegal')
  })

  test('inherit needs an app token and can create the user', async () => {
    const grant = { grant_type: 'inherit', username: 'Fresh' }
    assertError(await token(grant), 'auth.required')
    assertError(await token(grant, await server.userToken('alice')), 'auth.corrupt')
    assertError(await token(grant, server.appToken), 'grant.user_unknown')
    const { status, body } = await token({ ...grant, autoCreateUser: true }, server.appToken)
    assert.equal(status, 200)
    assert.equal(body.user.username, 'fresh')
    assertError(
      await token({ ...grant, username: 'not legal!', autoCreateUser: true }, server.appToken),
      'user.username_illegal',
      { username: 'not legal!' },
    )
    assertError(
      await token({ grant_type: 'password', username: 'fresh', password: '' }),
      'grant.password_wrong',
    )
  })

  test('agora exchanges a locally built app token', async () => {
    const local = buildAgoraToken(
      { appId: APP_ID, issuedAt: now(), lifetime: 600, user: '', kind: 'app' },
      CERTIFICATE,
      7,
    )
    const { status, body } = await token({ grant_type: 'agora' }, local)
    assert.equal(status, 200)
    assert.ok(body.expire_timestamp > Date.now())
    assert.equal((await works(body.access_token)).status, 200)
    assertError(await token({ grant_type: 'agora' }), 'auth.required')
  })

  test('a token from an agora exchange does not outlive the token presented', async () => {
    for (const [kind, user] of [
      ['user', 'alice'],
      ['app', ''],
    ] as const) {
      const issuedAt = now()
      const local = buildAgoraToken({ appId: APP_ID, issuedAt, lifetime: 600, user, kind }, CERTIFICATE, 7)
      for (const [ttl, lifetime] of [
        [0, 600],
        [3600, 600],
        [undefined, 600],
        [60, 60],
      ] as const) {
        const { body } = await token({ grant_type: 'agora', ttl }, local)
        const end = ttl === 60 ? body.expire_timestamp : (issuedAt + lifetime) * 1000
        assert.equal(body.expire_timestamp, end)
        assert.ok(body.expires_in > lifetime - 5 && body.expires_in <= lifetime, `${body.expires_in}`)
      }
    }
    const { tokens, users } = server.running.core
    const alice = await users.get(server.app, 'alice')
    for (const short of [
      tokens.issueForUser(server.app, alice, 60).token,
      tokens.issueAppToken(server.app, 60).token,
      buildDynamicToken(server.app, 'alice', now(), 60),
    ]) {
      const { body } = await token({ grant_type: 'agora', ttl: 0 }, short)
      assert.ok(body.expires_in > 55 && body.expires_in <= 60, `${body.expires_in}`)
    }
  })

  test('Agora and dynamic tokens are accepted as bearer', async () => {
    const user = buildAgoraToken(
      { appId: APP_ID, issuedAt: now(), lifetime: 600, user: 'alice', kind: 'user' },
      CERTIFICATE,
      7,
    )
    assert.equal((await works(user)).status, 200)
    const { uuid } = await server.running.core.users.get(server.app, 'alice')
    const byUuid = buildAgoraToken(
      { appId: APP_ID, issuedAt: now(), lifetime: 600, user: uuid, kind: 'user' },
      CERTIFICATE,
      7,
    )
    assert.equal((await works(byUuid)).status, 200)
    assert.equal((await works(buildDynamicToken(server.app, 'alice', now(), 600))).status, 200)
  })

  test('refused tokens say why', async () => {
    const expired = {
      appId: APP_ID,
      issuedAt: now() - 700,
      lifetime: 600,
      user: 'alice',
      kind: 'user' as const,
    }
    assertError(await works(buildAgoraToken(expired, CERTIFICATE, 7)), 'auth.expired')
    assertError(
      await works(buildAgoraToken({ ...expired, issuedAt: now() }, CERTIFICATE.replace('f', '0'), 7)),
      'auth.foreign',
    )
    assertError(
      await works(buildAgoraToken({ ...expired, issuedAt: now(), appId: CERTIFICATE }, CERTIFICATE, 7)),
      'auth.foreign',
    )
    assertError(await works('007garbage'), 'auth.corrupt')
    assertError(await works(buildDynamicToken(server.app, 'alice', now() - 700, 600)), 'auth.expired')
    assertError(
      await works(buildDynamicToken({ ...server.app, clientSecret: 'x' }, 'alice', now(), 600)),
      'auth.foreign',
    )
    assertError(await works('nonsense'), 'auth.corrupt')
    assertError(await works(`${server.appToken.slice(0, -2)}AA`), 'auth.corrupt')
    const other = server.running.core.apps.byKey('other#chat')!
    assertError(await works(server.running.core.tokens.issueAppToken(other, undefined).token), 'auth.foreign')
    const soon = await token({ grant_type: 'password', username: 'alice', password: 'pw', ttl: 10 })
    await clock.advance(10_000)
    assertError(await works(soon.body.access_token), 'auth.expired')
  })

  test('no number of tokens evicts another', async () => {
    const first = await server.userToken('alice')
    for (let i = 0; i < 200; i++) await server.userToken('alice')
    assert.equal((await works(first)).status, 200)
  })

  test('[tokens.expiry] returns the expiry of the token in the header', async () => {
    const { body } = await token({ grant_type: 'password', username: 'alice', password: 'pw', ttl: 100 })
    const reply = await server.call('GET', '/sdk/users/alice/token/expires', undefined, {
      token: body.access_token,
    })
    assert.equal(reply.status, 200)
    assert.ok(Math.abs(reply.body.expire_timestamp - (clock.now() + 100_000)) < 5000)
    assertError(
      await server.call('GET', '/sdk/users/fresh/token/expires', undefined, { token: body.access_token }),
      'auth.required',
    )
  })

  test('[tokens.management] a new password of an organisation administrator invalidates their tokens', async () => {
    const { passwords, stores } = server.running.core
    const setPassword = async (password: string) =>
      stores.apps.saveOrgAdmin({
        org: 'acme',
        username: 'chief',
        passwordHash: await passwords.hash(password),
        createdAt: Date.now(),
      })
    const login = async (password: string) => {
      const grant = { grant_type: 'password', username: 'acme/chief', password }
      const { body } = await server.request('POST', '/management/token', grant, { token: null })
      return body.access_token as string
    }
    await setPassword('first')
    const token = await login('first')
    assert.equal((await works(token)).status, 200)
    // An app token would not end with the password.
    assertError(await server.call('POST', '/token', { grant_type: 'agora' }, { token }), 'auth.corrupt')
    await setPassword('second')
    assertError(await works(token), 'auth.expired')
    assert.equal((await works(await login('second'))).status, 200)
  })

  test('[tokens.management] organisation administrators act on their apps only', async () => {
    const { passwords, stores } = server.running.core
    await stores.apps.saveOrgAdmin({
      org: 'acme',
      username: 'root',
      passwordHash: await passwords.hash('secret'),
      createdAt: Date.now(),
    })
    const login = (body: unknown) => server.request('POST', '/management/token', body, { token: null })
    const { status, body } = await login({
      grant_type: 'password',
      username: 'acme/root',
      password: 'secret',
    })
    assert.equal(status, 200)
    assert.equal((await works(body.access_token)).status, 200)
    assertError(
      await server.request('GET', '/other/chat/users', undefined, { token: body.access_token }),
      'auth.foreign',
    )
    assertError(
      await login({ grant_type: 'password', username: 'acme/root', password: 'x' }),
      'grant.password_wrong',
    )
    assertError(
      await login({ grant_type: 'password', username: 'nobody', password: 'x' }),
      'grant.password_wrong',
    )
    assertError(await login({ grant_type: 'client_credentials' }), 'grant.type_unsupported')
    assertError(
      await login({ grant_type: 'password', username: 'acme/root', password: 'secret', ttl: 'x' }),
      'grant.ttl_illegal',
    )
  })
})
