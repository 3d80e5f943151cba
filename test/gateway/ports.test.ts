import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { WebSocket } from 'ws'
import { loadConfig } from '../../packages/server/src/app/load-config.ts'
import { Certificate } from '../../packages/server/src/listener/certificate.ts'
import { Port } from '../../packages/server/src/listener/port.ts'
import { type CertificateFiles, lacksOpenssl, makeCertificate } from '../harness/certificate.ts'
import { gone } from '../harness/gone.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { TestServer } from '../harness/test-server.ts'
import { provisionBytes, RawClient } from './raw-client.ts'

describe('TLS on the ports', { skip: await lacksOpenssl() }, () => {
  let server: TestServer
  let folder: string
  let files: CertificateFiles
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringpost-tls-'))
    files = await makeCertificate(folder, 'localhost')
    server = await TestServer.start({
      RINGPOST_TLS_CERT: files.cert,
      RINGPOST_TLS_KEY: files.key,
      RINGPOST_MSYNC_PORT: '0',
    })
    await server.users('alice')
  })
  after(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })
  const trust = async () => ({ ca: await readFile(files.cert), servername: 'localhost' })
  const secured = async (port: number) => {
    const socket = connectTls({ port, host: '127.0.0.1', ...(await trust()) })
    await once(socket, 'secureConnect')
    return socket
  }
  const login = async () => ({ user: 'alice', token: await server.userToken('alice') })

  test('https, with replies whose addresses are https', async () => {
    const { port } = server.running
    const headers = { host: `localhost:${port}`, authorization: `Bearer ${server.appToken}` }
    const options = { port, host: '127.0.0.1', path: '/acme/chat/users/alice', headers, ...(await trust()) }
    const [response] = (await once(httpsGet(options), 'response')) as [IncomingMessage]
    const body = await text(response)
    assert.equal(JSON.parse(body).uri, `https://localhost:${port}/acme/chat/users/alice`)
  })

  test('who offers HTTP/2 gets what is spoken here', async () => {
    const protocols = ['h2', 'http/1.1']
    const options = { port: server.running.port, host: '127.0.0.1', ALPNProtocols: protocols }
    const socket = connectTls({ ...options, ...(await trust()) })
    await once(socket, 'secureConnect')
    assert.equal(socket.alpnProtocol, 'http/1.1')
    socket.destroy()
  })

  test('wss', async () => {
    const url = `wss://127.0.0.1:${server.running.port}/websocket`
    const socket = new WebSocket(url, await trust())
    await once(socket, 'open')
    const answer = once(socket, 'message')
    socket.send(provisionBytes(await login()))
    await answer
    socket.terminate()
  })

  test('MSYNC, on both ports; without TLS too', async () => {
    for (const port of [server.running.port, server.running.msyncPort!]) {
      await using client = RawClient.over(await secured(port))
      assert.equal((await client.provision(await login())).status?.code, 0)
      await using plain = await RawClient.connectTcp({ url: `http://127.0.0.1:${port}` })
      assert.equal((await plain.provision(await login())).status?.code, 0)
    }
  })

  test('the port of native clients takes nothing else', async () => {
    const socket = connect(server.running.msyncPort!, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\n\r\n')
    const [data] = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [])])
    assert.equal(data, undefined)
  })

  test('a handshake that fails ends the connection, and nothing else', async () => {
    const socket = connect(server.running.port, '127.0.0.1')
    socket.write(Buffer.from('1603010005aaaaaaaaaa', 'hex'))
    await gone(socket)
    await using client = await RawClient.loginTcp(server, await login())
    await client.goLive()
  })

  test('TLS inside of TLS is not begun', async () => {
    const socket = await secured(server.running.port)
    socket.write(Buffer.from('1603010005aaaaaaaaaa', 'hex'))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    assert.match(String(answer), /^HTTP\/1\.1 400 /)
    socket.destroy()
  })

  test('a new certificate is used as soon as it is whole; the one before it until then', async () => {
    const next = await makeCertificate(folder, 'renewed')
    const own = { cert: join(folder, 'own.crt'), key: join(folder, 'own.key') }
    await copyFile(files.cert, own.cert)
    await copyFile(files.key, own.key)
    const faults: unknown[] = []
    let told = () => {}
    const onFault = (error: unknown) => {
      faults.push(error)
      told()
    }
    const certificate = await Certificate.open(own, onFault, 10)
    const port = new Port({
      http: undefined,
      msync: () => {},
      tls: () => certificate.context,
      isProxy: undefined,
    })
    const number = await port.listen(0, '127.0.0.1')
    const nameNow = async () => {
      const socket = connectTls({ port: number, host: '127.0.0.1', rejectUnauthorized: false })
      await once(socket, 'secureConnect')
      const { subject } = socket.getPeerCertificate()
      socket.destroy()
      return subject.CN
    }
    const fault = () =>
      new Promise<void>((resolve) => {
        told = resolve
      })
    assert.equal(await nameNow(), 'localhost')
    const torn = fault()
    await truncate(own.cert, 20)
    await torn
    assert.equal(await nameNow(), 'localhost')
    const halfway = fault()
    await copyFile(next.cert, own.cert)
    await halfway
    assert.equal(await nameNow(), 'localhost')
    await copyFile(next.key, own.key)
    while ((await nameNow()) !== 'renewed');
    assert.ok(faults.length >= 2)
    certificate.close()
    await port.close()
  })

  test('a server does not start without its certificate', async () => {
    await assert.rejects(
      TestServer.start({ RINGPOST_TLS_CERT: files.key, RINGPOST_TLS_KEY: files.key }),
      /RINGPOST_TLS_CERT and RINGPOST_TLS_KEY must be/,
    )
    assert.throws(() => loadConfig({ RINGPOST_TLS_CERT: files.cert }), /RINGPOST_TLS_KEY must be/)
    assert.throws(() => loadConfig({ RINGPOST_TLS_KEY: files.key }), /RINGPOST_TLS_CERT must be/)
  })
})

