import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { TestServer } from '../harness/test-server.ts'
import { OwnGateway } from './own-gateway.ts'
import { RawClient } from './raw-client.ts'

describe('[socket.tokenExpiry] a session lasts as long as the token that its client presented', () => {
  const clock = new TestClock()
  let server: TestServer
  let users = 0
  before(async () => {
    server = await TestServer.start({}, undefined, { clock })
  })
  after(() => server.close())

  async function newUser(): Promise<{ user: string }> {
    const user = `user-${++users}`
    await server.users(user)
    return { user }
  }

  const online = (user: string) => server.running.core.registry.of(server.app.id, user)

  async function withToken(seconds: number, wsUrl = server.wsUrl): Promise<RawClient> {
    const { user } = await newUser()
    const { users, tokens } = server.running.core
    const { token } = tokens.issueForUser(server.app, await users.get(server.app, user), seconds)
    return RawClient.login(wsUrl, { user, token })
  }

  test('a client that continues after the expiry is ignored', async () => {
    await using client = await withToken(10)
    const { user } = client
    await clock.advance(10_000)
    client.text(user, 'too late')
    const { timestamp } = await client.next('unread')
    assert.ok(Number(timestamp) <= clock.now())
    assert.equal((await client.closed()).code, 1000)
    assert.deepEqual(online(user), [])
    assert.deepEqual(
      client.frames.filter(({ command }) => command === 'sync'),
      [],
    )
  })

  test('a silent client is disconnected too', async () => {
    await using own = await OwnGateway.start(server)
    await using client = await withToken(10, own.wsUrl)
    await clock.advance(10_000)
    await client.next('unread')
    assert.equal((await client.closed()).code, 1000)
  })

  test('a session without expiry continues, and so does one after a renewal, which a shorter token does not undo', async () => {
    await using forever = await withToken(0)
    await forever.unread()
    const { user } = await newUser()
    const { users, tokens } = server.running.core
    const account = await users.get(server.app, user)
    const token = (seconds: number) => tokens.issueForUser(server.app, account, seconds).token
    const renewal = (bearer: string) =>
      server.call('GET', `/sdk/users/${user}/token/expires`, undefined, { token: bearer })
    await using client = await RawClient.login(server.wsUrl, { user, token: token(10) })
    await using other = await RawClient.login(server.wsUrl, {
      user: forever.user,
      token: await server.userToken(forever.user),
    })
    for (const seconds of [100, 10]) assert.equal((await renewal(token(seconds))).status, 200)
    await clock.advance(10_000)
    await client.unread()
    await other.unread()
  })

  test("the app's token renews nothing", async () => {
    const { user } = await newUser()
    const { users, tokens } = server.running.core
    const { token } = tokens.issueForUser(server.app, await users.get(server.app, user), 10)
    await using client = await RawClient.login(server.wsUrl, { user, token })
    assert.equal((await server.call('GET', `/sdk/users/${user}/token/expires`)).status, 200)
    await clock.advance(10_000)
    client.text(user, 'too late')
    assert.equal((await client.closed()).code, 1000)
  })
})
