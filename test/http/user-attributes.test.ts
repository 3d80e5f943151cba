import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { Namespace } from '@ringpost/protocol'
import { changeSettings } from '../files/file-client.ts'
import { RawClient } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { openClient } from '../sdk/client.ts'

describe('attributes of users', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'erin')
  })
  after(() => server.close())

  const form = (body: string, type = 'application/x-www-form-urlencoded') => ({
    raw: body,
    headers: { 'content-type': type },
  })
  const put = (user: string, body: string, more: object = {}): Promise<Reply> =>
    server.call('PUT', `/metadata/user/${user}`, undefined, { ...form(body), ...more })
  const get = async (user: string) => (await server.call('GET', `/metadata/user/${user}`)).body.data

  test('[attributes.set] [attributes.get] are sent as a form, and are added to existing ones', async () => {
    const set = await put('Alice', 'nickname=%E8%89%BE%20%F0%9F%98%80&ext=%7B%22a%22%3A1%7D&sign=a+b')
    assert.equal(set.status, 200)
    const whole = { ext: '{"a":1}', nickname: '艾 😀', sign: 'a b' }
    assert.deepEqual(set.body.data, whole)
    assert.equal(typeof set.body.duration, 'number')
    assert.deepEqual(await get('alice'), whole)
    assert.deepEqual((await put('alice', 'sign=&gender=1')).body.data, { ...whole, gender: '1', sign: '' })
    assert.deepEqual(await get('bob'), {})
    assert.deepEqual(await get('nobody'), {})
    const { status } = await put('alice', '{not=json', form('', 'text/plain'))
    assert.equal(status, 200, 'a body not labelled as a form is read as one, unless it is labelled JSON')
  })

  test('[attributes.getMany] given attributes of several users, or all', async () => {
    await put('bob', 'nickname=Bo&phone=1')
    await put('carol', 'mail=c%40example.com')
    const many = async (body: object) => (await server.call('POST', '/metadata/user/get', body)).body.data
    const whole = await many({ targets: ['Bob'] })
    assert.deepEqual(await many({ targets: ['Bob'], properties: null }), whole)
    assert.ok(Object.keys(whole.bob).length > 0)
    assert.deepEqual(await many({ targets: ['Bob', 'carol', 'nobody'], properties: ['nickname', 'mail'] }), {
      bob: { nickname: 'Bo' },
      carol: { mail: 'c@example.com' },
    })
    assert.deepEqual(await many({ targets: ['bob'] }), { bob: { nickname: 'Bo', phone: '1' } })
    assert.deepEqual(await many({ targets: [] }), {})
    const { lastModified } = (await put('bob', 'nickname=Bo')).body
    assert.ok(Math.abs(lastModified - Date.now()) < 60_000)
    const { body } = await server.call('POST', '/metadata/user/get', { targets: ['bob', 'nobody'] })
    assert.deepEqual(body.lastModified, { bob: lastModified })
  })

  test('[attributes.follow] [attributes.followed] [attributes.unfollow] by the user alone, up to 500', async () => {
    const token = await server.userToken('carol')
    const call = (method: string, query = '', body?: object, more: object = { token }) =>
      server.call(method, `/user/carol/metadata/subscription${query}`, body, more)
    const names = (from: number, count: number) => Array.from({ length: count }, (_, i) => `u${from + i}`)
    assert.deepEqual((await call('POST', '', { usernames: ['Bob', 'erin'] })).body.data, true)
    assert.deepEqual((await call('GET')).body.data, ['bob', 'erin'])
    await call('DELETE', '?usernames=bob,nobody')
    assert.deepEqual((await call('GET')).body.data, ['erin'])
    const impossible = ['x'.repeat(65), 'Ключ', 'a b', 'a\0', randomBytes(8192).toString('hex')]
    assert.equal((await call('POST', '', { usernames: impossible })).status, 200)
    assert.deepEqual((await call('GET')).body.data, ['erin'], 'names that no user can have are not kept')
    const many = await call('POST', '', { usernames: names(0, 101) })
    assertError(many, 'attribute.batch_too_large', { limit: '100' })
    for (let from = 0; from < 400; from += 100) await call('POST', '', { usernames: names(from, 100) })
    const beyond = await call('POST', '', { usernames: names(400, 100) })
    assertError(beyond, 'attribute.follows_too_many', { limit: '500' })
    assert.equal((await call('GET')).body.data.length, 401)
    const foreign = { token: await server.userToken('bob') }
    assert.equal((await call('GET', '', undefined, foreign)).status, 401)
  })

  test('[socket.profileEvents] a change of what clients show is told to own devices, contacts and followers who are online', async () => {
    await server.users('dave', 'friend', 'fan', 'other')
    await server.call('POST', '/users/dave/contacts/users/friend')
    for (const follower of ['fan', 'friend'])
      await server.call('POST', `/user/${follower}/metadata/subscription`, { usernames: ['dave'] })
    const clients = []
    for (const user of ['dave', 'friend', 'fan', 'other']) {
      const client = await RawClient.login(server.wsUrl, { user, token: await server.userToken(user) })
      await client.goLive()
      clients.push(client)
    }
    await put('dave', 'score=1')
    const { lastModified } = (await put('dave', 'nickname=D&score=2')).body
    const said = { from: 'fan', to: ['dave', 'friend', 'fan', 'other'], type: 'cmd', body: { action: 'end' } }
    await server.call('POST', '/messages/users', said)
    const expected = [
      'user_metadata_updated',
      'contact_metadata_updated',
      'subscribe_metadata_updated',
      undefined,
    ]
    for (const [i, client] of clients.entries()) {
      const types: string[] = []
      // Nodes of a cluster may hand on the message first.
      for (let hasEnded = false; !hasEnded || (types.length === 0 && expected[i] !== undefined); ) {
        for (const { namespace, payload } of await client.metas(1)) {
          if (namespace !== Namespace.NOTIFY) {
            hasEnded = true
            continue
          }
          const { type, data } = JSON.parse(Buffer.from(payload!).toString())
          assert.deepEqual(data, { username: 'dave', metadata: { nickname: 'D' }, lastModified })
          types.push(type)
        }
      }
      assert.deepEqual(types, expected[i] === undefined ? [] : [expected[i]])
      await client.drop()
    }
  })

  test('[attributes.delete] [attributes.capacity] are counted in bytes, deleted at once, and removed with their user', async () => {
    const capacity = async () => (await server.call('GET', '/metadata/user/capacity')).body.data
    const before = await capacity()
    await put('erin', 'nickname=%E8%89%BE')
    assert.equal(await capacity(), before + 11)
    for (let time = 0; time < 2; time++) {
      const { status, body } = await server.call('DELETE', '/metadata/user/erin')
      assert.deepEqual([status, body.data], [200, true])
    }
    assert.equal(await capacity(), before)
    await put('erin', 'nickname=Er')
    await server.call('DELETE', '/users/erin')
    assert.equal(await capacity(), before)
    await server.users('erin')
    assert.deepEqual(await get('erin'), {}, 'a later user of the name has none')
  })

  test('[attributes.set] documented errors', async () => {
    const json = 'application/json;charset=UTF-8'
    assertError(
      await put('alice', '{"nickname":"a"}', form('{"nickname":"a"}', json)),
      'attribute.json_unsupported',
      {
        type: json,
      },
    )
    assertError(await put('nobody', 'a=b'), 'user.unknown')
    const before = await get('bob')
    assertError(await put('bob', `new=1&ext=${'x'.repeat(2048)}`), 'attribute.user_too_large', {
      limit: 2048,
    })
    assert.deepEqual(await get('bob'), before, 'nothing was set')
    assert.equal((await put('erin', `ext=${'x'.repeat(2045)}`)).status, 200)
    assertError(await put('erin', 'a='), 'attribute.user_too_large', { limit: 2048 })
    await changeSettings(server, { userAttributeBytes: 4096 })
    assert.equal((await put('erin', 'a=')).status, 200)
    const token = await server.userToken('alice')
    assertError(await put('bob', 'a=b', { token }), 'auth.required')
  })

  test('[attributes.getMany] [attributes.capacity] [attributes.delete] documented errors', async () => {
    const targets = Array.from({ length: 101 }, (_, i) => `u${i}`)
    assertError(await server.call('POST', '/metadata/user/get', { targets }), 'attribute.batch_too_large', {
      limit: 100,
    })
    assertError(await server.call('POST', '/metadata/user/get', {}), 'request.argument_illegal')
    const token = await server.userToken('alice')
    assertError(await server.call('GET', '/metadata/user/capacity', undefined, { token }), 'auth.required')
    assertError(await server.call('DELETE', '/metadata/user/alice', undefined, { token }), 'auth.required')
  })

  test('[attributes.set] [attributes.getMany] with the SDK', async () => {
    await using carol = await openClient({
      apiUrl: server.url,
      wsUrl: server.wsUrl,
      appKey: 'acme#chat',
      user: 'carol',
      password: 'pw',
    })
    const { connection } = carol
    const ext = JSON.stringify({ a: 'b&c=d' })
    const set = await connection.updateUserInfo({ nickname: '卡罗尔', sign: 'a & b', ext })
    const whole = { ext, mail: 'c@example.com', nickname: '卡罗尔', sign: 'a & b' }
    assert.deepEqual(set.data, whole)
    const one = await connection.updateUserInfo('gender', '2')
    assert.deepEqual(one.data, { ...whole, gender: '2' })
    const read = await connection.fetchUserInfoById(['carol', 'nobody'])
    assert.deepEqual(read.data, { carol: { ...whole, gender: '2' } })
    const nick = await connection.fetchUserInfoById('carol', 'nickname')
    assert.deepEqual(nick.data, { carol: { nickname: '卡罗尔' } })
  })
})
