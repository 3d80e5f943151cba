import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { PushBindings } from '../../packages/server/src/domain/push/push-bindings.ts'
import { machineClock } from '../../packages/server/src/kernel/machine-clock.ts'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('devices for push', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const binding = (token: string, device = 'phone', certificate = 'hook') => ({
    ...{ device_id: device, device_token: token, notifier_name: certificate },
  })
  const put = (user: string, body: unknown, token?: string) =>
    server.call('PUT', `/users/${user}/push/binding`, body, token === undefined ? {} : { token })
  const bindings = async (user: string) =>
    (await server.call('GET', `/users/${user}/push/binding`)).body.entities

  test('[push.bind] [push.bindings] a device is bound to several certificates, and unbound', async () => {
    await server.users('alice')
    const { body } = await put('Alice', binding('t1'), await server.userToken('alice'))
    assert.deepEqual(Object.keys(body).sort(), ['action', 'duration', 'entities', 'timestamp'])
    assert.deepEqual([body.action, body.entities], ['put', [binding('t1')]])
    await put('alice', binding('t2', 'phone', 'other'))
    await put('alice', binding('t3', 'tablet'))
    assert.deepEqual((await put('alice', binding('t4'))).body.entities, [
      binding('t4'),
      binding('t2', 'phone', 'other'),
    ])
    assert.equal((await bindings('alice')).length, 3)
    assert.deepEqual((await put('alice', binding(''))).body.entities, [binding('t2', 'phone', 'other')])
    assert.deepEqual((await put('alice', binding('t', 'phone', ''))).body.entities, [])
    assert.deepEqual(await bindings('alice'), [binding('t3', 'tablet')])
    await server.call('DELETE', '/users/alice')
    await server.users('alice')
    assert.deepEqual(await bindings('alice'), [])
  })

  test('[push.bind] only the user and the app may; what is missing or too long is named', async () => {
    await server.users('anna', 'ben')
    const ben = await server.userToken('ben')
    assert.equal((await put('anna', binding('t'), ben)).status, 401)
    assert.equal(
      (await server.call('GET', '/users/anna/push/binding', undefined, { token: ben })).status,
      401,
    )
    const { core } = server.running
    const foreign = core.tokens.issueAppToken(core.apps.byKey('other#chat')!, undefined).token
    assert.equal((await put('anna', binding('t'), foreign)).status, 401)
    assert.deepEqual(await bindings('anna'), [])
    for (const field of ['device_id', 'device_token', 'notifier_name']) {
      const { [field]: _, ...rest } = { ...binding('t') } as Record<string, unknown>
      assertError(await put('anna', rest), 'notification.parameter_illegal', { field })
      const long = { ...binding('t'), [field]: 'x'.repeat(4097) }
      assertError(await put('anna', long), 'notification.parameter_illegal', { field })
    }
    assertError(await put('nobody', binding('t')), 'user.unknown')
    assertError(await server.call('GET', '/users/nobody/push/binding'), 'user.unknown')
  })

  test('[push.bind] a token leaves the user who had it; a user keeps the newest 50', async () => {
    await server.users('carl', 'cora')
    await put('carl', binding('shared'))
    await put('cora', binding('shared', 'phone with another id'))
    assert.deepEqual(await bindings('carl'), [])
    assert.equal((await bindings('cora')).length, 1)
    for (let i = 0; i < 52; i++) await put('carl', binding(`t${i}`, `device ${i}`))
    const kept = (await bindings('carl')) as { device_token: string }[]
    assert.equal(kept.length, 50)
    assert.ok(kept.every(({ device_token: token }) => token !== 't0' && token !== 't1'))
  })

  test('[users.update] SDKs bind with the user, and need the user in the reply', async () => {
    await server.users('dora')
    for (const sdk of ['easemob-websdk', 'agora-chat']) {
      await using dora = await sdkClient(server, { user: 'dora', password: 'pw', device: 'd1', sdk })
      await dora.connection.uploadPushToken({ deviceId: 'web', deviceToken: 't', notifierName: 'hook' })
      assert.deepEqual(await bindings('dora'), [binding('t', 'web')])
      const { body } = await server.call('PUT', '/users/dora', { ...binding('t', 'web'), nickname: 'D' })
      assert.equal(body.entities[0].nickname, 'D')
      assert.deepEqual(body.entities[0].pushInfo, [binding('t', 'web')])
      await server.call('PUT', '/users/dora', { device_id: 'web', device_token: '', notifier_name: 'hook' })
      assert.deepEqual(await bindings('dora'), [])
    }
    const user = (await server.call('GET', '/users/dora')).body.entities[0]
    assert.deepEqual([user.device_token, user.device_id, user.pushInfo], [undefined, undefined, undefined])
    await server.call('PUT', '/users/dora', { device_token: 'old', notifier_name: 'hook' })
    assert.deepEqual(await bindings('dora'), [binding('old', '')], 'clients without a device id')
    assertError(
      await server.call('PUT', '/users/dora', { device_token: 5 }),
      'notification.parameter_illegal',
      {
        field: 'device_token',
      },
    )
  })

  test('a session that is kicked while its beginning is still being noted leaves its device kicked', async () => {
    await server.users('erin')
    await put('erin', binding('t'))
    const { pushBindings: store } = server.running.core.stores
    const app = server.app.id
    const ended = Promise.withResolvers<void>()
    const slow = {
      ...store,
      // On a busy machine, this is read after the end has been written.
      async of(...asked: Parameters<typeof store.of>) {
        await Promise.race([ended.promise, pause(100)])
        return store.of(...asked)
      },
      async setKicked(...change: Parameters<typeof store.setKicked>) {
        await store.setKicked(...change)
        ended.resolve()
      },
    }
    const followed = new PushBindings(slow, machineClock, assert.ifError)
    const session = { app, user: 'erin', resource: 'android_phone', uuid: '' }
    const about = { app, subject: 'u:erin', user: 'erin', device: 'android_phone' }
    const by = { kind: 'system' } as const
    await Promise.all([
      followed.follow(session, { ...about, by, kind: 'session.opened' }),
      followed.follow(session, { ...about, by, kind: 'session.ended', reason: 'forced' }),
    ])
    assert.deepEqual(
      (await store.of(app, ['erin'])).map(({ kicked }) => kicked),
      [true],
    )
    const errors: unknown[] = []
    const broken = {
      ...store,
      setKicked: () => Promise.reject(new Error('no database')),
    }
    const ending = new PushBindings(broken, machineClock, (error) => errors.push(error))
    await ending.follow(session, { ...about, by, kind: 'session.ended', reason: 'forced' })
    assert.equal(errors.length, 1, 'nobody waits for it, so it must not reject')
  })
})
