import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('rules of webhooks', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const call = (method: string, path = '', body?: unknown) =>
    server.call(method, `/ringpost/webhooks${path}`, body)
  const url = 'https://example.com/hooks'

  test('[webhooks.create] [webhooks.get] [webhooks.list] [webhooks.change] [webhooks.remove]', async () => {
    const created = await call('POST', '', { name: 'archive', url })
    assert.equal(created.status, 200)
    const { id, secret, created: at, modified, ...rule } = created.body.data
    assert.match(secret, /^[\w-]{32}$/)
    assert.ok(Math.abs(at - Date.now()) < 60_000 && at === modified)
    const lists = { events: [], chat_types: [], message_types: [], sources: [] }
    const filters = { from: [], to: [], groups: [], ext_keys: [], envs: [] }
    assert.deepEqual(rule, {
      ...{ name: 'archive', url, kind: 'after', enabled: true, ...lists, filters, group_events: 'new' },
      ...{ retry: 'reliable', ordered: true },
      ...{ wait_ms: 200, on_failure: 'pass', report: false, replace: 'text' },
    })
    const shown = (await call('GET', `/${id}`)).body.data
    assert.deepEqual(shown, { ...rule, id, created: at, modified }, 'without the secret')
    assert.deepEqual((await call('GET')).body.data, [shown])

    const change = {
      events: ['chat', 'recall', 'chat'],
      filters: { from: ['Alice', 'alice'] },
      ordered: false,
    }
    const changed = (await call('PUT', `/${id}`, change)).body.data
    const expected = { events: ['chat', 'recall'], filters: { ...filters, from: ['alice'] }, ordered: false }
    assert.deepEqual(changed, { ...shown, ...expected, modified: changed.modified })
    assert.ok(changed.modified > modified)
    const further = (await call('PUT', `/${id}`, { filters: { envs: ['dev'] } })).body.data
    assert.deepEqual(further.filters, { ...filters, from: ['alice'], envs: ['dev'] }, 'the others stay')

    assert.deepEqual((await call('DELETE', `/${id}`)).body.data, { result: 'ok' })
    for (const method of ['GET', 'PUT', 'DELETE'])
      assertError(await call(method, `/${id}`), 'webhook.unknown')
    assert.deepEqual((await call('GET')).body.data, [])
  })

  test('[webhooks.change] secrets are shown once, and the former one counts for a day', async () => {
    const { body } = await call('POST', '', { name: 'secrets', url, secret: 's3cret' })
    const { id, secret } = body.data
    assert.equal(secret, 's3cret')
    const rotated = (await call('PUT', `/${id}`, { rotate_secret: true })).body.data.secret
    assert.notEqual(rotated, 's3cret')
    const { webhookRules } = server.running.core
    const [rule] = (await webhookRules.enabled(server.app.id, 'after')).filter((each) => each.id === id)
    const { current, previous } = webhookRules.secretsOf(rule!)
    assert.deepEqual([current, previous?.secret], [rotated, 's3cret'])
    assert.ok(Math.abs(previous!.until - Date.now() - 24 * 3600_000) < 60_000)
    assert.equal((await call('PUT', `/${id}`, { secret: 'own' })).body.data.secret, 'own')
    assert.equal('secret' in (await call('PUT', `/${id}`, { enabled: false })).body.data, false)
    const stored = JSON.stringify(await server.rows('select * from webhook'))
    for (const each of ['s3cret', rotated, 'own']) assert.ok(!stored.includes(`"${each}"`))
    await call('DELETE', `/${id}`)
  })

  test('[webhooks.create] [webhooks.change] what a rule cannot be', async () => {
    const refused = async (code: Parameters<typeof assertError>[1], body: object, params = {}) =>
      assertError(await call('POST', '', { name: 'x', url, ...body }), code, params)
    const illegal: Record<string, unknown>[] = [
      { name: '' },
      { name: 'two words' },
      { name: 'x'.repeat(33) },
      { name: undefined },
      { url: undefined },
      { kind: 'during' },
      { events: ['everything'] },
      { events: 'chat' },
      { kind: 'before', events: ['chat'] },
      { kind: 'before', sources: ['rest'] },
      { filters: { from: Array.from({ length: 51 }, (_, i) => `u${i}`) } },
      { filters: 'all' },
      { secret: '' },
      { wait_ms: 5001 },
      { wait_ms: 0.5 },
      { group_events: 'both' },
      { on_failure: 'wait' },
      { enabled: 'yes' },
    ]
    for (const body of illegal) {
      const field = Object.keys(body).at(-1)!
      const named = field === 'filters' && typeof body.filters === 'object' ? 'from' : field
      await refused('webhook.field_illegal', body, { field: named })
    }
    for (const wrong of ['example.com', 'ftp://example.com', 'http://a:b@example.com', 'javascript:alert(1)'])
      await refused('webhook.url_illegal', { url: wrong })
    const internal = ['http://127.0.0.1/', 'http://[::1]:8080/x', 'http://10.1.2.3', 'http://2130706433/']
    for (const wrong of internal) await refused('webhook.url_internal', { url: wrong })

    const { id } = (await call('POST', '', { name: 'taken', url })).body.data
    await refused('webhook.exists', { name: 'taken' })
    assertError(await call('PUT', `/${id}`, { url: internal[0] }), 'webhook.url_internal')
    assertError(await call('PUT', `/${id}`, { kind: 'before', events: ['chat'] }), 'webhook.field_illegal', {
      field: 'events',
    })
    await call('DELETE', `/${id}`)
  })

  test('[webhooks.test] a name that leads to an internal address is not called', async () => {
    const { id } = (
      await call('POST', '', { name: 'local', url: `http://localhost:${server.running.port}/` })
    ).body.data
    const { delivered, answer_status, fault } = (await call('POST', `/${id}/test`)).body.data
    assert.deepEqual(
      [delivered, answer_status, fault],
      [false, null, 'its address is not on the public internet'],
    )
    await call('DELETE', `/${id}`)
  })

  test('[webhooks.list] one app knows nothing of the rules of another', async () => {
    const { id } = (await call('POST', '', { name: 'own', url })).body.data
    const { apps, tokens } = server.running.core
    const token = tokens.issueAppToken(apps.byKey('other#chat')!, undefined).token
    const other = (method: string, path: string, body?: unknown) =>
      server.request(method, `/other/chat/ringpost/webhooks${path}`, body, { token })
    assert.deepEqual((await other('GET', '')).body.data, [])
    for (const method of ['GET', 'PUT', 'DELETE'])
      assertError(await other(method, `/${id}`), 'webhook.unknown')
    assert.equal((await other('POST', '', { name: 'own', url })).status, 200, 'names are free in another app')
    assert.equal((await server.call('GET', '/ringpost/webhooks', undefined, { token })).status, 401)
    assert.equal((await call('GET', `/${id}`)).status, 200)
  })

  test('[webhooks.create] no more than a hundred', async () => {
    const { apps, tokens } = server.running.core
    const app = (await apps.create({ org: 'many', name: 'rules' }))!
    const { token } = tokens.issueAppToken(app, undefined)
    const create = (name: string) =>
      server.request('POST', '/many/rules/ringpost/webhooks', { name, url, kind: 'before' }, { token })
    for (let i = 0; i < 100; i++) assert.equal((await create(`rule${i}`)).status, 200)
    assertError(await create('more'), 'webhook.too_many', { limit: 100 })
  })
})
