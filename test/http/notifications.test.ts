import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const WEEK = 604_800_000

describe('what notifies users', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const set = (user: string, at: string, body: unknown) =>
    server.call('PUT', `/users/${user}/notification/${at}`, body)
  const get = (user: string, at: string) => server.call('GET', `/users/${user}/notification/${at}`)

  test('[push.setSilentMode] [push.silentMode] changes what is given and keeps the rest', async () => {
    const everything = { type: 'ALL', ignoreDuration: 0, ignoreInterval: '' }
    assert.deepEqual((await get('alice', 'user/alice')).body.data, everything)
    assert.deepEqual((await set('alice', 'user/Alice', { type: 'AT' })).body.data, {
      ...everything,
      type: 'AT',
    })
    const hours = { type: 'AT', ignoreDuration: 0, ignoreInterval: '22:00-07:30' }
    assert.deepEqual((await set('alice', 'user/alice', { ignoreInterval: '22:00-07:30' })).body.data, hours)
    const all = { type: null, ignoreDuration: null, ignoreInterval: '' }
    assert.deepEqual((await set('alice', 'user/alice', all)).body.data, { ...hours, ignoreInterval: '' })

    assert.deepEqual((await get('alice', 'user/bob')).body.data, {})
    assert.deepEqual((await set('alice', 'user/BOB', { type: 'NONE' })).body.data, { type: 'NONE' })
    const { body } = await set('alice', 'user/bob', { ignoreDuration: '60000' })
    assert.equal(body.path, '/users')
    assert.equal(body.data.type, 'NONE')
    assert.ok(body.data.ignoreDuration > Date.now() && body.data.ignoreDuration <= Date.now() + 60_000)
    assert.deepEqual((await set('alice', 'user/bob', { ignoreDuration: 0 })).body.data, { type: 'NONE' })
    assert.deepEqual((await set('alice', 'user/bob', { type: 'DEFAULT' })).body.data, {})
    assert.deepEqual((await get('bob', 'user/bob')).body.data, everything, 'of others nothing')
  })

  test('[push.silentModes] of conversations that have a setting of their own now', async () => {
    await set('bob', 'user/alice', { type: 'NONE' })
    await set('bob', 'chatgroup/17', { ignoreDuration: WEEK })
    const many = (query: string) => server.call('GET', `/users/bob/notification?${query}`)
    const { body } = await many('user=Alice,nobody&group=17,18')
    assert.deepEqual(body.data.user, { alice: { type: 'NONE' } })
    assert.deepEqual(Object.keys(body.data.group), ['17'])
    assert.deepEqual((await many('user=&group=')).body.data, { user: {}, group: {} })
    const names = Array.from({ length: 20 }, (_, i) => `u${i}`).join()
    assert.equal((await many(`user=${names}`)).status, 200)
    assertError(await many(`user=${names}&group=1`), 'notification.parameter_illegal', { field: 'user' })
  })

  test('[push.silentConversations] with a type of their own, page by page', async () => {
    await server.users('carol')
    for (const at of ['user/a', 'user/b', 'chatgroup/1']) await set('carol', at, { type: 'AT' })
    await set('carol', 'user/c', { ignoreDuration: 1000 })
    await set('carol', 'user/carol', { type: 'NONE' })
    const page = async (query: string) =>
      (await server.call('GET', `/users/carol/notification/mute/type?${query}`)).body
    const first = await page('limit=2')
    const rest = await page(`limit=2&cursor=${first.cursor}`)
    assert.deepEqual(
      [...first.data, ...rest.data],
      [
        { group: '1', value: 'AT' },
        { user: 'a', value: 'AT' },
        { user: 'b', value: 'AT' },
      ],
    )
    assert.equal(rest.cursor, '')
    const { status } = await server.call('GET', '/users/carol/notification/mute/type?cursor=x')
    assert.equal(status, 400)
  })

  test('[push.setLanguage] [push.language] the language of notifications', async () => {
    const at = '/users/bob/notification/language'
    assert.deepEqual((await server.call('GET', at)).body.data, { language: '' })
    const put = (translationLanguage: unknown) => server.call('PUT', at, { translationLanguage })
    assert.deepEqual((await put('EU')).body.data, { language: 'EU' })
    assert.deepEqual((await server.call('GET', at)).body.data, { language: 'EU' })
    await set('bob', 'user/bob', { type: 'ALL' })
    await put('')
    assert.deepEqual((await server.call('GET', at)).body.data, { language: '' })
    assertError(await put(['de']), 'notification.parameter_illegal', { field: 'translationLanguage' })
    assertError(await put('x'.repeat(33)), 'notification.parameter_illegal', { field: 'translationLanguage' })
  })

  test('[push.setSilentMode] what cannot be meant is refused by its name', async () => {
    const wrong: [string, object, string][] = [
      ['user/alice', {}, 'type'],
      ['user/alice', { type: 'none' }, 'type'],
      ['user/alice', { type: 'DEFAULT' }, 'type'],
      ['user/bob', { type: 3 }, 'type'],
      ['user/bob', { ignoreDuration: -1 }, 'ignoreDuration'],
      ['user/bob', { ignoreDuration: WEEK + 1 }, 'ignoreDuration'],
      ['user/bob', { ignoreDuration: 1.5 }, 'ignoreDuration'],
      ['user/bob', { ignoreDuration: 'soon' }, 'ignoreDuration'],
      ['user/bob', { ignoreInterval: '8:00-9:00' }, 'ignoreInterval'],
      ['user/alice', { ignoreInterval: '8-9' }, 'ignoreInterval'],
      ['user/alice', { ignoreInterval: '25:00-9:00' }, 'ignoreInterval'],
      ['user/alice', { ignoreInterval: '8:60-9:00' }, 'ignoreInterval'],
      ['chatroom/1', { type: 'NONE' }, 'chattype'],
      [`user/${'x'.repeat(65)}`, { type: 'NONE' }, 'key'],
      [`chatgroup/${'1'.repeat(65)}`, { type: 'NONE' }, 'key'],
      ['chatgroup/a%00b', { type: 'NONE' }, 'key'],
    ]
    for (const [at, body, field] of wrong)
      assertError(await set('alice', at, body), 'notification.parameter_illegal', { field })
    assertError(await set('nobody', 'user/bob', { type: 'NONE' }), 'user.unknown')
    const { status } = await server.call(
      'PUT',
      '/users/alice/notification/user/bob',
      { type: 'NONE' },
      {
        token: await server.userToken('bob'),
      },
    )
    assert.equal(status, 401)
  })

  test('[push.setSilentMode] settings end with the account', async () => {
    await server.users('dave')
    await set('dave', 'user/bob', { type: 'NONE' })
    await server.call('DELETE', '/users/dave')
    await server.users('dave')
    assert.deepEqual((await get('dave', 'user/bob')).body.data, {})
  })
})
