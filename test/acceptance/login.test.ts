import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { buildAgoraToken } from '../../packages/server/src/domain/tokens/agora-token.ts'
import { buildDynamicToken } from '../../packages/server/src/domain/tokens/dynamic-token.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { addressOf, sdkClient, unopenedClient } from './sdk-clients.ts'

const APP_ID = '0123456789abcdef0123456789abcdef'
const CERTIFICATE = 'fedcba9876543210fedcba9876543210'
/** Lifetime in s of tokens that expire during a test; the SDK announces the last fifth. */
const TTL = 5
const seconds = () => Math.floor(Date.now() / 1000)

describe('[socket.login] the official SDK: ways to log in', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const online = () => server.running.core.registry.of(server.app.id, 'alice').map(({ resource }) => resource)

  test('with a password, in any case of the name', async () => {
    await using client = await sdkClient(server, { user: 'alice', password: 'pw', device: 'p' })
    assert.equal(client.connection.isOpened(), true)
    assert.deepEqual(online(), ['webim_web_p'])
    await client.close()
    await using upper = await sdkClient(server, { user: 'Alice', password: 'pw', device: 'p' })
    assert.deepEqual(online(), ['webim_web_p'])
    await upper.send({ type: 'txt', chatType: 'singleChat', to: 'Bob', msg: 'hi' })
  })

  test('with a token of the server', async () => {
    await using client = await sdkClient(server, {
      user: 'alice',
      accessToken: await server.userToken('alice'),
    })
    assert.equal(client.connection.isOpened(), true)
  })

  for (const [what, user] of [
    ['the name', async () => 'alice'],
    ['the UUID', async () => (await server.running.core.users.get(server.app, 'alice')).uuid],
  ] as const) {
    test(`with an Agora token (007) for ${what}`, async () => {
      const token = buildAgoraToken(
        { appId: APP_ID, issuedAt: seconds(), lifetime: 600, user: await user(), kind: 'user' },
        CERTIFICATE,
        7,
      )
      await using client = unopenedClient(server)
      await client.connection.open({ user: 'alice', agoraToken: token })
      assert.equal(client.connection.isOpened(), true)
    })
  }

  test('with a dynamic token (dt-)', async () => {
    const accessToken = buildDynamicToken(server.app, 'alice', seconds(), 600)
    await using client = await sdkClient(server, { user: 'alice', accessToken })
    assert.equal(client.connection.isOpened(), true)
  })

  test('[service.discover] through HTTP-DNS', async () => {
    await using client = unopenedClient(server, { isHttpDNS: true, apiUrl: '', url: '' })
    Object.assign(client.connection, { dnsArr: [server.url], dnsTotal: 1 })
    await client.connection.open({ user: 'alice', pwd: 'pw' })
    assert.equal(client.connection.isOpened(), true)
    assert.equal(client.connection.apiUrl, server.url)
    await client.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'found' })
  })

  test('[socket.tokenExpiry] the client learns when its token expires, and is not cut off before', async () => {
    const { tokens, users } = server.running.core
    const { token, expiresAt } = tokens.issueForUser(server.app, await users.get(server.app, 'alice'), TTL)
    await using client = await sdkClient(server, { user: 'alice', accessToken: token })
    await client.next('onTokenWillExpire')
    assert.ok(Date.now() > expiresAt - 500 * TTL)
    await client.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'still here' })
    await client.next('onTokenExpired')
    await client.next('onDisconnected')
    assert.deepEqual(client.all('onReconnecting'), [])
  })

  test('[socket.tokenExpiry] the server ends a session that the client does not, and the client learns why', async () => {
    const { tokens, users } = server.running.core
    const { token } = tokens.issueForUser(server.app, await users.get(server.app, 'alice'), TTL)
    await using client = await sdkClient(server, { user: 'alice', accessToken: token, device: 'asleep' })
    const timers = client.connection as unknown as Record<string, NodeJS.Timeout>
    for (const timer of ['tokenWillExpireTimer', 'tokenExpiredTimer']) {
      assert.ok(timers[timer])
      clearTimeout(timers[timer])
    }
    // The tokens of silent clients are checked every 5 s.
    await client.next('onTokenExpired')
    await client.next('onDisconnected')
    assert.deepEqual(client.all('onReconnecting'), [])
    assert.ok(!online().includes('webim_web_asleep'))
  })

  test('[tokens.expiry] a renewed token keeps the session open beyond the expiry of the first', async () => {
    const { tokens, users } = server.running.core
    const { token, expiresAt } = tokens.issueForUser(server.app, await users.get(server.app, 'alice'), TTL)
    await using client = await sdkClient(server, { user: 'alice', accessToken: token })
    await client.next('onTokenWillExpire')
    const renewed = await client.connection.renewToken(await server.userToken('alice'))
    assert.equal(renewed.status, true)
    await until('the first has expired', () => Date.now() > expiresAt)
    await client.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'longer' })
    assert.deepEqual([...client.all('onTokenExpired'), ...client.all('onDisconnected')], [])
  })

  test('[socket.logout] closing ends the session', async () => {
    const client = await sdkClient(server, { user: 'alice', password: 'pw', device: 'out' })
    assert.ok(online().includes('webim_web_out'))
    await client.close()
    assert.ok(!online().includes('webim_web_out'))
  })
})

