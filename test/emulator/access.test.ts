import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, test } from 'node:test'
import { allOperations, type ErrorCode } from '@ringpost/contract'
import { sampleTarget } from '../../packages/server/src/docs/sample.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

const operations = allOperations.filter(({ auth }) => auth === 'tester')

/** Calls with headers that `fetch` would not send. */
function ask(url: string, method: string, headers: Record<string, string>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString()
      resolve({ status: response.statusCode!, headers: new Headers(), body: JSON.parse(text) })
    })
    sent.on('error', reject).end()
  })
}

/** Sends text as it is. */
async function answerTo(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  socket.write(text)
  return (await socket.toArray()).join('')
}

async function assertRefused(url: string, headers: Record<string, string>, code: ErrorCode): Promise<void> {
  for (const operation of operations)
    assertError(await ask(url + sampleTarget(operation), operation.method, headers), code)
}

describe('who may call the emulator', () => {
  test('nobody, unless it is on', async () => {
    await using server = await TestServer.start()
    assert.ok(operations.length > 0)
    await assertRefused(server.url, {}, 'testing.off')
  })

  test('on: programs of this machine, but no proxies and no pages in its browsers', async () => {
    await using server = await TestServer.start({
      RINGPOST_EMULATOR: 'on',
      HOST: '::',
      RINGPOST_TRUSTED_PROXIES: '127.0.0.1',
    })
    const near = `http://127.0.0.1:${server.running.port}`
    for (const host of ['localhost', '127.0.0.1:80', '[::1]:8080'])
      assert.equal((await ask(`${near}/ringpost/test/health`, 'GET', { host })).status, 200, host)
    const refused: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: 'localhost.evil.example:80' },
      { 'x-forwarded-for': '127.0.0.1' },
      { forwarded: 'for=127.0.0.1' },
      { via: '1.1 proxy' },
      { 'x-forwarded-server': 'proxy' },
      { 'cf-connecting-ip': '127.0.0.1' },
      { origin: 'http://localhost:5173' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of refused) await assertRefused(near, headers, 'testing.foreign')
    const old = await answerTo(
      server.running.port,
      'GET /ringpost/test/health HTTP/1.0\r\nHost: localhost\r\n\r\n',
    )
    assert.match(old, /^HTTP\/1\.1 403 /)
    const outside = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')
    if (outside !== undefined) {
      const far = `http://${outside.address}:${server.running.port}`
      await assertRefused(far, { host: 'localhost' }, 'testing.foreign')
    }
  })

  test('a token: whoever has it, from anywhere', async () => {
    const token = 'a-token-that-is-long'
    await using server = await TestServer.start({ RINGPOST_EMULATOR: token })
    await assertRefused(server.url, {}, 'testing.token_wrong')
    await assertRefused(server.url, { authorization: 'Bearer on' }, 'testing.token_wrong')
    await assertRefused(server.url, { authorization: `Bearer ${server.appToken}` }, 'testing.token_wrong')
    const headers = { authorization: `Bearer ${token}`, host: 'chat.example', 'x-forwarded-for': '192.0.2.1' }
    assert.equal((await ask(`${server.url}/ringpost/test/health`, 'GET', headers)).status, 200)
  })

  test('a short token, or one for several nodes, does not start', async () => {
    await assert.rejects(
      TestServer.start({ RINGPOST_EMULATOR: 'short' }),
      /RINGPOST_EMULATOR must be on, or a token/,
    )
    const nats = {
      RINGPOST_NATS_URL: 'nats://127.0.0.1:1',
      RINGPOST_DATABASE_URL: 'postgres://x@127.0.0.1:1/x',
    }
    await assert.rejects(
      TestServer.start({ RINGPOST_EMULATOR: 'on', ...nats }),
      /RINGPOST_EMULATOR is for a single node/,
    )
  })
})
