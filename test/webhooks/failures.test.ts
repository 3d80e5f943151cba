import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { isSignedBy, Receiver } from './receiver.ts'
import { came, hook, say } from './rule-scene.ts'

describe('webhooks that are not delivered', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const rule = (url: string, more?: object) => hook(server, url, more)
  const send = (to: string) => say(server, to)
  type Rule = Awaited<ReturnType<typeof rule>>
  const list = (made: Rule, query = '') => made.call('GET', `/deliveries?${query}`)
  const settled = async (made: Rule, status: string, count: number) => {
    await until(`${count} are ${status}`, async () => (await list(made, `status=${status}`)).length === count)
    return list(made, `status=${status}`)
  }

  test('[webhooks.deliveries] [webhooks.replay] what fails twice in mode compat is kept', async () => {
    await using receiver = await Receiver.start(() => ({ status: 503, text: 'sorry' }))
    await using made = await rule(receiver.url, { retry: 'compat' })
    const id = await send('bob')
    const [failed] = await settled(made, 'failed', 1)
    const [event] = receiver.received
    assert.deepEqual(receiver.ids, [id, id])
    const { id: delivery, happened, tried, ...facts } = failed
    assert.deepEqual(facts, {
      ...{ call_id: `acme#chat_${id}`, status: 'failed', attempts: 2, next: null, request: event!.text },
      ...{ answer_status: 503, answer: 'sorry', fault: 'it answered with status 503' },
    })
    assert.ok(tried >= happened && Math.abs(happened - Date.now()) < 60_000)

    const replay = () => made.call('POST', `/deliveries/${delivery}/replay`)
    const again = await replay()
    assert.deepEqual([again.status, again.attempts, again.answer_status], ['failed', 3, 503])
    receiver.answer(() => ({ text: 'thanks' }))
    const done = await replay()
    assert.deepEqual([done.status, done.attempts, done.answer, done.fault], ['delivered', 4, 'thanks', null])
    assert.deepEqual(await list(made, 'status=failed'), [])
    assert.deepEqual(await list(made, 'status=delivered'), [done])
    assert.equal(new Set(receiver.received.map(({ text }) => text)).size, 1, 'the same body each time')
    const path = `/ringpost/webhooks/${made.id}/deliveries`
    for (const unknown of ['12345', 'x', '1.5', '9'.repeat(400)])
      assertError(await server.call('POST', `${path}/${unknown}/replay`), 'webhook.delivery_unknown')
    for (const place of ['x', '1', 2 ** 53]) {
      const cursor = Buffer.from(JSON.stringify(['webhook-deliveries', place])).toString('base64url')
      assertError(await server.call('GET', `${path}?cursor=${cursor}`), 'request.cursor_illegal')
    }
    assertError(await server.call('GET', `${path}?status=lost`), 'webhook.field_illegal', { field: 'status' })
    assertError(await server.call('GET', '/ringpost/webhooks/12345/deliveries'), 'webhook.unknown')
    const { apps, tokens } = server.running.core
    const { token } = tokens.issueAppToken(apps.byKey('other#chat')!, undefined)
    const foreign = await server.request('GET', `/other/chat${path}`, undefined, { token })
    assertError(foreign, 'webhook.unknown')
  })

  test('[webhooks.deliveries] successes are listed too, page by page', async () => {
    await using receiver = await Receiver.start(() => ({ status: 204 }))
    await using made = await rule(receiver.url)
    const ids = [await send('bob'), await send('bob'), await send('bob')]
    await settled(made, 'delivered', 3)
    const path = `/ringpost/webhooks/${made.id}/deliveries?limit=2`
    const { data, cursor } = (await server.call('GET', path)).body
    const rest = (await server.call('GET', `${path}&cursor=${cursor}`)).body
    assert.deepEqual([data.length, rest.data.length, rest.cursor], [2, 1, ''])
    const told = [...data, ...rest.data].map(({ request }) => JSON.parse(request).msg_id)
    assert.deepEqual(told, ids.reverse())
  })

  test('an answer that is too long is a failure, and a request that is refused is not repeated', async () => {
    const answers = [{ text: 'x'.repeat(1001) }, { text: '好'.repeat(1000) }, { status: 422 }]
    // Each message gets the same answer again, whenever that is.
    const given = new Map<string, (typeof answers)[number]>()
    await using receiver = await Receiver.start(({ body }) => {
      if (!given.has(body.msg_id)) given.set(body.msg_id, answers.shift()!)
      return given.get(body.msg_id)
    })
    await using made = await rule(receiver.url, { ordered: false })
    await send('bob')
    const [tooLong] = await settled(made, 'pending', 1)
    assert.equal(tooLong.fault, 'its answer is longer than 1000 characters')
    assert.ok(tooLong.next - tooLong.tried >= 4000 && tooLong.next - tooLong.tried <= 6000)
    await send('bob')
    await settled(made, 'delivered', 1)
    await send('bob')
    const [refused] = await settled(made, 'failed', 1)
    assert.deepEqual([refused.attempts, refused.answer_status], [1, 422])
  })

  test('a receiver that asks to wait is not asked earlier', async () => {
    await using receiver = await Receiver.start(() => ({ status: 429, headers: { 'retry-after': '60' } }))
    await using made = await rule(receiver.url)
    await send('bob')
    const [waiting] = await settled(made, 'pending', 1)
    assert.ok(waiting.next - waiting.tried >= 60_000)
    receiver.answer(() => ({}))
    await made.call('PUT', '', { ordered: false })
    await settled(made, 'delivered', 1)
    assert.equal(receiver.received.length, 2, 'a change of the rule tries at once')
  })

  test('a receiver that is gone, or fails ten times, is spared until the rule is changed', async () => {
    // Others are under way when the last failure that counts arrives.
    const underWay = 15
    for (const [status, limit] of [
      [410, 1 + underWay],
      [500, 10 + underWay],
    ] as const) {
      await using receiver = await Receiver.start(() => ({ status }))
      await using made = await rule(receiver.url, { ordered: false })
      const ids = []
      for (let i = 0; i < 30; i++) ids.push(await send('bob'))
      const { webhookRunners } = server.running.core
      await until('the breaker is open', () => webhookRunners.status.breakers.open === 1)
      assert.ok(receiver.received.length <= limit, `${receiver.received.length} attempts`)
      assert.ok((await list(made, 'limit=100&status=pending')).length <= limit)
      receiver.answer(() => ({}))
      await made.call('PUT', '', { retry: 'reliable' })
      await came(receiver, ids)
    }
  })

  test('[webhooks.stored] [webhooks.retry] failures by ten minutes, sent again in the background', async () => {
    await using receiver = await Receiver.start(() => ({ status: 500 }))
    await using made = await rule(receiver.url, { retry: 'compat' })
    const ids = [await send('bob'), await send('bob')]
    await settled(made, 'failed', 2)
    const info = async () => (await server.call('GET', '/callbacks/storage/info')).body
    const { data, action, path, uri } = await info()
    assert.deepEqual([action, path, uri], ['post', '/callbacks', `${server.url}/acme/chat/callbacks`])
    assert.match(data[0].date, /^\d{11}0$/)
    assert.equal(
      data.reduce((sum: number, { size, retry }: { size: number; retry: number }) => sum + size + retry, 0),
      2,
    )
    const date = data[0].date
    const retry = async (body: object, at = '/callbacks/storage/retry') => server.call('POST', at, body)
    // Ten minutes may have ended between the two.
    for (const { date } of data) assert.equal((await retry({ date, retry: 0 })).body.data, 'success')
    await until('they have failed again', async () => {
      const found = (await info()).data
      return found.every(({ retry }: { retry: number }) => retry === 1)
    })
    await using second = await Receiver.start()
    await retry({ date, retry: 0, targetUrl: second.url })
    for (const { date } of data)
      assert.equal(
        (await retry({ date, retry: 1, targetUrl: second.url }, '/callback/storage/retry')).body.data,
        'success',
      )
    await came(second, ids)
    assert.ok(second.received.every((event) => isSignedBy(event, made.secret)))
    await until('none is stored', async () => (await info()).data.length === 0)
    for (const wrong of ['20210909144', '202199091440', ''])
      assertError(await retry({ date: wrong }), 'webhook.field_illegal', { field: 'date' })
    assertError(await retry({}), 'webhook.field_illegal', { field: 'date' })
    assertError(await retry({ date, targetUrl: 'ftp://x' }), 'webhook.url_illegal')
  })

  test('[webhooks.retry] while some are sent again, a wish for them to go elsewhere is not lost', async () => {
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>()
    await using slow = await Receiver.start(async () => {
      if (slow.received.length > 2) await isOver
      return { status: 500 }
    })
    await using _ = await rule(slow.url, { retry: 'compat' })
    const id = await send('bob')
    const info = async () => (await server.call('GET', '/callbacks/storage/info')).body.data
    await until('it is stored', async () => (await info()).length === 1)
    const [{ date }] = await info()
    const retry = (body: object) => server.call('POST', '/callbacks/storage/retry', { date, ...body })
    assert.equal((await retry({})).body.data, 'success')
    await until('it is sent again', () => slow.received.length === 3)
    await using second = await Receiver.start()
    assert.equal((await retry({ targetUrl: second.url })).body.data, 'success')
    await came(second, [id])
    end()
    await until('none is stored', async () => (await info()).length === 0)
  })

  test('[webhooks.test] says what the receiver answers', async () => {
    await using receiver = await Receiver.start(() => ({ status: 201, text: 'fine' }))
    await using made = await rule(receiver.url, { enabled: false })
    const { ms, request, ...answer } = await made.call('POST', '/test')
    assert.deepEqual(answer, { delivered: true, answer_status: 201, answer: 'fine', fault: null })
    assert.ok(ms >= 0)
    assert.equal(receiver.received[0]!.text, request)
    assert.ok(isSignedBy(receiver.received[0]!, made.secret))
    await made.call('PUT', '', { url: 'http://127.0.0.1:1/' })
    const none = await made.call('POST', '/test')
    assert.deepEqual([none.delivered, none.answer_status, none.fault], [false, null, 'the connection failed'])
  })
})
