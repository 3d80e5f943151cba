import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { assertError } from '../harness/assert-error.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { TestServer } from '../harness/test-server.ts'

/** Requests observed from real callers (client-quirks.md): one per line. */
interface SeenRequest {
  client: string
  method: string
  example: string
  ct: string[]
  body: string | null
}

describe('requests as real callers send them', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const raw = (text: string, until = /\r\n\r\n\{.*\}$/s) => rawExchange(server.running.port, text, until)
  const head = (method: string, path: string, ...headers: string[]) =>
    [
      `${method} ${path} HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${server.appToken}`,
      ...headers,
      '',
      '',
    ].join('\r\n')
  const sendBody = '{"target_type":"users","target":["bob"],"msg":{"type":"txt","msg":"x"}}'

  test('Q1: a GET followed by an unframed body is answered', async () => {
    const text = await raw(`${head('GET', '/acme/chat/users/alice')}{}`)
    assert.match(text, /^HTTP\/1\.1 200 /)
    assert.match(text, /"username":"alice"/)
  })

  test('Q2, Q3, Q26: JSON is recognised by its content, whatever the label', async () => {
    for (const label of [
      '',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json, application/json',
      'nonsense',
    ]) {
      const headers: Record<string, string> = label === '' ? {} : { 'content-type': label }
      const reply = await server.call('POST', '/messages', undefined, { raw: sendBody, headers })
      assert.deepEqual(reply.body.data, { bob: 'success' }, label)
    }
    const unlabelled = await raw(
      `${head('POST', '/acme/chat/messages', `Content-Length: ${sendBody.length}`)}${sendBody}`,
    )
    assert.match(unlabelled, /"bob":"success"/)
  })

  test('Q4: a real form is a form', async () => {
    const reply = await server.request('POST', '/acme/chat/token', undefined, {
      token: null,
      raw: 'grant_type=password&username=alice&password=pw',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.equal(reply.status, 200)
  })

  test('Q5, Q6: an empty body and [] mean no fields', async () => {
    for (const body of ['', '   ', '[]']) {
      const reply = await server.call('POST', '/users/alice/activate', undefined, {
        raw: body,
        headers: { 'content-type': 'application/json' },
      })
      assert.equal(reply.status, 200)
      const update = await server.call('PUT', '/users/alice', undefined, { raw: body })
      assert.equal(update.status, 200)
    }
  })

  test('Q4: a real form is parsed as a form', async () => {
    assert.match(await raw(head('GET', '/acme/chat//users//alice/')), /"username":"alice"/)
  })

  test('Q12-Q14: odd queries', async () => {
    for (const query of [
      '?&limit=1&cursor=',
      '?limit=1&&cursor=undefined',
      '?limit=1&cursor=null&_v=1',
      '?query[limit]=1&limit=1',
      '?limit=1&x=a>b*c d',
    ]) {
      const text = await raw(head('GET', `/acme/chat/users${query.replace(' ', '%20')}`))
      assert.match(text, /"count":1/, query)
    }
    assert.match(await raw(head('GET', '/easemob/server.json?app_key=acme#chat')), /"app_key":"acme#chat"/)
  })

  test('Q15: chunked, Expect and empty lengths', async () => {
    const chunked = `${head('POST', '/acme/chat/messages', 'Transfer-Encoding: chunked')}${sendBody.length.toString(16)}\r\n${sendBody}\r\n0\r\n\r\n`
    assert.match(await raw(chunked), /"bob":"success"/)
    const expecting = head(
      'POST',
      '/acme/chat/messages',
      `Content-Length: ${sendBody.length}`,
      'Expect: 100-continue',
    )
    assert.match(await raw(expecting + sendBody), /100 Continue[\s\S]*"bob":"success"/)
    assert.match(
      await raw(head('DELETE', '/acme/chat/users/nobody', 'Content-Length: 0')),
      /^HTTP\/1\.1 404 /,
    )
  })

  test('Q16: always JSON, whatever Accept says', async () => {
    const { headers } = await server.call('GET', '/users/alice', undefined, {
      headers: { accept: 'text/html' },
    })
    assert.match(headers.get('content-type') ?? '', /^application\/json/)
  })

  test('Q18: names with escapes stay one segment', async () => {
    for (const name of ['a%20b%2Fc', '%E4%BD%A0', 'a%2Cb', '%zz', '..%2f..%2fusers']) {
      assert.match(await raw(head('GET', `/acme/chat/users/${name}`)), /^HTTP\/1\.1 404 /, name)
    }
  })

  test('Authorization: white space is free, the SDK marker is accepted', async () => {
    for (const value of [
      `Bearer ${server.appToken}`,
      `bearer  ${server.appToken} `,
      `Bearer $t$${server.appToken}`,
    ]) {
      const reply = await server.call('GET', '/users/alice', undefined, {
        token: null,
        headers: { authorization: value },
      })
      assert.equal(reply.status, 200, value)
    }
    for (const value of ['', 'Bearer', `Basic ${server.appToken}`]) {
      const reply = await server.call('GET', '/users/alice', undefined, {
        token: null,
        headers: { authorization: value },
      })
      assertError(reply, 'auth.required')
    }
  })

  test('URLs with an app id answer like those with org and app', async () => {
    const { body } = await server.request('GET', '/app-id/0123456789ABCDEF0123456789abcdef/users/alice')
    assert.equal(body.uri, `${server.url}/acme/chat/users/alice`)
    assertError(await server.request('GET', '/app-id/ffff/users/alice'), 'app.unknown', {
      org: 'app-id',
      app: 'ffff',
      path: '/users/alice',
    })
  })

  test('unknown apps, routes and methods get JSON', async () => {
    assertError(await server.request('GET', '/acme/none/users'), 'app.unknown', {
      org: 'acme',
      app: 'none',
      path: '/users',
    })
    assertError(await server.call('GET', '/none/of/this'), 'route.unknown')
    assertError(await server.request('GET', '/'), 'route.unknown')
    assertError(await server.request('GET', '/acme'), 'route.unknown')
    assertError(await server.call('PUT', '/messages/users', {}), 'route.method')
    assertError(await server.call('PATCH', '/users/alice', {}), 'route.method')
    assertError(await server.request('DELETE', '/healthz'), 'route.method')
  })

  test('invalid HTTP is answered and the connection closed', async () => {
    assert.match(await raw('NONSENSE\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*"error_description"/)
    const huge = `GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`
    assert.match(await raw(huge), /^HTTP\/1\.1 4\d\d /)
  })

  test('a body beyond the limit is refused before it is read', async () => {
    const text = await raw(head('POST', '/acme/chat/messages', 'Content-Length: 99999999'))
    assert.match(text, /^HTTP\/1\.1 413 [\s\S]*[Cc]onnection: close[\s\S]*"Request Entity Too Large"/)
  })

  test('CORS: every preflight and every response, errors too', async () => {
    const preflight = await fetch(`${server.url}/acme/chat/users`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://app.example',
        'access-control-request-headers': 'authorization,x-requested-with',
        'access-control-request-method': 'DELETE',
      },
    })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /DELETE/)
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'authorization,x-requested-with')
    const refused = await server.call('GET', '/users/nobody')
    assert.equal(refused.headers.get('access-control-allow-origin'), '*')
  })

  test('[service.discover] [service.ping] [service.health] [service.ready]', async () => {
    const { body } = await server.request('GET', '/easemob/server.json?app_key=acme%23chat', undefined, {
      token: null,
    })
    assert.equal(body.rest.hosts[0].port, String(server.running.port))
    assert.equal(body['msync-wx'].hosts[0].protocol, 'http')
    const native = { domain: '127.0.0.1', ip: '127.0.0.1', port: String(server.running.port) }
    assert.deepEqual(body['msync-im'].hosts, [
      { ...native, protocol: 'tcp', priority: '1' },
      { ...native, protocol: 'tcp', priority: '2' },
    ])
    assert.equal(body.enableDataReport, 'false')
    const byId = await server.request(
      'GET',
      '/easemob/server.json?app_id=0123456789abcdef0123456789abcdef',
      undefined,
      { token: null },
    )
    assert.equal(byId.body.app_key, 'acme#chat')
    assertError(await server.request('GET', '/easemob/server.json?app_key=no%23app'), 'app.unknown_key', {
      key: 'no#app',
    })
    for (const host of ['', 'a b', 'chat:99999', '1.2.3.999']) {
      const answer = await raw(
        `GET /easemob/server.json?app_key=acme%23chat HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      )
      assert.match(answer, /"domain":"localhost"/, `called ${host}`)
    }
    for (const path of ['/ping', '/healthz', '/readyz']) {
      assert.equal((await server.request('GET', path, undefined, { token: null })).status, 200)
    }
  })

  test('/metrics speaks Prometheus and counts requests', async () => {
    const { body } = await server.request('GET', '/metrics', undefined, { token: null })
    assert.match(body, /ringpost_http_requests_total\{operation="users\.get",status="2xx"\} \d+/)
    assert.match(body, /ringpost_http_request_seconds_count\{area="users"\} \d+/)
    assert.match(body, /ringpost_sessions 0/)
    assert.doesNotMatch(body, /alice/)
  })

  test('every request ever observed gets a JSON answer that is not a 5xx', async () => {
    const lines = readFileSync(new URL('client-requests.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n')
    for (const { method, example, body, ct, client } of lines.map(
      (line) => JSON.parse(line) as SeenRequest,
    )) {
      const path = example.replace(/^\/[^/]+\/[^/]+\/(?!server\.json)/, '/acme/chat/')
      // Multipart requests are captured without their bytes; the files suite sends real ones.
      if (ct.some((label) => label.startsWith('multipart'))) continue
      const headers: Record<string, string> =
        ct[0] === undefined || ct[0] === '-' ? {} : { 'content-type': ct[0] }
      const text = await raw(
        head(
          method,
          path.replaceAll(' ', '%20'),
          ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
          ...(body === null ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
        ) + (body ?? ''),
        /\r\n\r\n[\s\S]*[}\]]$/,
      )
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text.replace(/^HTTP\/1\.1 100[^\n]*\n\r?\n/, ''))?.[1])
      const shown = `${client}: ${method} ${example} -> ${text.slice(0, 300)}`
      assert.match(text, /content-type: application\/json/i, shown)
      assert.ok(status === 501 || status < 500, shown)
    }
  })
})

describe('documented rate limits', () => {
  test('[messages.sendToUsers] answers 429 beyond the calls per second, with Retry-After, per app', async () => {
    const clock = new TestClock()
    clock.freeze()
    await using server = await TestServer.start({ RINGPOST_RATE_LIMITS: 'documented' }, undefined, { clock })
    const body = { to: ['bob'], type: 'txt', body: { msg: 'x' } }
    // Calls that say nothing count as well; of two nodes, each counts its own.
    const calls = Array.from({ length: 250 }, () => server.call('POST', '/messages/users', {}))
    const refused = (await Promise.all(calls)).find(({ status }) => status === 429)
    assertError(refused!, 'request.rate_limited')
    assert.equal(refused!.headers.get('retry-after'), '1')
    const other = server.running.core.apps.byKey('other#chat')!
    const token = server.running.core.tokens.issueAppToken(other, undefined).token
    assert.equal((await server.request('POST', '/other/chat/messages/users', body, { token })).status, 200)
  })
})