describe('[socket.login] the official SDK: refused logins, and the resulting SDK errors', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'banned', 'removed')
  })
  after(() => server.close())

  async function refused(login: { user: string; accessToken: string; appKey?: string }, type: number) {
    const options = { ...addressOf(server), ...login }
    const client = unopenedClient(server, { appKey: options.appKey })
    try {
      await assert.rejects(client.connection.open({ user: login.user, accessToken: login.accessToken }), {
        type,
      })
      assert.equal((await client.next('onError')).type, type)
      await client.next('onDisconnected')
      assert.deepEqual(client.all('onReconnecting'), [])
    } finally {
      await client.close()
    }
    assert.equal(server.running.core.registry.of(server.app.id, login.user).length, 0)
  }

  test('an expired token: 56', async () => {
    const accessToken = buildDynamicToken(server.app, 'alice', seconds() - 700, 600)
    await refused({ user: 'alice', accessToken }, 56)
  })

  test('a token from before a change of password: 56', async () => {
    const accessToken = await server.userToken('bob')
    await server.call('PUT', '/users/bob/password', { newpassword: 'new' })
    await refused({ user: 'bob', accessToken }, 56)
  })

  test('no token, or one of another user, of the app, or of another app: 28', async () => {
    const { core } = server.running
    const foreign = core.tokens.issueAppToken(core.apps.byKey('other#chat')!, undefined).token
    for (const accessToken of ['nonsense', await server.userToken('bob'), server.appToken, foreign])
      await refused({ user: 'alice', accessToken }, 28)
  })

  test('an unknown user: 204', async () => {
    await refused(
      { user: 'nobody', accessToken: buildDynamicToken(server.app, 'nobody', seconds(), 600) },
      204,
    )
    const accessToken = await server.userToken('removed')
    await server.call('DELETE', '/users/removed')
    await refused({ user: 'removed', accessToken }, 204)
  })

  test('a banned user: 57', async () => {
    const accessToken = await server.userToken('banned')
    await server.call('POST', '/users/banned/deactivate')
    await refused({ user: 'banned', accessToken }, 57)
  })

  test('an unknown app: -3', async () => {
    await refused({ user: 'alice', accessToken: await server.userToken('alice'), appKey: 'acme#none' }, -3)
  })

  test('a wrong password: 1, with the text of the REST reply', async () => {
    const { apiUrl } = addressOf(server)
    assert.ok(apiUrl)
    await assert.rejects(sdkClient(server, { user: 'alice', password: 'no' }), (error: unknown) => {
      assert.partialDeepStrictEqual(error, { type: 1, message: 'invalid username or password' })
      return true
    })
  })
})
