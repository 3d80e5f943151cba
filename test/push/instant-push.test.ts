import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Answer, type Asked, JsonService } from '../harness/json-service.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const account = JSON.stringify({
  ...{ type: 'service_account', project_id: 'project-1', client_email: 'push@example.com' },
  ...{ token_uri: 'https://oauth2.googleapis.com/token' },
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
})

describe('instant push', () => {
  const clock = new TestClock()
  let server: TestServer
  let service: JsonService
  let answer: (asked: Asked) => Answer = () => ({ body: { name: 'projects/project-1/messages/1' } })
  const answering = (given: typeof answer) => {
    answer = given
  }
  before(async () => {
    service = await JsonService.start((asked) =>
      asked.path === '/token' ? { body: { access_token: 'a', expires_in: 3600 } } : answer(asked),
    )
    server = await TestServer.start({ RINGPOST_PUSH_URLS: `ANDROID=${service.url}` }, undefined, { clock })
    await server.users('alice', 'bob', 'carol', 'dave')
    const form = new FormData()
    for (const [name, value] of Object.entries({
      provider: 'ANDROID',
      name: 'fcm',
      pushType: 'NOTIFICATION',
    }))
      form.append(name, value)
    form.append('file', new Blob([account]), 'key.json')
    const headers = { authorization: `Bearer ${server.appToken}` }
    const made = await fetch(`${server.url}/acme/chat/notifiers`, { method: 'POST', headers, body: form })
    assert.equal(made.status, 200)
    for (const user of ['alice', 'bob', 'carol']) await bind(user, 'phone')
  })
  after(async () => {
    await server.close()
    await service[Symbol.asyncDispose]()
  })

  const bind = (user: string, device: string, notifier = 'fcm') =>
    server.call('PUT', `/users/${user}/push/binding`, {
      ...{ device_id: device, device_token: `${user}-${device}-${notifier}`, notifier_name: notifier },
    })
  const pushMessage = { title: 'News', content: 'Good morning' }
  const post = (path: string, body: object = {}) =>
    server.call('POST', path, { strategy: 2, pushMessage, ...body })
  /** Tokens that got a notification with this text. */
  const pushedTo = (text: string): string[] =>
    service.asked
      .filter(({ body }) => body?.message?.notification?.body === text)
      .map(({ body }) => body.message.token)
      .sort()

  test('[push.sync] waits for what the push service says, for each binding', async () => {
    const { status, body } = await post('/push/sync/Alice')
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).sort(), ['data', 'duration', 'timestamp'])
    assert.deepEqual(body.data, [
      { pushStatus: 'SUCCESS', data: { name: 'projects/project-1/messages/1' }, desc: 'success' },
    ])
    assert.deepEqual(service.asked.at(-1)!.body.message.notification, { title: 'News', body: 'Good morning' })
    await bind('alice', 'tablet', 'none')
    const two = (await post('/push/sync/alice')).body.data
    assert.deepEqual(two.map((each: { desc: string }) => each.desc).sort(), ['no notifier exist', 'success'])
    await server.call('PUT', '/users/alice/push/binding', {
      ...{ device_id: 'tablet', device_token: '', notifier_name: 'none' },
    })
  })

  test('[push.sync] what fails is 200 too, and a dead token is unbound', async () => {
    assert.deepEqual((await post('/push/sync/dave')).body.data, [
      { pushStatus: 'FAIL', desc: 'no push binding' },
    ])
    assert.deepEqual((await post('/push/sync/none')).body.data, [
      { pushStatus: 'FAIL', desc: 'appUser not exists' },
    ])
    for (const strategy of [1, 4])
      assert.equal((await post('/push/sync/alice', { strategy })).body.data[0].pushStatus, 'FAIL')
    await bind('dave', 'phone')
    answering(() => ({ status: 503, body: { error: { message: 'busy' } } }))
    const [busy] = (await post('/push/sync/dave')).body.data
    assert.deepEqual([busy.pushStatus, busy.desc], ['ERROR', 'busy'])
    const details = [
      { '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: 'UNREGISTERED' },
    ]
    answering(() => ({ status: 404, body: { error: { message: 'gone', details } } }))
    const [gone] = (await post('/push/sync/dave')).body.data
    assert.deepEqual([gone.pushStatus, gone.desc], ['FAIL', 'gone'])
    assert.equal((await post('/push/sync/dave')).body.data[0].desc, 'no push binding')
    answering(() => ({ body: { name: '1' } }))
  })

  test('[push.sync] Java sends null for what is not set; blocks beat the rest', async () => {
    const { body } = await post('/push/sync/alice', {
      strategy: null,
      pushMessage: {
        ...{
          title: 'News',
          subTitle: null,
          sub_title: 'S',
          content: 'Common',
          ext: { k: 'v' },
          config: null,
        },
        ...{ apns: null, huawei: {}, fcmV1: { content: 'Own', androidConfig: { ttl: '3s' }, data: null } },
      },
    })
    assert.equal(body.data[0].pushStatus, 'SUCCESS')
    const { message } = service.asked.at(-1)!.body
    assert.deepEqual(
      [message.notification.body, message.android.ttl, message.data],
      ['Own', '3s', { t: 'alice', e: '{"k":"v"}' }],
    )
  })

  test('[push.sync] [push.async] [push.users] what is wrong is said', async () => {
    const illegal = async (message: unknown, detail: string) =>
      assertError(await post('/push/sync/alice', { pushMessage: message }), 'push.illegal', { detail })
    await illegal({ title: '早'.repeat(17), content: 'x' }, 'title is too long')
    await illegal({ title: 'x', subTitle: 'x'.repeat(11) }, 'subTitle is too long')
    await illegal({ title: 'x', content: '早'.repeat(51) }, 'content is too long')
    await illegal(
      { title: 'x', ext: Object.fromEntries('abcdefghijk'.split('').map((k) => [k, 1])) },
      'ext is too long',
    )
    await illegal({ title: 'x', ext: { a: 'x'.repeat(1024) } }, 'ext is too long')
    await illegal({}, 'title and content can not be empty')
    for (const message of [undefined, null, 'x', { title: 7 }, { title: 'x', ext: [] }])
      for (const path of ['/push/sync/alice', '/push/async/alice'])
        assertError(await post(path, { pushMessage: message }), 'push.bad_request')
    assertError(await post('/push/sync/alice', { strategy: 5 }), 'push.illegal', {
      detail: 'strategy must be 0 to 4',
    })
    for (const targets of [undefined, [], Array.from({ length: 101 }, (_, i) => `u${i}`)])
      assertError(await post('/push/single', { targets }), 'push.bad_request')
    const token = await server.userToken('bob')
    const asUser = await server.call('POST', '/push/sync/alice', { pushMessage }, { token })
    assert.equal(asUser.status, 401)
  })

  test('[push.async] [push.users] are accepted at once, and pushed once', async () => {
    const one = await post('/push/async/alice', { pushMessage: { title: 'T', content: 'async one' } })
    assert.deepEqual(one.body.data, [{ pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }])
    const many = await post('/push/single', {
      targets: ['Bob', 'carol', 'none'],
      pushMessage: { title: 'T', content: 'async many' },
    })
    assert.deepEqual(many.body.data, [
      { id: 'Bob', pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' },
      { id: 'carol', pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' },
      { id: 'none', pushStatus: 'FAIL', desc: 'appUser not exists' },
    ])
    await until(
      'everybody has been pushed to',
      () => pushedTo('async one').length === 1 && pushedTo('async many').length === 2,
    )
    assert.deepEqual(pushedTo('async many'), ['bob-phone-fcm', 'carol-phone-fcm'])
    const [none] = (await post('/push/async/none')).body.data
    assert.deepEqual([none.pushStatus, none.desc], ['FAIL', 'appUser not exists'])
  })

  test('[push.async] a push service that has no time is asked again', async () => {
    let refusals = 1
    answering(() =>
      refusals-- > 0
        ? { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: 'slow down' } } }
        : { body: { name: '1' } },
    )
    await post('/push/async/alice', { pushMessage: { title: 'T', content: 'patience' } })
    await until('everybody has been pushed to', () => pushedTo('patience').length === 2)
    answering(() => ({ body: { name: '1' } }))
  })

  test('[push.statistics] [push.sync] [push.users] what an app sends itself is counted, once for each device', async () => {
    const count = async () => {
      const days = '/push/data/offline-push/begin/2020-01-01/end/2100-01-01'
      const { data } = (await server.call('GET', days)).body
      const ofDays = Object.values<Record<string, { successCount: number; failCount: number }>>(data)
      const sum = (field: 'successCount' | 'failCount') =>
        ofDays.reduce((sum, { ANDROID }) => sum + (ANDROID?.[field] ?? 0), 0)
      return { sent: sum('successCount'), failed: sum('failCount') }
    }
    const { pushTasks } = server.running.core.stores
    await until('earlier tasks are over', async () => (await pushTasks.due(clock.now(), 1)).length === 0)
    const before = await count()
    await post('/push/sync/alice')
    answering(() => ({ status: 400, body: { error: { message: 'refused' } } }))
    await post('/push/sync/alice')
    assert.deepEqual(await count(), { sent: before.sent + 1, failed: before.failed + 1 })
    answering(({ body }) =>
      body.message.token.startsWith('bob')
        ? { status: 400, body: { error: { message: 'refused' } } }
        : { body: { name: '1' } },
    )
    await post('/push/single', { targets: ['alice', 'bob', 'carol', 'none'] })
    await until('all are counted', async () => {
      const { sent, failed } = await count()
      return sent === before.sent + 3 && failed === before.failed + 2
    })
    answering(() => ({ body: { name: '1' } }))
  })

  test('[push.label] [push.list] [push.all] tasks have an id, a start and a limit', async () => {
    await server.call('POST', '/push/label', { name: 'vip' })
    await server.call('POST', '/push/label/vip/user', { usernames: ['alice', 'carol'] })
    assertError(await post('/push/list/label', { targets: ['none'] }), 'push.label_unknown', {
      label: 'none',
    })
    assertError(await post('/push/list/label', { targets: ['vip', 'b'] }), 'push.bad_request')
    assertError(await post('/push/task', { strategy: 4 }), 'push.illegal', {
      detail: 'the own channel is not supported: use strategy 0, 2 or 3',
    })
    for (const startDate of [
      'tomorrow',
      '2020-01-01 00:00:00',
      localTime(Date.now() + 60_000),
      localTime(Date.now() + 31 * 86_400_000),
    ])
      assertError(await post('/push/task', { startDate }), 'push.illegal', {
        detail: 'startDate must be 1 hour to 30 days ahead',
      })
    const message = (content: string) => ({ pushMessage: { title: 'T', content } })
    const label = await post('/push/list/label', { targets: ['vip'], startDate: null, ...message('to vip') })
    assert.deepEqual(Object.keys(label.body).sort(), ['data', 'duration', 'timestamp'])
    assert.equal(typeof label.body.data.taskId, 'number')
    const later = await post('/push/tasks', {
      startDate: localTime(Date.now() + 2 * 3_600_000),
      ...message('to all'),
    })
    assert.equal(typeof later.body.data, 'number')
    const list = await post('/push/list', { targets: ['bob', 'Bob', 'none'], ...message('to some') })
    assert.equal(typeof list.body.data.taskId, 'number')
    assertError(await post('/push/task', message('too many')), 'push.limit')
    await until(
      'everybody has been pushed to',
      () => pushedTo('to vip').length === 2 && pushedTo('to some').length === 1,
    )
    assert.deepEqual(pushedTo('to vip'), ['alice-phone-fcm', 'carol-phone-fcm'])
    assert.deepEqual(pushedTo('to all'), [])
    const { stores } = server.running.core
    await until(
      'only the later task is left',
      async () => (await stores.pushTasks.due(Date.now() + 86_400_000, 10)).length === 1,
    )
    await clock.advance(3 * 3_600_000)
    await until('everybody has been pushed to', () => pushedTo('to all').length === 3)
    assert.deepEqual(pushedTo('to all'), ['alice-phone-fcm', 'bob-phone-fcm', 'carol-phone-fcm'])
    await until(
      'everybody has been pushed to',
      async () => (await stores.pushTasks.due(Date.now() + 86_400_000, 10)).length === 0,
    )
  })
})

/** As a caller in the time zone of the server writes it. */
function localTime(ms: number): string {
  const at = new Date(ms)
  const two = (number: number) => String(number).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`
}
