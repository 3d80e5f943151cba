import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { OutgoingFault, type OutgoingRequest } from '../domain/outgoing/outgoing.ts'
import { HttpOutgoing } from './http-outgoing.ts'
import { isPublicAddress } from './public-address.ts'

const servers: Server[] = []
const outgoing = new HttpOutgoing({ allows: (address) => ['127.0.0.1', '::1'].includes(address) })
after(() => {
  outgoing.close()
  for (const server of servers) server.close().closeAllConnections()
})

/** Starts a server on all of 127.0.0.0/8; returns its port. */
async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  return (server.address() as AddressInfo).port
}

const post = (url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: 'POST',
  url,
  body: '{"a":"é"}',
  patienceMs: 10_000,
  answerBytes: 100,
  ...more,
})

const because = (reason: OutgoingFault['reason']) => (error: unknown) =>
  error instanceof OutgoingFault && error.reason === reason

test('a request arrives with its headers and body, and its answer comes back, over one connection', async () => {
  const ports = new Set<number | undefined>()
  const port = await serve(async (request, response) => {
    ports.add(request.socket.remotePort)
    const body = await text(request)
    response.writeHead(418, { 'X-Sort': 'tea' })
    response.end(`${request.method} ${request.headers['content-length']} ${request.headers['x-b']} ${body}`)
  })
  for (let i = 0; i < 3; i++) {
    const answer = await outgoing.call(post(`http://localhost:${port}/`, { headers: { 'x-b': 'c' } }))
    assert.equal(answer.text, 'POST 10 c {"a":"é"}')
    assert.equal(answer.status, 418)
    assert.equal(answer.headers['x-sort'], 'tea')
  }
  assert.equal(ports.size, 1)
})

test('addresses that are not allowed are not contacted, as literals, names and URLs of other kinds', async () => {
  let asked = 0
  const port = await serve((_, response) => {
    asked++
    response.end()
  })
  const strict = new HttpOutgoing({ allows: isPublicAddress })
  for (const host of [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
    '2130706433',
    '0x7f.1',
  ])
    await assert.rejects(strict.call(post(`http://${host}:${port}/`)), because('forbidden'), host)
  for (const url of ['file:///etc/passwd', `http://a:b@127.0.0.1:${port}/`, 'no url', ''])
    await assert.rejects(outgoing.call(post(url)), because('forbidden'), url)
  assert.equal(asked, 0)
})

test('redirects are answers', async () => {
  const port = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end())
  assert.equal((await outgoing.call(post(`http://127.0.0.1:${port}/`))).status, 302)
})

test('silence, a body that never ends, and a long one are told apart', async () => {
  const silent = await serve(() => {})
  await assert.rejects(
    outgoing.call(post(`http://127.0.0.1:${silent}/`, { patienceMs: 50 })),
    because('late'),
  )
  const endless = await serve((_, response) => response.write('a'))
  await assert.rejects(
    outgoing.call(post(`http://127.0.0.1:${endless}/`, { patienceMs: 50 })),
    because('late'),
  )
  const long = await serve((_, response) => response.end('a'.repeat(101)))
  await assert.rejects(outgoing.call(post(`http://127.0.0.1:${long}/`)), because('oversized'))
  const giving = AbortSignal.abort()
  await assert.rejects(
    outgoing.call(post(`http://127.0.0.1:${long}/`, { signal: giving })),
    because('cancelled'),
  )
})

test('a server that is not there, and one that hangs up, are unreachable', async () => {
  const rude = await serve((request) => request.socket.destroy())
  await assert.rejects(outgoing.call(post(`http://127.0.0.1:${rude}/`)), because('unreachable'))
  await assert.rejects(outgoing.call(post('http://nowhere.invalid/')), because('unreachable'))
})

test('a server that goes over to another protocol gives no answer, at once', async () => {
  const port = await serve((_, response) =>
    response.writeHead(101, { connection: 'Upgrade', upgrade: 'other' }).end(),
  )
  await assert.rejects(outgoing.call(post(`http://127.0.0.1:${port}/`)), because('unreachable'))
})

test('a connection that the server closed while it was idle is replaced', async () => {
  let connections = 0
  const port = await serve((request, response) => {
    response.end('here', () => request.socket.destroySoon())
  })
  servers.at(-1)!.on('connection', () => connections++)
  for (let i = 0; i < 20; i++)
    assert.equal((await outgoing.call(post(`http://127.0.0.1:${port}/`))).text, 'here')
  assert.ok(connections >= 10)
})
