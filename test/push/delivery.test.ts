import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { sampleUser } from '../../packages/server/src/storage/contract/samples.ts'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { Follower } from '../facts/follower.ts'
import { RawClient } from '../gateway/raw-client.ts'
import { createGroup } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { JsonService } from '../harness/json-service.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { Phones, pushing } from './phones.ts'

/** Members of a large group. */
const CROWD = 2000

describe('what becomes of notifications', () => {
  const clock = new TestClock()
  let server: TestServer
  let phones: Phones
  before(async () => {
    server = await TestServer.start(pushing, undefined, { clock })
    phones = await Phones.start(server)
    await server.users('alice', 'bob', 'carol')
  })
  beforeEach(async () => {
    phones.status = () => 200
    await phones.settled()
    for (const user of ['bob', 'carol']) await phones.bind(user)
  })
  after(async () => {
    await phones[Symbol.asyncDispose]()
    await server.close()
  })

  const bindings = async (user: string) =>
    (await server.call('GET', `/users/${user}/push/binding`)).body.entities
  const jobs = () => server.rows('select message from push_job')
  /** Keeps the service busy with a first notification until released. */
  async function held(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<number>()
    const isAsked = Promise.withResolvers<void>()
    phones.status = () => {
      isAsked.resolve()
      return promise
    }
    await phones.send('alice', 'bob', 'first')
    await isAsked.promise
    return () => resolve(200)
  }

  test('a service that is busy is asked again, others meanwhile', async () => {
    const other = { provider: 'WEBHOOK', name: 'other', url: `${phones.service.url}/other` }
    const [{ uuid }] = (await server.call('POST', '/notifiers', other)).body.entities
    await phones.bind('carol', 'carol', 'tablet', 'other')
    let times = 0
    phones.status = ({ token }) => (token === 'bob' && ++times === 1 ? 503 : 200)
    await phones.send('alice', 'bob', 'again')
    await until('the service was busy', () => times === 1)
    await phones.send('alice', 'carol', 'meanwhile')
    assert.deepEqual(
      (await phones.next(2)).map(({ token }) => token),
      ['carol', 'carol'],
    )
    const waiting = 'select message from push_job where claimed = 0 and attempts = 1'
    await until('one is left to wait', async () => (await jobs()).length === 1)
    assert.equal((await server.rows(waiting)).length, 1)
    assert.equal(times, 1)
    await clock.advance(60_000)
    assert.deepEqual(
      (await phones.next()).map(({ token }) => token),
      ['bob'],
    )
    await phones.settled()
    await server.call('DELETE', `/notifiers/${uuid}`)
    await server.call('PUT', '/users/carol/push/binding', {
      device_id: 'tablet',
      device_token: '',
      notifier_name: 'other',
    })
  })

  test('a dead token is unbound, a refused notification is not repeated', async () => {
    phones.status = ({ token }) => (token === 'bob' ? 410 : 403)
    await phones.send('alice', 'bob', 'x')
    await phones.send('alice', 'carol', 'x')
    assert.deepEqual(await phones.settled(), [])
    assert.deepEqual([(await bindings('bob')).length, (await bindings('carol')).length], [0, 1])
  })

  test('[messages.recall] nothing of what was recalled or deleted before it was pushed', async () => {
    const release = await held()
    const recalled = await phones.send('alice', 'bob', 'recalled')
    const erased = await phones.send('alice', 'bob', 'erased')
    await phones.send('alice', 'bob', 'last')
    const recall = { msg_id: recalled, to: 'bob', chat_type: 'chat', force: true }
    assert.equal((await server.call('POST', '/messages/msg_recall', recall)).status, 200)
    const at = `/rest/message/roaming/chat/user/bob?userId=alice&msgIdList=${erased}`
    const { status } = await server.call('DELETE', at, undefined, { token: await server.userToken('bob') })
    assert.equal(status, 200)
    release()
    const shown = await phones.settled()
    assert.equal(shown.length, 2)
    assert.ok(shown.every(({ data }) => data.m !== recalled && data.m !== erased))
  })

  test('of a burst of one conversation the last are shown, in their order', async () => {
    const release = await held()
    const burst = Array.from({ length: 9 }, (_, i) => phones.send('alice', 'bob', `${i}`))
    const ids = (await Promise.all(burst)).sort((a, b) => Number(a) - Number(b))
    const isLast = ({ message }: { message?: unknown }) => Number(message) === Number(ids.at(-1))
    const { dispatcher } = server.running.core.facts
    await until('all are decided', async () => (await jobs()).some(isLast) && dispatcher.status.lag === 0)
    release()
    const shown = (await phones.settled()).map(({ data }) => data.m)
    // The one that was held, and five of those that waited.
    assert.equal(shown.length, 6)
    assert.deepEqual(shown.slice(-5), ids.slice(-5))
  })

  test('nothing after a day', async () => {
    const { core } = server.running
    const id = Number(await phones.send('alice', 'bob', 'old'))
    await phones.settled()
    await using results = await Follower.start(server, ['push.done'])
    const place = {
      app: server.app.id,
      log: 'p:alice|bob',
      seq: 1,
      message: id,
      sentAt: clock.now() - 24 * 3600_000 - 1000,
    }
    const entry = (await core.stores.logs.find(server.app.id, id))!
    const job = {
      ...place,
      seq: entry.seq,
      user: 'bob',
      device: 'phone',
      certificate: 'hook',
      collapseKey: null,
    }
    await core.stores.pushJobs.add([job], [core.ids.next()], 5)
    assert.deepEqual(await phones.settled(), [])
    assert.equal((await results.next(1))[0]!.detail, 'expire message')
  })

  test('a device that was kicked gets nothing until its user is back on it; after a logout it does', async () => {
    const login = async (resource: string) =>
      RawClient.login(server.wsUrl, { user: 'bob', resource, token: await server.userToken('bob') })
    const offline = () =>
      until(
        'bob is away',
        async () => (await server.running.core.sessions.online(server.app.id, 'bob')).length === 0,
      )
    await phones.bind('bob', 'other', 'tablet')
    const phone = await login('android_phone')
    await server.call('DELETE', '/users/bob/disconnect/android_phone')
    await until('the phone is kicked', () => phone.ended !== undefined)
    await offline()
    const kicked = async () => (await server.rows(`select device from push_binding where kicked = 1`)).length
    await until('the binding knows', async () => (await kicked()) === 1)
    await phones.send('alice', 'bob', 'x')
    assert.deepEqual(
      (await phones.settled()).map(({ token }) => token),
      ['other'],
    )
    await (await login('android_phone')).drop()
    await offline()
    await until('the binding knows that it is back', async () => (await kicked()) === 0)
    await phones.send('alice', 'bob', 'x')
    assert.deepEqual((await phones.settled()).map(({ token }) => token).sort(), ['bob', 'other'])
    await server.call('PUT', '/users/bob/push/binding', {
      device_id: 'tablet',
      device_token: '',
      notifier_name: 'hook',
    })
  })

  test('each device that is offline, if the app wants it so', async () => {
    const { apps } = server.running.core
    await apps.changeSettings(server.app, { pushWhen: 'any-offline' })
    await using client = await RawClient.login(server.wsUrl, {
      ...{ user: 'bob', resource: 'android_phone', token: await server.userToken('bob') },
    })
    await phones.bind('bob', 'other', 'tablet')
    await phones.send('alice', 'bob', 'x')
    assert.deepEqual(
      (await phones.settled()).map(({ token }) => token),
      ['other'],
    )
    assert.equal(client.ended, undefined)
    await apps.changeSettings(server.app, { pushWhen: 'all-offline' })
    await server.call('PUT', '/users/bob/push/binding', {
      device_id: 'tablet',
      device_token: '',
      notifier_name: 'hook',
    })
  })

  test('two users of one phone: what is sent to the first no longer shows', async () => {
    await phones.bind('bob', 'one phone')
    await phones.bind('carol', 'one phone')
    await phones.send('alice', 'bob', 'for bob')
    assert.deepEqual(await phones.settled(), [])
    await phones.send('alice', 'carol', 'for carol')
    assert.deepEqual(
      (await phones.next()).map(({ data }) => data.t),
      ['carol'],
    )
  })

  test('[push.statistics] results are told and counted', async () => {
    const from = '/push/data/offline-push/begin'
    const of = async (platform: string) => {
      const { body } = await server.call('GET', `${from}/2020-01-01/end/2100-01-01?platform=${platform}`)
      return body
    }
    const count = async () =>
      Object.values<Record<string, { successCount: number; failCount: number }>>((await of('ALL')).data)[0]!
        .WEBHOOK!
    await using results = await Follower.start(server, ['push.done'])
    const before = await count()
    const id = Number(await phones.send('alice', 'bob', 'x'))
    await phones.next()
    const common = {
      subject: 'u:bob',
      by: { kind: 'system' },
      entry: null,
      seq: null,
      kind: 'push.done',
      user: 'bob',
      sender: 'alice',
    }
    const known = { service: 'WEBHOOK', notifier: 'hook', device: 'phone', token: 'bob' }
    const [sent] = await results.next(1)
    assert.deepEqual(sent, {
      ...{ ...common, ...known, message: id, chat: 'user', group: null, status: 'success' },
      ...{ data: '{}', detail: null, error: null },
    })
    phones.status = () => 400
    const group = await createGroup(server, ['bob', 'carol'])
    await server.call('PUT', '/users/carol/notification/user/carol', { type: 'NONE' })
    await phones.send('alice', group, 'x', { kind: 'chatgroups' })
    const both = (await results.next(2)).sort((a, b) => (String(a.user) < String(b.user) ? -1 : 1))
    assert.deepEqual(
      both.map(({ user, status, detail, group }) => [user, status, detail, group]),
      [
        ['bob', 'error', 'the server answered 400', group],
        ['carol', 'fail', 'user ignore push', group],
      ],
    )
    await server.call('PUT', '/users/carol/notification/user/carol', { type: 'ALL' })
    await phones.send('carol', 'alice', 'x')
    assert.equal((await results.next(1))[0]!.detail, 'no push binding')
    await phones.send('alice', 'bob', 'x', { ext: { em_ignore_notification: true } })
    assert.equal((await results.next(1))[0]!.detail, 'message ignore push')
    const after = await count()
    assert.deepEqual([after.successCount - before.successCount, after.failCount - before.failCount], [1, 1])
    assert.deepEqual(await of('APNS'), { status: 'OK', data: {} })
    assertError(await server.call('GET', `${from}/2020-13-01/end/x`), 'notification.parameter_illegal', {
      field: 'begin',
    })
    assertError(
      await server.call('GET', `${from}/2020-01-01/end/2020-01-02?platform=X`),
      'notification.parameter_illegal',
      { field: 'platform' },
    )
  })

  test('without an enabled certificate nobody follows what is sent', async () => {
    const [{ uuid }] = (await server.call('GET', '/notifiers')).body.entities
    const edit = (disabled: boolean) => server.call('POST', '/notifiers', { notifierId: uuid, disabled })
    const { interest } = server.running.core.facts
    await edit(true)
    assert.equal(interest.wants(server.app.id, 'message.sent'), false)
    await phones.send('alice', 'bob', 'x')
    await edit(false)
    assert.equal(interest.wants(server.app.id, 'message.sent'), true)
    assert.equal(interest.wants(server.app.id + 1, 'message.sent'), false)
    assert.deepEqual(await phones.settled(), [])
  })

  test(`a group of ${CROWD} who are away is notified without holding up what is sent`, async () => {
    const { stores } = server.running.core
    const members = Array.from({ length: CROWD }, (_, i) => `member${i}`)
    await stores.users.create(members.map((name) => sampleUser(server.app, name)))
    const group = await createGroup(server, [])
    await server.call('PUT', `/chatgroups/${group}`, { maxusers: 3000 })
    for (let i = 0; i < members.length; i += 60)
      await server.call('POST', `/chatgroups/${group}/users`, { usernames: members.slice(i, i + 60) })
    const binding = { device: 'phone', certificate: 'hook' }
    for (let i = 0; i < members.length; i += 100)
      await Promise.all(
        members
          .slice(i, i + 100)
          .map((user) => stores.pushBindings.bind(server.app.id, { ...binding, user, token: user }, 1, 9)),
      )
    const release = await held()
    await phones.send('alice', group, 'to all', { kind: 'chatgroups' })
    // The service has not answered once: what is sent does not wait for it.
    const meanwhile = await phones.send('alice', 'bob', 'meanwhile')
    release()
    const tokens = new Set<string>()
    const others = new Set<unknown>()
    // Each of them has its own time, and may come twice if the service is slow.
    while (tokens.size < CROWD || !others.has(meanwhile))
      for (const { token, data } of await phones.next())
        if (data.g === group) tokens.add(token)
        else others.add(data.m)
    await phones.settled()
    assert.equal(tokens.size, CROWD)
  })

  test('[users.update] the SDK of a phone that goes away is enough', async () => {
    {
      await using bob = await sdkClient(server, { user: 'bob', password: 'pw', device: 'web' })
      await bob.connection.uploadPushToken({
        deviceId: 'sdk',
        deviceToken: 'from the sdk',
        notifierName: 'hook',
      })
    }
    await until(
      'bob is away',
      async () => (await server.running.core.sessions.online(server.app.id, 'bob')).length === 0,
    )
    await phones.send('alice', 'bob', 'x')
    assert.ok((await phones.settled()).some(({ token }) => token === 'from the sdk'))
  })
})

