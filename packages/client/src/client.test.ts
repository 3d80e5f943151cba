import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { CallError, Client } from '@ringpost/client'
import { TestServer } from '../../../test/harness/test-server.ts'
import { until } from '../../../test/harness/until.ts'

let server: TestServer
let client: Client
before(async () => {
  server = await TestServer.start()
  const app = { clientId: 'acme-client', clientSecret: 'acme-secret' }
  client = new Client({ url: server.url, app: 'acme#chat', ...app })
})
after(() => server.close())

test('[users.register] [groups.create] one method calls operations, with the types of their declarations', async () => {
  const registered = await client.call('users.register', {
    body: [
      { username: 'alice', password: 'pw' },
      { username: 'bob', password: 'pw' },
    ],
  })
  assert.deepEqual(
    registered.data.map(({ username }) => username),
    ['alice', 'bob'],
  )
  const group = await client.call('groups.create', {
    body: { groupname: 'hikers', owner: 'alice', members: ['bob'], public: true },
  })
  const { groupid } = group.data as { groupid: string }
  const { data } = await client.call('groups.get', { params: { group: groupid } })
  assert.equal((data as { name: string }[])[0]?.name, 'hikers')
  // @ts-expect-error the body has to be there
  await assert.rejects(client.call('groups.create'))
  const misnamed = { params: { user: 'alice' } }
  // @ts-expect-error there is no such parameter
  const call = client.call('users.get', misnamed)
  await assert.rejects(call, /parameter username is missing/)
})

test('a refusal is an error with the documented fields', async () => {
  const refused = await client
    .call('users.get', { params: { username: 'nobody/else?' } })
    .catch((error) => error)
  assert.ok(refused instanceof CallError)
  assert.equal(refused.status, 404)
  assert.equal(refused.operation, 'users.get')
  assert.equal(refused.error, 'service_resource_not_found')
  assert.notEqual(refused.description, '')
})

test('[files.upload] [files.download] files are streams', async () => {
  const form = new FormData()
  form.append('file', new Blob(['what is in it']), 'a.txt')
  const { body } = await client.call('files.upload', { body: form })
  const [{ uuid }] = body.entities as [{ uuid: string }]
  const { data } = await client.call('files.download', { params: { file: uuid } })
  assert.equal(await new Response(data).text(), 'what is in it')
})

test('a token that ended is replaced, once', async () => {
  const seen: string[] = []
  let tokens = 0
  await using fake = await answering(({ url, token }, response) => {
    if (url.endsWith('/token'))
      return reply(response, 200, { access_token: `t${++tokens}`, expires_in: 3600 })
    seen.push(token)
    return reply(response, token === 'Bearer t2' ? 200 : 401, { entities: [], error: 'unauthorized' })
  })
  const own = new Client({ url: fake.url, app: 'a#b', clientId: 'c', clientSecret: 's' })
  const call = () => own.call('users.get', { params: { username: 'x' } })
  await Promise.all([call(), call()])
  assert.ok(seen.includes('Bearer t1') && seen.includes('Bearer t2'))
  const fixed = new Client({ url: fake.url, app: 'a#b', token: 'no' })
  seen.length = 0
  await assert.rejects(fixed.call('users.get', { params: { username: 'x' } }), { status: 401 })
  assert.deepEqual(seen, ['Bearer no'])
})

test('only what is safe is tried again, and not for ever', async () => {
  let asked = 0
  let status = 503
  await using fake = await answering((_, response) => {
    asked++
    return reply(response, status, { error: 'x' }, { 'retry-after': '0' })
  })
  const own = new Client({ url: fake.url, app: 'a#b', token: 't' })
  const attempts = async (call: () => Promise<unknown>): Promise<number> => {
    asked = 0
    await assert.rejects(call())
    return asked
  }
  const read = () => own.call('users.get', { params: { username: 'x' } })
  const write = () => own.call('users.delete', { params: { username: 'x' } })
  assert.equal(await attempts(read), 3)
  assert.equal(await attempts(write), 1)
  status = 429
  assert.equal(await attempts(write), 3)
})

test('a call that takes too long ends', async () => {
  await using fake = await answering(() => {})
  const own = new Client({ url: fake.url, app: 'a#b', token: 't', timeout: 50 })
  await assert.rejects(own.call('users.get', { params: { username: 'x' } }), { name: 'TimeoutError' })
})

test('the time of a call includes uploads and replies, and of a download only its beginning', async () => {
  const signals: AbortSignal[] = []
  // Replies at once, without giving a timer the time to fire, and never finishes.
  const immediate = async (_: unknown, { signal }: RequestInit = {}) => {
    signals.push(signal!)
    return new Response(new ReadableStream())
  }
  const own = new Client({ url: 'http://x', app: 'a#b', token: 't', timeout: 600_000, fetch: immediate })
  await own.call('files.download', { params: { file: 'f' }, timeout: 1 })
  void own.call('users.list', { timeout: 1 })
  await until('the other one has ended', () => signals[1]?.aborted === true)
  assert.equal(signals[1]!.reason.name, 'TimeoutError')
  // Timers fire in the order of their times.
  assert.equal(signals[0]!.aborted, false)
})

test('dots in a parameter do not make it another call', async () => {
  let asked = 0
  await using fake = await answering((_, response) => {
    asked++
    return reply(response, 200, { entities: [] })
  })
  for (const dots of ['.', '..']) {
    const own = new Client({ url: fake.url, app: 'a#b', token: 't' })
    await assert.rejects(own.call('users.delete', { params: { username: dots } }), TypeError)
    const foreign = new Client({ url: fake.url, app: `a#${dots}`, token: 't' })
    await assert.rejects(foreign.call('users.delete', { params: { username: 'x' } }), TypeError)
  }
  assert.equal(asked, 0)
  const own = new Client({ url: fake.url, app: 'a#b', token: 't' })
  await own.call('users.delete', { params: { username: 'a.b' } })
  assert.equal(asked, 1)
})

test('a redirect is a refusal: the secret goes nowhere else', async () => {
  let reached = 0
  await using elsewhere = await answering((_, response) => {
    reached++
    return reply(response, 200, { access_token: 'theirs', entities: [] })
  })
  await using fake = await answering(({ url }, response) =>
    reply(response, 307, {}, { location: `${elsewhere.url}${url}` }),
  )
  const app = { app: 'a#b', clientId: 'c', clientSecret: 's' }
  const call = new Client({ url: fake.url, ...app }).call('users.get', { params: { username: 'x' } })
  await assert.rejects(call, { name: 'CallError', status: 307 })
  assert.equal(reached, 0)
})

test('a download is fetched from the bucket that the server points to, without the token', async () => {
  const tokens: string[] = []
  await using bucket = await answering(({ token }, response) => {
    tokens.push(token)
    response.end('bytes')
  })
  await using fake = await answering((_, response) =>
    reply(response, 302, {}, { location: `${bucket.url}/file` }),
  )
  const own = new Client({ url: fake.url, app: 'a#b', token: 't' })
  const { data } = await own.call('files.download', { params: { file: 'u' } })
  assert.equal(await new Response(data).text(), 'bytes')
  assert.deepEqual(tokens, [''])
})

interface Asked {
  url: string
  token: string
}

async function answering(answer: (asked: Asked, response: ServerResponse) => void) {
  const http = createServer((request, response) => {
    request.resume().on('end', () => {
      answer({ url: request.url ?? '', token: request.headers.authorization ?? '' }, response)
    })
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      http.close()
    },
  }
}

function reply(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