describe('the PROXY protocol', () => {
  const v1 = 'PROXY TCP4 198.51.100.7 192.0.2.1 40000 8080\r\n'
  const v2 = (command: number, family: number, body: string) =>
    Buffer.concat([
      Buffer.from('0d0a0d0a000d0a515549540a', 'hex'),
      Buffer.from([0x20 | command, family, 0, body.length / 2]),
      Buffer.from(body, 'hex'),
    ])
  const ipv6 = `20010db8000100020003000400050006${'00'.repeat(16)}9c401f90`
  const headers: [string, string | Buffer, string][] = [
    ['version 1', v1, '198.51.100.7'],
    ['version 1, IPv6', 'PROXY TCP6 2001:db8::6 2001:db8::7 40000 8080\r\n', '2001:db8::6'],
    ['version 1, unknown', 'PROXY UNKNOWN whatever\r\n', '127.0.0.1'],
    ['version 2', v2(1, 0x11, `c6336407${'c0000201'}9c401f90`), '198.51.100.7'],
    [
      'version 2 with more behind the addresses',
      v2(1, 0x11, `c6336407c00002019c401f90${'030004aabbccdd'}`),
      '198.51.100.7',
    ],
    ['version 2, IPv6', v2(1, 0x21, ipv6), '2001:db8:1:2:3:4:5:6'],
    ['version 2, the proxy itself', v2(0, 0, ''), '127.0.0.1'],
    ['version 2, a Unix socket', v2(1, 0x31, '00'.repeat(216 / 2)), '127.0.0.1'],
    ['none', '', '127.0.0.1'],
  ]
  /** The address with which a port hands on an HTTP connection that begins with these bytes, sent one by one or at once. */
  async function addressOf(
    bytes: Buffer,
    isTrusted: boolean,
    oneByOne: boolean,
  ): Promise<string | undefined> {
    let found: string | undefined
    let first: Promise<unknown> | undefined
    const port = new Port({
      http(socket, address) {
        found = address
        first = once(socket, 'data').finally(() => socket.destroy())
      },
      msync: (socket) => socket.destroy(),
      tls: undefined,
      isProxy: () => isTrusted,
    })
    const socket = connect(await port.listen(0, '127.0.0.1'), '127.0.0.1')
    socket.setNoDelay(true)
    const closed = gone(socket)
    for (const part of oneByOne ? [...bytes].map((byte) => Buffer.from([byte])) : [bytes]) {
      socket.write(part)
      if (oneByOne) await new Promise(setImmediate)
    }
    await closed
    await first
    await port.close()
    return found
  }

  for (const [what, header, address] of headers)
    test(`${what}, from a proxy that is trusted`, async () => {
      const bytes = Buffer.concat([Buffer.from(header), Buffer.from('POST / HTTP/1.1\r\n')])
      assert.equal(await addressOf(bytes, true, false), address)
      assert.equal(await addressOf(bytes, true, true), address)
    })

  test('of anybody else the header is no header, and a broken one ends the connection', async () => {
    assert.equal(await addressOf(Buffer.from(v1), false, false), '127.0.0.1')
    const broken = [
      'PROXY TCP4 nonsense 192.0.2.1 1 2\r\n',
      'PROXY TCP4 2001:db8::6 192.0.2.1 1 2\r\n',
      `PROXY ${'x'.repeat(200)}`,
      v2(2, 0x11, 'c6336407c00002019c401f90'),
      v2(1, 0x11, 'c6336407'),
    ]
    for (const header of broken)
      assert.equal(
        await addressOf(Buffer.concat([Buffer.from(header), Buffer.from('GET')]), true, false),
        undefined,
      )
  })

  test('MSYNC comes behind it, HTTP with the address counted, and off by default', async () => {
    await using server = await TestServer.start({
      RINGPOST_PROXY_PROTOCOL: 'on',
      RINGPOST_GUESSES_PER_ADDRESS: '2',
    })
    await server.users('alice', 'u0', 'u1', 'u2', 'u3', 'u4', 'u5')
    const { port } = server.running
    const socket = connect(port, '127.0.0.1')
    socket.write(v1)
    await using client = RawClient.over(socket)
    const login = { user: 'alice', token: await server.userToken('alice') }
    assert.equal((await client.provision(login)).status?.code, 0)

    const guess = async (from: string, name: string) => {
      const body = JSON.stringify({ grant_type: 'password', username: name, password: 'wrong' })
      const head = `POST /acme/chat/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`
      const header = `PROXY TCP4 ${from} 192.0.2.1 40000 8080\r\n`
      const answer = await rawExchange(port, header + head + body, /\r\n\r\n\{.*\}/s)
      return Number(answer.split(' ')[1])
    }
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push(await guess('198.51.100.7', `u${i}`))
    assert.deepEqual([statuses[0], statuses.at(-1)], [400, 429])
    assert.equal(await guess('198.51.100.8', 'u5'), 400)

    await using plain = await TestServer.start()
    assert.match(
      await rawExchange(plain.running.port, `${v1}GET / HTTP/1.1\r\n\r\n`, /HTTP/),
      /^HTTP\/1\.1 400 /,
    )
  })
})

test('who says nothing is let go', async () => {
  const port = new Port({
    http: undefined,
    msync: () => {},
    tls: undefined,
    isProxy: () => true,
    silenceMs: 30,
    sweepMs: 10,
  })
  const number = await port.listen(0, '127.0.0.1')
  for (const bytes of ['', 'PROXY TCP4 ']) {
    const socket = connect(number, '127.0.0.1')
    if (bytes !== '') socket.write(bytes)
    await gone(socket)
  }
  await port.close()
})
