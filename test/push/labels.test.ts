import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('push labels', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const create = (name: unknown, more: object = {}) => server.call('POST', '/push/label', { name, ...more })
  const shape = (body: object) => Object.keys(body).sort()
  const remove = (name: string) => server.call('DELETE', `/push/label/${name}`)

  test('[push.createLabel] [push.getLabel] [push.deleteLabel] a label, in the short envelope', async () => {
    const { status, body } = await create('VIP_1.a-b', { description: 'very important' })
    assert.deepEqual([status, shape(body)], [200, ['data', 'duration', 'timestamp']])
    const { createdAt, ...rest } = body.data
    assert.deepEqual(rest, { name: 'VIP_1.a-b', description: 'very important' })
    assert.ok(Math.abs(createdAt - Date.now()) < 60_000)
    const got = await server.call('GET', '/push/label/VIP_1.a-b')
    assert.deepEqual([shape(got.body), got.body.data], [shape(body), { ...body.data, count: 0 }])
    assertError(await create('VIP_1.a-b'), 'push.label_exists', { label: 'VIP_1.a-b' })
    assert.deepEqual((await create('vip_1.A-B', { description: null })).body.data.description, '')
    assert.equal((await remove('VIP_1.a-b')).body.data, 'success')
    await remove('vip_1.A-B')
    for (const method of ['GET', 'DELETE'])
      assertError(await server.call(method, '/push/label/VIP_1.a-b'), 'push.label_unknown', {
        label: 'VIP_1.a-b',
      })
  })

  test('[push.createLabel] [push.labels] names have a form, apps have 100 labels, lists have pages', async () => {
    for (const name of ['', 'a b', 'ä', 'x'.repeat(65)])
      assertError(await create(name), 'push.illegal', { detail: 'label name is illegal' })
    for (const name of [undefined, null]) assertError(await create(name), 'push.bad_request')
    assertError(await create('a', { description: 'x'.repeat(256) }), 'push.illegal', {
      detail: 'label description is too long',
    })
    const names = Array.from({ length: 101 }, (_, i) => `l${String(i).padStart(3, '0')}`)
    for (const name of names.slice(0, 100)) assert.equal((await create(name)).status, 200)
    assertError(await create(names[100]), 'push.limit')
    const listed: string[] = []
    let cursor = ''
    do {
      const { body } = await server.call('GET', `/push/label?limit=33&cursor=${cursor}`)
      listed.push(...body.data.map((each: { name: string }) => each.name))
      assert.deepEqual(Object.keys(body.data[0]).sort(), ['count', 'createdAt', 'description', 'name'])
      cursor = body.cursor ?? ''
    } while (cursor !== '')
    assert.deepEqual(listed, names.slice(0, 100))
    assert.equal((await server.call('GET', '/push/label')).body.data.length, 100)
    assertError(await server.call('GET', '/push/label?cursor=!'), 'request.cursor_illegal')
    for (const name of names.slice(0, 100)) await remove(name)
    assert.deepEqual((await server.call('GET', '/push/label')).body.data, [])
  })

  test('[push.labelUsers] [push.unlabelUsers] [push.userOfLabel] [push.usersOfLabel] users of a label', async () => {
    await create('vip')
    const change = (method: string, usernames: unknown, label = 'vip') =>
      server.call(method, `/push/label/${label}/user`, { usernames })
    const { body } = await change('POST', ['Alice', 'bob', 'nobody', 'bob'])
    assert.deepEqual(
      [shape(body), body.data],
      [
        ['data', 'duration', 'timestamp'],
        { success: ['alice', 'bob'], fail: { nobody: 'appUser not exists' } },
      ],
    )
    assert.equal((await server.call('GET', '/push/label/vip')).body.data.count, 2)
    const { data } = (await server.call('GET', '/push/label/vip/user/bob')).body
    assert.deepEqual([data.username, typeof data.created], ['bob', 'number'])
    assert.deepEqual(shape((await server.call('GET', '/push/label/vip/user/carol')).body), [
      'duration',
      'timestamp',
    ])
    const first = (await server.call('GET', '/push/label/vip/user?limit=1')).body
    assert.deepEqual(
      first.data.map((each: { username: string }) => each.username),
      ['alice'],
    )
    const second = (await server.call('GET', `/push/label/vip/user?limit=2&cursor=${first.cursor}`)).body
    assert.deepEqual([second.data, 'cursor' in second], [[data], false])
    assert.deepEqual((await change('DELETE', ['bob', 'nobody'])).body.data, {
      success: ['bob'],
      fail: { nobody: 'appUser not exists' },
    })
    assert.equal((await server.call('GET', '/push/label/vip')).body.data.count, 1)
    for (const usernames of [undefined, [], Array.from({ length: 101 }, (_, i) => `u${i}`)])
      assertError(await change('POST', usernames), 'push.bad_request')
    for (const method of ['POST', 'DELETE'])
      assertError(await change(method, ['alice'], 'none'), 'push.label_unknown', { label: 'none' })
    for (const path of ['/user', '/user/alice'])
      assertError(await server.call('GET', `/push/label/none${path}`), 'push.label_unknown', {
        label: 'none',
      })
    await server.call('DELETE', '/users/alice')
    assert.equal((await server.call('GET', '/push/label/vip')).body.data.count, 0)
    await remove('vip')
  })

  test('[push.labels] users and other apps have no access', async () => {
    const token = await server.userToken('bob')
    assert.equal((await server.call('GET', '/push/label', undefined, { token })).status, 401)
  })
})
