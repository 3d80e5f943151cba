import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('users over REST', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())
  const register = (body: unknown, token?: string | null) =>
    server.call('POST', '/users', body, token === undefined ? {} : { token })

  test('[users.register] one user: envelope, entity, lower-cased name', async () => {
    const { status, body } = await register({ username: 'Dora', password: 'pw', nickname: '朵拉 🌸' })
    assert.equal(status, 200)
    assert.equal(body.action, 'post')
    assert.equal(body.path, '/users')
    assert.equal(body.uri, `${server.url}/acme/chat/users`)
    assert.equal(body.application, server.app.uuid)
    assert.equal(body.organization, 'acme')
    assert.equal(body.applicationName, 'chat')
    const [entity] = body.entities
    assert.deepEqual(Object.keys(entity).sort(), [
      'activated',
      'created',
      'modified',
      'nickname',
      'type',
      'username',
      'uuid',
    ])
    assert.equal(entity.username, 'dora')
    assert.equal(entity.nickname, '朵拉 🌸')
    assert.match(entity.uuid, /^[0-9a-f-]{36}$/)
  })

  test('[users.register] every documented refusal', async () => {
    assertError(await register({ password: 'pw' }), 'user.username_missing')
    assertError(await register({ username: '', password: 'pw' }), 'user.username_missing')
    assertError(await register({ username: true, password: 'pw' }), 'user.username_missing')
    assertError(await register(undefined), 'user.username_missing')
    assertError(await register({ username: 'a b', password: 'pw' }), 'user.username_illegal', {
      username: 'a b',
    })
    assertError(await register({ username: 'x|y', password: 'pw' }), 'user.username_illegal', {
      username: 'x|y',
    })
    assertError(await register({ username: 'x'.repeat(65), password: 'pw' }), 'user.username_too_long')
    assertError(await register({ username: 'eve' }), 'user.password_missing')
    assertError(await register({ username: 'eve', password: '' }), 'user.password_missing')
    assertError(await register({ username: 'eve', password: 'x'.repeat(65) }), 'user.password_too_long')
    assertError(
      await register({ username: 'eve', password: 'pw', nickname: 'x'.repeat(101) }),
      'user.nickname_too_long',
    )
    const twice = await register({ username: 'ALICE', password: 'pw' })
    assertError(twice, 'user.exists', { application: server.app.uuid, username: 'ALICE' })
    assertError(
      await server.call('POST', '/users', undefined, { raw: '{"username":' }),
      'request.json_invalid',
      {
        detail: jsonError('{"username":'),
      },
    )
    assertError(await server.call('POST', '/users', '"text"'), 'request.argument_illegal')
  })

  test('[users.register] a batch reports existing users and creates the others', async () => {
    const { status, body } = await register([
      { username: 'alice', password: 'pw' },
      { username: 'frank', password: 'pw' },
      { username: 'FRANK', password: 'pw' },
    ])
    assert.equal(status, 200)
    assert.deepEqual(
      body.entities.map((entity: { username: string }) => entity.username),
      ['frank'],
    )
    assert.deepEqual(body.data, [{ username: 'alice', registerUserFailReason: 'the alice already exists' }])
    const all = await register([{ username: 'grace', password: 'pw' }])
    assert.deepEqual(all.body.data, [])
  })

  test('[users.register] a batch is limited and consistent', async () => {
    const many = Array.from({ length: 61 }, (_, i) => ({ username: `many${i}`, password: 'pw' }))
    assertError(await register(many), 'user.batch_too_large', { size: 61 })
    const conflict = [
      { username: 'hugo', password: 'a' },
      { username: 'HUGO', password: 'b' },
    ]
    assertError(await register(conflict), 'user.batch_conflict', { username: 'hugo', passwords: '***' })
    assertError(
      await register([
        { username: 'ok', password: 'pw' },
        { username: 'not ok', password: 'pw' },
      ]),
      'user.username_illegal',
      { username: 'not ok' },
    )
    assertError(await server.call('GET', '/users/ok'), 'user.unknown')
  })

  test('[users.register] open and authorised registration', async () => {
    assertError(await register({ username: 'ivan', password: 'pw' }, null), 'user.registration_closed')
    assertError(
      await register({ username: 'ivan', password: 'pw' }, await server.userToken('alice')),
      'auth.required',
    )
    const { apps } = server.running.core
    await apps.changeSettings(server.app, { openRegistration: true })
    assert.equal((await register({ username: 'ivan', password: 'pw' }, null)).status, 200)
    await apps.changeSettings(server.app, { openRegistration: false })
  })

  test('[users.register] of many concurrent registrations of one name exactly one succeeds', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => register({ username: 'racer', password: 'pw' })),
    )
    assert.equal(replies.filter(({ status }) => status === 200).length, 1)
    assert.equal(replies.filter(({ body }) => body.error === 'duplicate_unique_property_exists').length, 19)
  })

  test('[users.get] by name in any case, by UUID, by the users themselves', async () => {
    const { body } = await server.call('GET', '/users/ALICE')
    assert.equal(body.count, 1)
    assert.equal(body.entities[0].username, 'alice')
    const byUuid = await server.call('GET', `/users/${body.entities[0].uuid}`)
    assert.equal(byUuid.body.entities[0].username, 'alice')
    const token = await server.userToken('alice')
    assert.equal((await server.call('GET', '/users/alice', undefined, { token })).status, 200)
    assertError(await server.call('GET', '/users/bob', undefined, { token }), 'auth.required')
    assertError(await server.call('GET', '/users/nobody'), 'user.unknown')
    assertError(await server.call('GET', '/users/%E4%BD%A0%2F'), 'user.unknown')
  })

  test('[users.list] pages in order of creation', async () => {
    const names: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await server.call(
        'GET',
        `/users?limit=4${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      )
      assert.ok(body.entities.length <= 4)
      assert.equal(body.count, body.entities.length)
      assert.deepEqual(body.params.limit, ['4'])
      names.push(...body.entities.map((entity: { username: string }) => entity.username))
      cursor = body.cursor
    } while (cursor !== undefined)
    assert.deepEqual(names.slice(0, 4), ['alice', 'bob', 'carol', 'dora'])
    assert.equal(new Set(names).size, names.length)
    assert.equal(
      (await server.call('GET', '/users?limit=1000&cursor=undefined')).body.entities.length,
      names.length,
    )
    assert.equal((await server.call('GET', '/users?limit=nonsense')).body.entities[0].username, 'alice')
    assertError(await server.call('GET', '/users?cursor=nonsense'), 'request.cursor_illegal')
    assertError(
      await server.call('GET', '/users', undefined, { token: await server.userToken('alice') }),
      'auth.required',
    )
  })

  test('[users.update] nickname and push preferences', async () => {
    const { body } = await server.call('PUT', '/users/bob', {
      nickname: 'Bobby',
      notification_display_style: '1',
      notification_no_disturbing: true,
      notification_no_disturbing_start: 22,
      unknown: 'ignored',
    })
    const [entity] = body.entities
    assert.equal(entity.nickname, 'Bobby')
    assert.equal(entity.notification_display_style, 1)
    assert.equal(entity.notification_no_disturbing, true)
    assert.equal(entity.notification_no_disturbing_start, '22')
    assert.equal(entity.unknown, undefined)
    await server.call('PUT', '/users/bob', { notifier_name: 'n' })
    await server.call('PUT', '/users/bob', { entities: [{ notification_ignore_77: true }] })
    const kept = (await server.call('GET', '/users/bob')).body.entities[0]
    assert.partialDeepStrictEqual(kept, {
      notifier_name: 'n',
      notification_ignore_77: true,
      nickname: 'Bobby',
    })
    assertError(
      await server.call('PUT', '/users/bob', { notification_sound: 'x' }),
      'user.preference_illegal',
      { name: 'notification_sound' },
    )
    const names = Array.from({ length: 10 }, (_, n) => `notification_ignore_${n}`)
    await Promise.all(names.map((name) => server.call('PUT', '/users/bob', { [name]: true })))
    const all = (await server.call('GET', '/users/bob')).body.entities[0]
    assert.deepEqual(
      names.filter((name) => all[name] !== true),
      [],
      'concurrent changes are kept',
    )
    const ignored = (from: number, to: number) =>
      Object.fromEntries(
        Array.from({ length: to - from }, (_, n) => [`notification_ignore_${from + n}`, true]),
      )
    assert.equal((await server.call('PUT', '/users/bob', ignored(0, 999))).status, 200)
    assertError(await server.call('PUT', '/users/bob', ignored(999, 1001)), 'user.preference_illegal', {
      name: 'notification_ignore_1000',
    })
    assert.equal((await server.call('PUT', '/users/bob', { notification_ignore_0: false })).status, 200)
    assertError(
      await server.call('PUT', '/users/bob', { nickname: 'x'.repeat(101) }),
      'user.nickname_too_long',
    )
    assertError(
      await server.call('PUT', '/users/bob', { notification_display_style: 7 }),
      'user.preference_illegal',
      { name: 'notification_display_style' },
    )
    assertError(await server.call('PUT', '/users/nobody', { nickname: 'x' }), 'user.unknown')
  })

  test('[users.setPassword] invalidates tokens; users must prove the old one', async () => {
    const token = await server.userToken('carol')
    const { body } = await server.call('PUT', '/users/carol/password', { newpassword: 'new' })
    assert.deepEqual(Object.keys(body).sort(), ['action', 'duration', 'timestamp'])
    assert.equal(body.action, 'set user password')
    assertError(await server.call('GET', '/users/carol', undefined, { token }), 'auth.expired')
    const login = (password: string) =>
      server.call('POST', '/token', { grant_type: 'password', username: 'carol', password }, { token: null })
    assertError(await login('pw'), 'grant.password_wrong')
    assert.equal((await login('new')).status, 200)
    const fresh = await server.userToken('carol')
    assertError(
      await server.call('PUT', '/users/carol/password', { newpassword: 'x' }, { token: fresh }),
      'user.oldpassword_wrong',
    )
    const own = { newpassword: 'newer', oldpassword: 'new' }
    assert.equal((await server.call('POST', '/users/carol/password', own, { token: fresh })).status, 200)
    assertError(await server.call('PUT', '/users/carol/password', {}), 'user.newpassword_missing')
    assertError(
      await server.call('PUT', '/users/carol/password', { newpassword: 'x'.repeat(65) }),
      'user.password_too_long',
    )
    assertError(
      await server.call('PUT', '/users/nobody/password', { newpassword: 'x' }),
      'user.unknown_entity',
    )
  })

  test('[users.deactivate] [users.activate] ban and unban', async () => {
    const token = await server.userToken('bob')
    const banned = await server.call('POST', '/users/bob/deactivate')
    assert.equal(banned.body.action, 'Deactivate user')
    assert.equal(banned.body.entities[0].activated, false)
    assertError(await server.call('GET', '/users/bob', undefined, { token }), 'auth.user_inactive')
    const lifted = await server.call('POST', '/users/bob/activate')
    assert.equal(lifted.body.action, 'activate user')
    assertError(await server.call('GET', '/users/bob', undefined, { token }), 'auth.expired')
    assertError(await server.call('POST', '/users/nobody/deactivate'), 'user.unknown')
    assertError(await server.call('POST', '/users/nobody/activate'), 'user.unknown')
  })

  test('[users.disconnect] [users.disconnectDevice] disconnect', async () => {
    const token = await server.userToken('bob')
    const { action, data } = (await server.call('GET', '/users/bob/disconnect')).body
    assert.deepEqual([action, data], ['Disconnect user', { result: true }])
    assertError(await server.call('GET', '/users/bob', undefined, { token }), 'auth.expired')
    assert.deepEqual((await server.call('DELETE', '/users/bob/disconnect/web_1')).body.data, {
      result: false,
    })
    assertError(await server.call('GET', '/users/nobody/disconnect'), 'user.unknown')
    assertError(await server.call('DELETE', '/users/nobody/disconnect/x'), 'user.unknown')
  })

  test('[users.status] [users.statusBatch] [users.resources] of offline users', async () => {
    const { body } = await server.call('GET', '/users/bob/status')
    assert.deepEqual(body.data, { bob: 'offline' })
    assert.deepEqual(body.entities, [])
    assert.deepEqual(body.params, {})
    assert.equal(body.uri, `${server.url}/acme/chat`)
    assertError(await server.call('GET', '/users/nobody/status'), 'user.unknown')
    const batch = await server.call('POST', '/users/batch/status', { usernames: ['bob', 'Nobody'] })
    assert.deepEqual(batch.body.data, [{ bob: 'offline' }, { Nobody: 'offline' }])
    assert.equal(batch.body.action, 'get batch user status')
    assert.deepEqual((await server.call('POST', '/users/batch/status', { usernames: 'bob' })).body.data, [
      { bob: 'offline' },
    ])
    const many = Array.from({ length: 101 }, (_, i) => `u${i}`)
    assertError(
      await server.call('POST', '/users/batch/status', { usernames: many }),
      'user.status_batch_too_large',
    )
    assertError(await server.call('POST', '/users/batch/status', {}), 'request.body_invalid')
    assert.deepEqual((await server.call('GET', '/users/bob/resources')).body.data, [])
    assertError(await server.call('GET', '/users/nobody/resources'), 'user.unknown')
  })

  test('[users.status] the array of 2013 by app setting', async () => {
    const { apps } = server.running.core
    await apps.changeSettings(server.app, { statusShape: 'array' })
    const { body } = await server.call('GET', '/users/bob/status')
    assert.deepEqual(body.data, [
      { target_name: 'bob', result_code: 200, result_content: { result: 'offline' } },
    ])
    await apps.changeSettings(server.app, { statusShape: 'object' })
  })

  test('[users.offlineCount] [users.offlineStatus] waiting messages', async () => {
    assert.deepEqual((await server.call('GET', '/users/carol/offline_msg_count')).body.data, { carol: 0 })
    const sent = await server.call('POST', '/messages/users', {
      from: 'bob',
      to: ['carol'],
      type: 'txt',
      body: { msg: 'x' },
    })
    const id = sent.body.data.carol
    assert.deepEqual((await server.call('GET', '/users/carol/offline_msg_count')).body.data, { carol: 1 })
    assert.deepEqual((await server.call('GET', `/users/carol/offline_msg_status/${id}`)).body.data, {
      [id]: 'undelivered',
    })
    assertError(await server.call('GET', '/users/nobody/offline_msg_count'), 'user.unknown')
    assertError(await server.call('GET', `/users/nobody/offline_msg_status/${id}`), 'user.unknown')
    assert.deepEqual((await server.call('GET', '/users/carol/offline_msg_status/abc')).body.data, {
      abc: 'undelivered',
    })
  })

  test('[users.delete] removes the user, their tokens and what was waiting for them', async () => {
    const token = await server.userToken('carol')
    const { body } = await server.call('DELETE', '/users/Carol')
    assert.equal(body.entities[0].username, 'carol')
    assertError(await server.call('GET', '/users/carol'), 'user.unknown')
    assertError(await server.call('DELETE', '/users/carol'), 'user.unknown')
    assertError(await server.call('GET', '/users/carol', undefined, { token }), 'auth.user_unknown')
    await server.users('carol')
    assertError(await server.call('GET', '/users/carol', undefined, { token }), 'auth.expired')
    assert.deepEqual((await server.call('GET', '/users/carol/offline_msg_count')).body.data, { carol: 0 })
  })

  test('[users.list] [users.deleteBatch] ql selects which: the others stay', async () => {
    await server.users('target1', 'target2', 'target3')
    const names = async (method: string, ql: string, more = '') => {
      const { status, body } = await server.call(method, `/users?ql=${encodeURIComponent(ql)}${more}`)
      assert.equal(status, 200, JSON.stringify(body))
      assert.equal(body.count, body.entities.length)
      return body.entities.map((entity: { username: string }) => entity.username)
    }
    const count = async () => (await server.call('GET', '/users?limit=100')).body.count
    const before = await count()
    assert.deepEqual(
      await names('GET', "select * where username contains 'target' order by username desc", '&limit=2'),
      ['target3', 'target2'],
    )
    assert.deepEqual(await names('GET', "select*where username='TARGET2'"), ['target2'])
    assert.equal((await names('GET', '')).length, Math.min(before, 10))
    assert.deepEqual(await names('DELETE', "select * where username='target2'", '&limit=1'), ['target2'])
    assert.deepEqual(await names('DELETE', "select * where username='target2'", '&limit=1'), [])
    await server.call('POST', '/users/target1/deactivate')
    assert.deepEqual(await names('DELETE', "select * where activated=false and username contains 'target'"), [
      'target1',
    ])
    assert.equal(await count(), before - 2)
    for (const ql of ['', 'undefined', 'null', "name='target3'", "select * where username like 'x'"]) {
      const { status } = await server.call('DELETE', `/users?ql=${encodeURIComponent(ql)}&limit=1`)
      assert.equal(status, 400, ql)
    }
    assertError(await server.call('DELETE', '/users?limit=1&cursor=nonsense'), 'request.cursor_illegal')
    assert.equal(await count(), before - 2)
    await server.call('DELETE', '/users/target3')
  })

  test('selection parameters are refused by every operation that does not support them', async () => {
    const { status, body } = await server.call('DELETE', "/users/alice?ql=select+*+where+username='x'")
    assert.deepEqual([status, body.error], [400, 'illegal_argument'])
    for (const [method, path] of [
      ['DELETE', '/users/alice?filter=x'],
      ['DELETE', '/users?filter=x'],
      ['GET', "/chatgroups?ql=select+*+where+name='x'"],
      ['GET', '/chatrooms?QL=x'],
      ['GET', '/users/alice/contacts/users?filter=undefined'],
      ['GET', '/chatmessages/2018112717?ql=x'],
      ['DELETE', '/users?Limit=1'],
      ['DELETE', '/users?CURSOR=x&limit=1'],
      ['GET', '/users/alice/joined_chatgroups?Limit=1'],
    ] as const) {
      const name = /[?](\w+)=/.exec(path)![1]!
      assertError(await server.call(method, path), 'request.parameter_unknown', { name })
    }
    assert.equal((await server.call('GET', '/users/alice?ql=&_v=1&Limit=1')).status, 200)
  })

  test('[users.deleteBatch] an unreadable limit deletes nobody', async () => {
    for (const limit of ['0', 'abc', '-1', '1.5', '1e1', '+1', ' 1', '٣']) {
      const reply = await server.call('DELETE', `/users?limit=${encodeURIComponent(limit)}`)
      assertError(reply, 'request.limit_illegal')
    }
    assert.equal((await server.call('GET', '/users/alice')).status, 200)
  })

  test('[users.deleteBatch] removes the oldest', async () => {
    const { body } = await server.call('DELETE', '/users?limit=2')
    assert.deepEqual(
      body.entities.map((entity: { username: string }) => entity.username),
      ['alice', 'bob'],
    )
    assertError(await server.call('GET', '/users/alice'), 'user.unknown')
  })

  test('an app never sees the users of another', async () => {
    const other = server.running.core.apps.byKey('other#chat')!
    const token = server.running.core.tokens.issueAppToken(other, undefined).token
    await server.users('secretive')
    const reply = await server.request('GET', '/other/chat/users/secretive', undefined, { token })
    assertError(reply, 'user.unknown')
    assertError(await server.call('GET', '/users/secretive', undefined, { token }), 'auth.foreign')
  })
})

function jsonError(text: string): string {
  try {
    JSON.parse(text)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
