import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { changeSettings } from '../files/file-client.ts'
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