test('however long a service wants to be left alone, a job is due again when it is given up', async () => {
  const server = await TestServer.start(pushing)
  await server.users('alice', 'bob')
  const waits = ['1e300', 'Infinity', String(2 ** 60), '31536000', new Date(8.64e15).toUTCString()]
  await using service = await JsonService.start(({ path }) => ({
    status: 503,
    headers: { 'retry-after': waits[Number(path.slice(1))]! },
    body: {},
  }))
  for (const i of waits.keys()) {
    const hook = { provider: 'WEBHOOK', name: `hook${i}`, url: `${service.url}/${i}` }
    assert.equal((await server.call('POST', '/notifiers', hook)).status, 200)
    const binding = { device_id: `phone${i}`, device_token: `${i}`, notifier_name: hook.name }
    await server.call('PUT', '/users/bob/push/binding', binding)
  }
  const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'hi' } }
  await server.call('POST', '/messages/users', message)
  const postponed = () =>
    server.rows('select due_at - sent_at as wait from push_job where claimed = 0 and attempts = 1')
  await until('all are postponed', async () => (await postponed()).length === waits.length)
  const day = 24 * 3600_000
  for (const { wait } of await postponed()) assert.ok(Number(wait) > 0 && Number(wait) <= day + 1, `${wait}`)
  await server.close()
})
