import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import { buildAgoraToken } from '../../packages/server/src/domain/tokens/agora-token.ts'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { RawClient, type TcpWire, textsOf } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { Device, type DeviceMessage } from './device.ts'
import { withoutNative } from './installation.ts'

const APP_ID = '0123456789abcdef0123456789abcdef'
const CERTIFICATE = 'fedcba9876543210fedcba9876543210'

describe('[socket.tcp] the Android SDK: login, and ends of sessions', { skip: withoutNative() }, () => {
  let server: TestServer
  let phone: Device
  let users = 0
  before(async () => {
    server = await TestServer.start()
    phone = await Device.start(server)
  })
  after(async () => {
    await phone?.[Symbol.asyncDispose]()
    await server.close()
  })

  async function newUser(): Promise<string> {
    const name = `user-${++users}`
    await server.users(name)
    return name
  }

  async function newClient(): Promise<RawClient<TcpWire>> {
    const user = await newUser()
    return RawClient.loginTcp(server, { user, token: await server.userToken(user) })
  }

  const online = (user: string) =>
    server.running.core.registry.of(server.app.id, user).map(({ resource }) => resource)

  /** Logged in, working, and logged out again without a trace. */
  async function works(user: string): Promise<void> {
    const [resource, ...others] = online(user)
    assert.match(resource ?? '', /^android_[0-9a-f-]{36}$/)
    assert.deepEqual(others, [])
    await phone.sendText('somebody', 'hi')
    await phone.logout()
    await until('the phone is offline', () => online(user).length === 0)
  }

  test('with a password', async () => {
    const user = await newUser()
    await phone.login(user)
    await works(user)
  })

  test("with a user's token", async () => {
    const user = await newUser()
    await phone.loginWithToken(user, await server.userToken(user))
    await works(user)
  })

  test('with an Agora token (007)', async () => {
    const user = await newUser()
    const issuedAt = Math.floor(Date.now() / 1000)
    const token = buildAgoraToken(
      { appId: APP_ID, issuedAt, lifetime: 600, user, kind: 'user' },
      CERTIFICATE,
      7,
    )
    await phone.call(`c.loginWithAgoraToken("${user}", "${token}", $cb);`)
    await works(user)
  })

  test('refusals say what is wrong', async () => {
    const user = await newUser()
    await assert.rejects(phone.login(user, 'wrong'), { code: 202 })
    await assert.rejects(phone.login('nobody'), { code: 204 })
    await assert.rejects(phone.loginWithToken(user, 'YWMtwrong'), { code: 202 })
    await assert.rejects(phone.loginWithToken(user, await server.userToken(await newUser())), { code: 202 })
    await phone.login(user)
    await works(user)
  })

  test('200 messages that waited arrive once, in order', async () => {
    const user = await newUser()
    const sender = await newUser()
    const texts = Array.from({ length: 200 }, (_, i) => `waiting ${i}`)
    for (const msg of texts)
      await server.call('POST', '/messages/users', {
        from: sender,
        to: [user],
        type: 'txt',
        body: { msg },
      })
    await phone.login(user)
    await phone.message(({ from, text }) => from === sender && text === texts.at(-1))
    assert.deepEqual(
      phone.received().flatMap(({ from, text }) => (from === sender ? [text] : [])),
      texts,
    )
    await works(user)
  })

  test('its heartbeat is answered, after a refused login too', async () => {
    const user = await newUser()
    await assert.rejects(phone.loginWithToken(user, 'YWMtwrong'), { code: 202 })
    await phone.login(user)
    // The SDK waits 8 s for an answer (native.md §2.2), which a busy machine may take.
    await until('its heartbeat is answered', () => phone.heartbeat())
    await works(user)
  })

  /** Checks that the SDK reports why its session ended, and that it can log in again. */
  async function isKicked(code: number, user: string, password = 'pw'): Promise<void> {
    await phone.next('connection.onLogout', (reported) => reported === code)
    await phone.logout()
    await phone.login(user, password)
    await phone.logout()
  }

  test('[socket.kick] the same device logs in elsewhere: 206', async () => {
    const user = await newUser()
    await phone.login(user)
    const [resource = ''] = online(user)
    await using twin = await RawClient.loginTcp(server, {
      user,
      token: await server.userToken(user),
      resource,
    })
    await phone.next('connection.onLogout', (reported) => reported === 206)
    assert.equal(twin.ended, undefined)
    await phone.logout()
  })

  test('[socket.kick] more devices than the platform allows: 206', async () => {
    const user = await newUser()
    await phone.login(user)
    const token = await server.userToken(user)
    await using others = new AsyncDisposableStack()
    for (let i = 0; i < server.app.settings.devicesPerPlatform; i++)
      others.use(await RawClient.loginTcp(server, { user, token, resource: `android_${i}` }))
    await phone.next('connection.onLogout', (reported) => reported === 206)
    await phone.logout()
  })

  test('[socket.kick] a changed password: 216', async () => {
    const user = await newUser()
    await phone.login(user)
    await server.call('PUT', `/users/${user}/password`, { newpassword: 'new' })
    await isKicked(216, user, 'new')
  })

  test('[socket.kick] REST: 217; only this device: 217', async () => {
    const user = await newUser()
    await phone.login(user)
    await server.call('GET', `/users/${user}/disconnect`)
    await isKicked(217, user)
    await phone.login(user)
    await using web = await sdkClient(server, { user, password: 'pw' })
    const [android] = online(user).filter((resource) => resource.startsWith('android_'))
    assert.equal((await server.call('DELETE', `/users/${user}/disconnect/${android}`)).status, 200)
    await isKicked(217, user)
    assert.equal(web.connection.isOpened(), true)
  })

  test('[socket.kick] a deleted user: 207', async () => {
    const user = await newUser()
    await phone.login(user)
    await server.call('DELETE', `/users/${user}`)
    await phone.next('connection.onLogout', (reported) => reported === 207)
    await phone.logout()
    await assert.rejects(phone.login(user), { code: 204 })
  })

  test('a phone can throw out its own other devices', async () => {
    const user = await newUser()
    await using web = await sdkClient(server, { user, password: 'pw' })
    await phone.login(user)
    const seen = await phone.run(`devices = c.getLoggedInDevicesFromServer("${user}", "pw"); devices.size();`)
    assert.equal(seen, 2)
    await phone.run(`c.kickDevice("${user}", "pw", "webim_web_d1");`)
    await web.next('onDisconnected', () => true, 60_000)
    await works(user)
  })

  test('a phone that stands still holds up nobody, and gets all that came meanwhile, once and in order', async () => {
    const user = await newUser()
    await phone.login(user)
    await using sender = await newClient()
    // More than is pushed to a client that acknowledges nothing.
    const texts = Array.from({ length: 700 }, (_, i) => `${i} ${'x'.repeat(2000)}`)
    await phone.frozenDuring(async () => {
      const last = texts.map((text) => sender.text(user, text)).at(-1)!
      await sender.acknowledgement(last)
      await using other = await newClient()
      await other.goLive()
      await sender.deliver(other.user, 'not held up')
      assert.deepEqual(textsOf(await other.metas(1)), ['not held up'])
    })
    await phone.message(({ text }) => text === texts.at(-1))
    assert.deepEqual(
      phone.received().flatMap(({ from, text }) => (from === sender.user ? [text] : [])),
      texts,
    )
    await works(user)
  })

  test('what a phone has missed comes by itself: it does not react to a NOTICE', async () => {
    const user = await newUser()
    await phone.login(user)
    const [session] = server.running.core.registry.of(server.app.id, user)
    await using sender = await newClient()
    await phone.message(await sent('pushed'))
    // As if another node had committed it, and its word had been lost.
    const offer = mock.method(session!, 'offer', () => {})
    const missed = await sent('missed')
    offer.mock.restore()
    assert.equal(await session!.catchUp(), true)
    await phone.message(missed)
    await phone.message(await sent('pushed again'))
    await works(user)

    async function sent(text: string) {
      const id = String(await sender.deliver(user, text))
      return (message: DeviceMessage) => message.id === id
    }
  })
})
