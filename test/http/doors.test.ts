import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { TestServer } from '../harness/test-server.ts'

describe('what HTTP clients do beyond the API', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice')
  })
  after(() => server.close())

  const bearer = () => `Authorization: Bearer ${server.appToken}`
  /** Java's default HttpClient and `curl --http2` offer HTTP/2 with their first request. */
  const H2C =
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA'
  const user = (name: string) => JSON.stringify({ username: name, password: 'pw' })
  const post = (headers: string, body: string) =>
    `POST /acme/chat/users HTTP/1.1\r\nHost: x\r\n${bearer()}\r\nContent-Length: ${body.length}\r\n${headers}\r\n\r\n${body}`

  describe('an offer of another protocol is ignored (RFC 9110 §7.8)', () => {
    test('on a request without a body, and the connection stays usable', async () => {
      const get = (headers: string) =>
        `GET /acme/chat/users/alice HTTP/1.1\r\nHost: x\r\n${bearer()}\r\n${headers}\r\n\r\n`
      for (const offer of [H2C, 'Connection: upgrade\r\nUpgrade: foo/2', 'Upgrade: TLS/1.0, HTTP/1.1']) {
        const { port } = server.running
        const text = await rawExchange(port, get(offer), /"username":"alice"/)
        assert.match(text, /^HTTP\/1\.1 200 /)
        const both = await rawExchange(
          port,
          get(offer) + get(offer) + get('X-Last: 1'),
          /(?:"username":"alice".*){3}/s,
        )
        assert.equal(both.match(/HTTP\/1\.1 200 /g)?.length, 3)
      }
    })

    test('on a request with a body, in one piece or several', async () => {
      const { port } = server.running
      const whole = post(H2C, user('bob'))
      assert.match(await rawExchange(port, whole, /"username":"bob"/), /^HTTP\/1\.1 200 /)
      const large = post(H2C, user('carol').padEnd(200_000))
      assert.match(await rawExchange(port, large, /\}$/), /^HTTP\/1\.1 (?:200|413) /)
      const chunked = `POST /acme/chat/users HTTP/1.1\r\nHost: x\r\n${bearer()}\r\nTransfer-Encoding: chunked\r\n${H2C}\r\n\r\n`
      const body = user('dave')
      const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
      assert.match(await rawExchange(port, chunked + chunks, /"username":"dave"/), /^HTTP\/1\.1 200 /)
    })

    test('on a request pipelined behind one that is still being answered', async () => {
      const text = await rawExchange(
        server.running.port,
        post('X-A: 1', user('erin')) + post(H2C, user('frank')) + post('X-A: 1', user('grace')),
        /"username":"grace"/,
      )
      const order = [...text.matchAll(/"username":"(\w+)"/g)].map(([, name]) => name)
      assert.deepEqual(order, ['erin', 'frank', 'grace'])
    })

    describe('and leaks nothing', () => {
      const accepted: Socket[] = []
      const note = (message: unknown) => accepted.push((message as { socket: Socket }).socket)
      before(() => subscribe('net.server.socket', note))
      after(() => unsubscribe('net.server.socket', note))
      const ping = `GET /ping HTTP/1.1\r\nHost: x\r\n${H2C}\r\n\r\n`

      test('however often a connection repeats it', async () => {
        const listening: number[] = []
        const client = connect(server.running.port, '127.0.0.1')
        for (let i = 0; i < 10; i++) {
          client.write(ping)
          await once(client, 'data')
          listening.push(accepted.at(-1)!.listenerCount('close'))
        }
        client.destroy()
        assert.deepEqual(new Set(listening), new Set([listening[0]]))
      })

      test('if the client disconnects before its turn', async () => {
        // Takes a moment: passwords are hashed.
        const body = JSON.stringify({ grant_type: 'password', username: 'alice', password: 'pw' })
        const slow = `POST /acme/chat/token HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
        /** Number of listeners left on a connection that sends this and disconnects at once. */
        const keeps = async (bytes: string) => {
          const client = connect(server.running.port, '127.0.0.1')
          await once(client, 'connect')
          client.write(bytes, () => setImmediate(() => client.resetAndDestroy()))
          await once(client, 'close')
          const socket = accepted.at(-1)!
          // Answered after the requests sent before.
          await server.call('POST', '/token', JSON.parse(body))
          if (!socket.closed) await once(socket, 'close')
          return socket.listenerCount('close')
        }
        assert.ok((await keeps(slow + ping)) <= (await keeps(slow)))
      })
    })
  })

  test('HEAD answers the same as GET, without the body', async () => {
    for (const path of [
      '/acme/chat/users/alice',
      '/acme/chat/users',
      '/healthz',
      '/metrics',
      '/docs/api',
      '/openapi.json',
      '/acme/chat/users/nobody',
    ]) {
      const headers = { authorization: `Bearer ${server.appToken}` }
      const [get, head] = await Promise.all(
        ['GET', 'HEAD'].map((method) => fetch(server.url + path, { method, headers })),
      )
      assert.ok(get !== undefined && head !== undefined)
      assert.equal(head.status, get.status, path)
      assert.equal(head.headers.get('content-type'), get.headers.get('content-type'))
      if (path !== '/metrics' && !path.includes('users'))
        assert.equal(head.headers.get('content-length'), get.headers.get('content-length'))
      assert.ok(Number(head.headers.get('content-length')) > 0)
    }
    for (const [path, status] of [
      ['messages/users', 405],
      ['nowhere', 404],
    ] as const)
      assert.equal((await fetch(`${server.url}/acme/chat/${path}`, { method: 'HEAD' })).status, status)
    const head = `HEAD /docs/api HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    const text = await rawExchange(server.running.port, head, /\}$/)
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n(?:[^\r]+\r\n)+\r\nHTTP\/1\.1 200 OK\r\n/)
  })

  describe('[users.register] compressed bodies', () => {
    const register = (raw: Buffer, encoding: string) =>
      server.call('POST', '/users', undefined, { raw, headers: { 'content-encoding': encoding } })

    test('are decompressed', async () => {
      const pack = {
        gzip: gzipSync,
        'x-gzip': gzipSync,
        GZIP: gzipSync,
        deflate: deflateSync,
        br: brotliCompressSync,
        identity: Buffer.from,
      }
      for (const [i, [encoding, how]] of Object.entries(pack).entries()) {
        const name = `packed-${i}`
        const { status, body } = await register((how as typeof gzipSync)(user(name)), encoding)
        assert.equal(status, 200, encoding)
        assert.equal(body.entities[0].username, name)
      }
    })

    test('are refused in other encodings, if broken, or if too large when decompressed', async () => {
      const packed = gzipSync(user('x'))
      for (const unknown of ['zstd', 'constructor', '__proto__'])
        assert.equal((await register(packed, unknown)).status, 415, unknown)
      assert.equal((await register(packed, 'gzip, gzip')).status, 415)
      for (const broken of [packed.subarray(0, -9), packed.subarray(2), Buffer.from('hello')])
        assert.equal((await register(broken, 'gzip')).status, 400)
      // Each would be 64 MiB; compressed, it is below the limit.
      const bomb = Buffer.alloc(64 * 1024 * 1024)
      for (const [encoding, packedBomb] of Object.entries({
        gzip: gzipSync(bomb),
        br: brotliCompressSync(bomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
      })) {
        assert.ok(packedBomb.length < server.app.settings.requestBytes)
        assert.equal((await register(packedBomb, encoding)).status, 413)
      }
    })

    test('are refused for their declared length without being decompressed', async () => {
      // An error of a decoder that nobody listens to would end the process.
      for (const encoding of ['gzip', 'deflate', 'br']) {
        const broken = Buffer.alloc(server.app.settings.requestBytes + 1, 'no archive')
        assert.equal((await register(broken, encoding)).status, 413)
      }
      assert.equal((await register(Buffer.from(user('after')), 'identity')).status, 200)
    })

    test('[files.upload] uploads are not decompressed', async () => {
      const raw = gzipSync(
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\na\r\n--x--\r\n',
      )
      const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-encoding': 'gzip' }
      const { status, body } = await server.call('POST', '/chatfiles', undefined, { raw, headers })
      assert.equal(status, 415)
      assert.equal(body.error, 'Unsupported Media Type')
    })
  })

  test('Retry-After tells when the call will be accepted', async () => {
    const clock = new TestClock()
    await using limited = await TestServer.start({ RINGPOST_RATE_LIMITS: 'documented' }, undefined, { clock })
    await limited.users('alice')
    clock.freeze()
    let refused: Awaited<ReturnType<typeof limited.call>> | undefined
    while (refused === undefined) {
      const replies = await Promise.all(
        Array.from({ length: 120 }, () => limited.call('GET', '/users/alice')),
      )
      refused = replies.find(({ status }) => status === 429)
    }
    const seconds = Number(refused.headers.get('retry-after'))
    assert.ok(seconds >= 1)
    await clock.advance(seconds * 1000)
    assert.equal((await limited.call('GET', '/users/alice')).status, 200)
  })
})
