import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Follower } from '../facts/follower.ts'
import { freePort } from '../harness/free-port.ts'
import { HeldTime } from '../harness/held-time.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

/** Even with all labels of all metrics, the page must stay quick to produce and to read. */
const MOST_BYTES = 200 * 1024

test('/metrics stays small whatever is requested, and is computed at most once a second', async () => {
  await using server = await TestServer.start()
  const { body } = await server.request('GET', '/openapi.json', undefined, { token: null })
  const paths = Object.entries(body.paths as Record<string, Record<string, unknown>>)
  for (const [path, methods] of paths) {
    const target = path
      .replace('{org}', 'acme')
      .replace('{app}', 'chat')
      .replaceAll(/\{\w+\}/g, 'x')
    for (const method of Object.keys(methods))
      await Promise.all(
        [null, 'garbage', server.appToken].map((token) =>
          server.request(method.toUpperCase(), target, method === 'get' ? undefined : {}, { token }),
        ),
      )
  }
  const read = async () =>
    (await server.request('GET', '/metrics', undefined, { token: null })).body as string
  using _ = new HeldTime()
  const text = await read()
  assert.match(text, /ringpost_http_requests_total\{operation="groups\.create",status="4xx"\}/)
  assert.ok(text.length < MOST_BYTES, `${text.length} bytes`)
  const all = await Promise.all(Array.from({ length: 50 }, read))
  assert.ok(new Set(all).size <= 2)
})

test('/metrics has no other spelling, which proxies that hide it would let through', async () => {
  await using server = await TestServer.start()
  const answer = (target: string) =>
    rawExchange(
      server.running.port,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      /^HTTP.*/,
    )
  for (const target of ['/metrics', '/metrics?at=1']) assert.match(await answer(target), /^HTTP\/1\.1 200 /)
  for (const target of ['/metrics/', '//metrics', '/metrics#', '/metrics//?', 'http://x/metrics'])
    assert.match(await answer(target), /^HTTP\/1\.1 404 /, target)
})

test('/metrics requires its token, and is served only on its own port', async () => {
  const port = await freePort()
  await using server = await TestServer.start({
    RINGPOST_METRICS_PORT: `${port}`,
    RINGPOST_METRICS_TOKEN: 'sesame',
  })
  assert.equal((await server.request('GET', '/metrics')).status, 404)
  const ask = (path: string, method: string, headers = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method, headers })
  const bearing = (token: string) => ({ authorization: `Bearer ${token}` })
  const right = await ask('/metrics', 'GET', bearing('sesame'))
  assert.equal(right.status, 200)
  assert.match(await right.text(), /ringpost_sessions 0/)
  assert.equal((await ask('/metrics', 'HEAD', bearing('sesame'))).status, 200)
  for (const headers of [{}, bearing('sesam'), bearing(server.appToken)])
    assert.equal((await ask('/metrics', 'GET', headers)).status, 401)
  assert.equal((await ask('/metrics', 'POST', bearing('sesame'))).status, 405)
  assert.equal((await ask('/acme/chat/users', 'GET', bearing('sesame'))).status, 404)
})

test('/metrics requires its token on the API port too', async () => {
  await using server = await TestServer.start({ RINGPOST_METRICS_TOKEN: 'sesame' })
  assert.equal((await server.request('GET', '/metrics')).status, 401)
  assert.equal((await server.request('GET', '/metrics', undefined, { token: 'sesame' })).status, 200)
})

test('/metrics counts the facts that subscribers have received', async () => {
  await using server = await TestServer.start()
  const follower = await Follower.start(server, ['user.registered'])
  await server.users('alice', 'bob')
  await follower.next(2)
  await until('both are counted', async () => {
    const { body } = await server.request('GET', '/metrics', undefined, { token: null })
    return /^# TYPE ringpost_fact_delivered_total counter\nringpost_fact_delivered_total 2$/m.test(body)
  })
})
