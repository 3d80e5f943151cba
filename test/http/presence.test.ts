import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import { Follower } from '../facts/follower.ts'
import { createGroup } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { type Client, openClient } from '../sdk/client.ts'

const MONTH = 2_592_000
const seconds = () => Math.floor(Date.now() / 1000)

describe('presence', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const login = (user: string, device = 'd1') =>
    openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey: 'acme#chat', user, password: 'pw', device })
  const publish = (user: string, device: string, ext: unknown, token?: string) =>
    server.call('POST', `/users/${user}/presence/${device}`, { ext }, { ...(token && { token }) })
  const subscribe = (user: string, usernames: unknown, expiry: number | string = 3600) =>
    server.call('POST', `/users/${user}/presence/${expiry}`, { usernames })
  const of = async (asking: string, ...usernames: string[]) =>
    (await server.call('POST', `/users/${asking}/presence`, { usernames })).body.result
  const unsubscribe = (user: string, body: unknown) => server.call('DELETE', `/users/${user}/presence`, body)
  const sublist = async (user: string, query = '?pageNum=1&pageSize=500') =>
    (await server.call('GET', `/users/${user}/presence/sublist${query}`)).body.result
  /** What a client was told, each event as `user ext device=status …`. */
  const told = (client: Client) => client.all('onPresenceStatusChange').map((event) => tell(event))
  const tell = (event: unknown) => {
    const [{ userId, ext, statusDetails }] = event as [
      { userId: string; ext: string; statusDetails: { device: string; status: number }[] },
    ]
    return [userId, ext, ...statusDetails.map(({ device, status }) => `${device}=${status}`)].join(' ')
  }
  const hears = (client: Client, what: string) =>
    client.next('onPresenceStatusChange', (event) => tell(event) === what)

  test('[presence.get] users who exist, in the order of the names, with the types that clients need', async () => {
    await using _ = await login('dave')
    const before = seconds()
    assert.equal((await publish('dave', 'webim_web_d1/1', 'busy')).body.result, 'ok')
    const [dave, bob] = await of('alice', 'Dave', 'nobody', 'bob', '../x')
    assert.deepEqual(bob, { uid: 'bob', last_time: 0, expiry: 0, ext: '', status: {} })
    assert.deepEqual(dave, { ...dave, uid: 'dave', expiry: 0, ext: 'busy', status: { webim_web_d1: '1' } })
    assert.ok(dave.last_time >= before && dave.last_time <= seconds())
    assert.deepEqual(await of('nobody', 'dave'), [])
  })

  test('[presence.publish] a status holds until its device goes; the text stays', async () => {
    await server.users('erin')
    const own = await server.userToken('erin')
    const status = async () => (await of('alice', 'erin'))[0].status
    const first = await login('erin')
    const second = await login('erin', 'd2')
    await publish('erin', 'webim_web_d1/1', 'here', own)
    await publish('erin', 'webim_web_d2/103', 'away')
    await publish('erin', 'watch/1', 'by the app')
    assert.deepEqual(await status(), { watch: '1', webim_web_d1: '1', webim_web_d2: '103' })
    await publish('erin', 'webim_web_d2/1', 'back', own)
    assert.deepEqual(await status(), { watch: '1', webim_web_d1: '1', webim_web_d2: '1' })
    await publish('erin', 'webim_web_d1/0', 'hidden')
    assert.equal((await status()).webim_web_d1, '0')
    await second.close()
    await first.close()
    await until('both devices are gone', async () => {
      const { webim_web_d1, webim_web_d2 } = await status()
      return webim_web_d1 === '0' && webim_web_d2 === '0'
    })
    await using again = await login('erin')
    assert.deepEqual(await status(), { watch: '1', webim_web_d1: '1', webim_web_d2: '0' })
    assert.equal((await of('alice', 'erin'))[0].ext, 'hidden')
    // Clients that do not know their resource yet (client-quirks.md Q27).
    assert.equal((await publish('erin', '/1', 'unnamed')).body.result, 'ok')
    assert.equal((await of('alice', 'erin'))[0].ext, 'unnamed')
    await again.next('onPresenceStatusChange')
  })

  test('[presence.publish] last_time moves when the device goes', async () => {
    await server.users('frank')
    const client = await login('frank')
    const [{ last_time: came }] = await of('alice', 'frank')
    await until('a second has passed', () => seconds() > came)
    await client.close()
    await until('it has moved', async () => (await of('alice', 'frank'))[0].last_time > came)
  })

  test('[socket.presenceEvents] subscribers hear of login, publication and logout; only the last of several', async () => {
    await server.users('gina')
    await using alice = await login('alice')
    await using second = await login('alice', 'd2')
    await using other = await login('bob')
    const expiry = (await subscribe('alice', ['gina'])).body.result[0].expiry
    assert.ok(Math.abs(expiry - seconds() - 3600) < 60)
    const gina = await login('gina')
    const event = (await hears(alice, 'gina  webim_web_d1=1')) as unknown as [Record<string, number>]
    assert.equal(event[0].expire, expiry)
    assert.ok(Math.abs(event[0].lastTime! - seconds()) < 60)
    await hears(second, 'gina  webim_web_d1=1')
    for (const ext of ['one', 'two', 'three']) await publish('gina', 'webim_web_d1/1', ext)
    for (const client of [alice, second, gina]) await hears(client, 'gina three webim_web_d1=1')
    assert.ok(told(alice).length <= 3, told(alice).join('\n'))
    await gina.close()
    await hears(alice, 'gina three webim_web_d1=0')
    assert.deepEqual(told(other), [])
  })

  test('[socket.presenceEvents] what cannot be told while the database is away is told later', async () => {
    await server.users('sue')
    await using alice = await login('alice', 'd4')
    await subscribe('alice', ['sue'])
    const { presence } = server.running.core.stores
    const subscribed = presence.subscribed.bind(presence)
    let attempts = 0
    presence.subscribed = async (app, users, now) => {
      if (users.includes('sue') && ++attempts <= 2) throw new ApiError('server.unavailable')
      return subscribed(app, users, now)
    }
    await using sue = await login('sue')
    await hears(alice, 'sue  webim_web_d1=1')
    await sue.close()
    await hears(alice, 'sue  webim_web_d1=0')
  })

  test('[presence.unsubscribe] in both forms of the body; then nothing is told', async () => {
    await server.users('hal', 'ivy')
    await using alice = await login('alice', 'd3')
    await subscribe('alice', ['hal', 'ivy', 'carol'])
    assert.equal((await unsubscribe('alice', ['HAL', 'unknown'])).body.result, 'ok')
    assert.equal((await unsubscribe('alice', { users: ['carol'] })).body.result, 'ok')
    await publish('hal', 'x/1', 'unheard')
    await publish('ivy', 'x/1', 'heard')
    await hears(alice, 'ivy heard x=1')
    assert.deepEqual(
      told(alice).filter((each) => each.startsWith('hal')),
      [],
    )
  })

  test('[presence.subscribe] [presence.subscriptions] until they end, page by page', async () => {
    await server.users('jim', 'kim', 'lea')
    const { result } = (await subscribe('jim', ['Kim', 'lea', 'nobody', 'kim'], 600)).body
    assert.deepEqual(
      result.map(({ uid }: { uid: string }) => uid),
      ['kim', 'lea'],
    )
    const [{ expiry }] = (await subscribe('jim', ['lea'], MONTH + 1)).body.result
    assert.ok(Math.abs(expiry - seconds() - MONTH) < 60, 'at most 30 days')
    const { totalnum, sublist: both } = await sublist('jim')
    assert.deepEqual([totalnum, both[1]], [2, { uid: 'lea', expiry }])
    assert.ok(Math.abs(both[0].expiry - seconds() - 600) < 60)
    assert.equal((await of('jim', 'kim'))[0].expiry, both[0].expiry)
    assert.deepEqual((await sublist('jim', '?pageNum=2&pageSize=1')).sublist, [both[1]])
    assert.deepEqual((await sublist('jim', '?pageNum=0&pageSize=1')).sublist, [both[0]], 'as the SDK asks')
    assert.deepEqual((await sublist('jim', '')).sublist, [both[0]])
    await subscribe('jim', ['kim'], 1)
    await until('it is over', async () => (await sublist('jim')).totalnum === 1)
    assert.deepEqual(await sublist('nobody'), { totalnum: 0, sublist: [] })
    assert.deepEqual((await subscribe('nobody', ['kim'])).body.result, [])
  })

  test('[presence.groupOnline] counts members with a connection', async () => {
    await server.users('mia', 'ned', 'oli')
    const group = await createGroup(server, ['mia', 'ned', 'oli'])
    const count = async (type: string | number = 1, id = group) =>
      server.call('GET', `/presence/online/${id}/type/${type}`)
    await using _mia = await login('mia')
    await using _mia2 = await login('mia', 'd2')
    await using _ned = await login('ned')
    await publish('oli', 'x/1', 'not connected')
    const alice = (await of('bob', 'alice'))[0].status
    const isOnline = Object.values(alice).includes('1') ? 1 : 0
    assert.deepEqual((await count()).body, { result: 2 + isOnline })
    assert.deepEqual((await count(0)).body, { result: 0 })
    assertError(await count(2), 'presence.type_illegal')
    assertError(await count('null'), 'presence.type_missing')
    assertError(await count(1, 'null'), 'presence.group_missing')
    assertError(await count(1, '1'), 'channel.unknown', { id: '1' })
  })

  test('[presence.publish] [presence.subscribe] [presence.get] [presence.unsubscribe] what is refused, word for word', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`)
    assertError(await publish('alice', 'd/1', null), 'presence.ext_missing')
    assertError(await publish('alice', 'd/1', undefined), 'presence.ext_missing')
    assert.equal((await publish('alice', 'd/1', 'ü'.repeat(512))).status, 200)
    const tooBig = await publish('alice', 'd/1', `${'ü'.repeat(512)}x`)
    assertError(tooBig, 'presence.ext_too_big')
    assert.equal(tooBig.body.error_description, 'ext is too big ')
    assertError(await publish('alice', 'd/away', ''), 'presence.parameter_illegal', { name: 'status' })
    assertError(await publish('alice', `${'d'.repeat(256)}/1`, ''), 'presence.parameter_illegal', {
      name: 'resource',
    })
    assertError(await publish('nobody', 'd/1', ''), 'user.unknown')
    for (const none of [[], null, undefined, {}])
      assertError(await subscribe('alice', none), 'presence.names_empty')
    assert.equal((await subscribe('alice', names(100))).status, 200)
    assertError(await subscribe('alice', names(101)), 'presence.subscribes_too_many')
    assertError(await subscribe('alice', ['bob', 'ALICE']), 'presence.subscribes_self')
    for (const expiry of [0, 'soon', -1])
      assertError(await subscribe('alice', ['bob'], expiry), 'presence.parameter_illegal', { name: 'expiry' })
    const get = (usernames: unknown) => server.call('POST', '/users/alice/presence', { usernames })
    assertError(await get(names(101)), 'presence.gets_too_many')
    assertError(await get([]), 'presence.names_empty')
    for (const none of [null, [], {}, { users: [] }, { users: null }, undefined])
      assertError(await unsubscribe('alice', none), 'presence.names_missing')
    assertError(await unsubscribe('alice', names(101)), 'presence.unsubscribes_too_many')
    const bob = await server.userToken('bob')
    assert.equal((await publish('alice', 'd/1', '', bob)).status, 401)
  })

  test('[presence.publish] closed: SDKs find the reason in `result`', async () => {
    const { apps } = server.running.core
    const off = async (presence: boolean) => apps.changeSettings(server.app, { presence })
    await off(false)
    try {
      for (const reply of [
        await publish('alice', 'd/1', ''),
        await subscribe('alice', ['bob']),
        await server.call('POST', '/users/alice/presence', { usernames: ['bob'] }),
        await unsubscribe('alice', ['bob']),
        await server.call('GET', '/users/alice/presence/sublist'),
      ]) {
        assertError(reply, 'presence.closed')
        assert.equal(reply.body.result, 'the app not open presence')
      }
      assertError(await server.call('GET', '/presence/online/1/type/1'), 'presence.count_closed')
    } finally {
      await off(true)
    }
  })

  test('[users.delete] subscribers hear that a deleted user is gone, and nothing is left', async () => {
    await server.users('pat', 'quinn')
    await using quinn = await login('quinn')
    await using pat = await login('pat')
    await subscribe('quinn', ['pat'])
    await subscribe('pat', ['quinn'])
    await publish('pat', 'webim_web_d1/5', 'soon gone')
    await hears(quinn, 'pat soon gone webim_web_d1=5')
    await server.call('DELETE', '/users/pat')
    await hears(quinn, 'pat soon gone webim_web_d1=0')
    await pat.next('onDisconnected')
    await server.users('pat')
    assert.deepEqual(await of('quinn', 'pat'), [{ uid: 'pat', last_time: 0, expiry: 0, ext: '', status: {} }])
    assert.equal((await sublist('pat')).totalnum, 0)
  })

  test('[presence.publish] is a fact, of the device that has a status of its own', async () => {
    await server.users('rob')
    await using follower = await Follower.start(server, ['presence.published'])
    await publish('rob', 'd/7', 'text')
    await publish('rob', 'webim_web_d1/1', 'own', await server.userToken('rob'))
    const facts = await follower.next(2)
    assert.deepEqual(
      facts.map(({ kind, user, device, status, ext }) => [kind, user, device, status, ext]),
      [
        ['presence.published', 'rob', 'd', '7', 'text'],
        ['presence.published', 'rob', 'webim_web_d1', null, 'own'],
      ],
    )
  })
})
