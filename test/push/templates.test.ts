import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('how notifications read', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const at = '/notification/template'
  const patterns = { title_pattern: '{$dynamicFrom}', content_pattern: '{$msg} {0}' }
  const create = (name: unknown, more: object = {}) => server.call('POST', at, { name, ...patterns, ...more })

  test('[push.createTemplate] [push.template] [push.updateTemplate] [push.deleteTemplate] templates', async () => {
    const { body } = await create('greeting')
    assert.deepEqual([body.action, 'path' in body, typeof body.uri], ['post', false, 'string'])
    const { createAt, updateAt, ...rest } = body.data
    assert.deepEqual(rest, { name: 'greeting', ...patterns })
    assert.ok(createAt === updateAt && Math.abs(createAt - Date.now()) < 60_000)
    const get = async () => (await server.call('GET', `${at}/greeting`)).body.data
    assert.deepEqual(await get(), body.data)
    const again = (await create('greeting', { content_pattern: 'new' })).body.data
    assert.deepEqual([again.content_pattern, again.createAt], ['new', createAt])
    const changed = (await server.call('PUT', `${at}/greeting`, { title_pattern: 'T' })).body.data
    assert.deepEqual([changed.title_pattern, changed.content_pattern], ['T', 'new'])
    assert.deepEqual(await get(), changed)
    assert.deepEqual((await server.call('DELETE', `${at}/greeting`)).body.data, changed)
    for (const method of ['GET', 'DELETE', 'PUT'])
      assertError(
        await server.call(method, `${at}/greeting`, method === 'PUT' ? {} : undefined),
        'push.template_unknown',
        {
          name: 'greeting',
        },
      )
  })

  test('[push.createTemplate] names and patterns have limits, apps have 100', async () => {
    const illegal = (reply: Awaited<ReturnType<typeof create>>, field: string) =>
      assertError(reply, 'notification.parameter_illegal', { field })
    for (const name of ['', 'a b', 'ä', 'x'.repeat(65), undefined]) illegal(await create(name), 'name')
    illegal(await create('a', { title_pattern: undefined }), 'title_pattern')
    illegal(await create('a', { content_pattern: 'x'.repeat(1025) }), 'content_pattern')
    const made = await Promise.all(Array.from({ length: 101 }, (_, i) => create(`t${i}`)))
    assert.equal(made.filter(({ status }) => status === 200).length, 100)
    assertError(made.find(({ status }) => status !== 200)!, 'push.templates_too_many', { limit: 100 })
    await Promise.all(made.map((_, i) => server.call('DELETE', `${at}/t${i}`)))
  })

  test('[push.chooseTemplate] [push.chosenTemplate] users choose one that exists', async () => {
    await create('mine')
    const token = await server.userToken('alice')
    const choose = (templateName: unknown, as = token) =>
      server.call('PUT', '/users/alice/notification/template', { templateName }, { token: as })
    const chosen = async () =>
      (await server.call('GET', '/users/alice/notification/template', undefined, { token })).body.data
    assert.deepEqual(await chosen(), { templateName: '' })
    assert.deepEqual((await choose('mine')).body.data, { templateName: 'mine' })
    assertError(await choose('other'), 'push.template_unknown', { name: 'other' })
    assertError(await choose(7), 'push.template_unknown', { name: '7' })
    assert.deepEqual(await chosen(), { templateName: 'mine' })
    assert.equal((await choose('mine', await server.userToken('bob'))).status, 401)
    await choose('')
    assert.deepEqual(await chosen(), { templateName: '' })
    await server.call('DELETE', `${at}/mine`)
  })

  test('[push.setNames] names of up to 50 users', async () => {
    const put = (body: unknown) => server.call('PUT', '/push/nickname', body)
    const { body } = await put([
      { username: 'Alice', push_nickname: 'A' },
      { username: 'bob', push_nickname: 'B' },
    ])
    assert.equal(body.path, '/push')
    assert.deepEqual(body.entities, [
      { push_nickname: 'A', username: 'alice' },
      { push_nickname: 'B', username: 'bob' },
    ])
    assert.equal((await server.call('GET', '/users/alice')).body.entities[0].nickname, 'A')
    for (const nothing of [[], undefined, {}]) assertError(await put(nothing), 'push.names_empty')
    const many = Array.from({ length: 51 }, () => ({ username: 'bob', push_nickname: 'x' }))
    assertError(await put(many), 'push.names_too_many')
    assertError(await put([{ username: 'bob', push_nickname: 'x'.repeat(101) }]), 'push.name_too_long', {
      username: 'bob',
    })
    assertError(await put([{ push_nickname: 'x' }]), 'user.property_missing')
    assertError(
      await put([
        { username: 'bob', push_nickname: 'changed' },
        { username: 'nobody', push_nickname: 'x' },
      ]),
      'user.unknown',
    )
    assert.equal((await server.call('GET', '/users/bob')).body.entities[0].nickname, 'B')
  })
})
