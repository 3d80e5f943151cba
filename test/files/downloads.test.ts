import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { ErrorCode } from '@ringpost/contract'
import { assertError } from '../harness/assert-error.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { asReply, changeSettings, download, openBlobs, type Uploaded, uploaded } from './file-client.ts'

describe('downloads', () => {
  let server: TestServer
  let bearer: Record<'app' | 'user' | 'foreign' | 'nonsense', { authorization: string }>
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    const { apps, tokens } = server.running.core
    const as = (token: string) => ({ authorization: `Bearer ${token}` })
    bearer = {
      app: as(server.appToken),
      user: as(await server.userToken('bob')),
      foreign: as(tokens.issueAppToken(apps.byKey('other#chat')!, undefined).token),
      nonsense: as('nonsense'),
    }
  })
  after(() => server.close())

  const restricted = (bytes: string, type = 'image/png') =>
    uploaded(server, { bytes, type, headers: { 'restrict-access': 'true' } })

  /** The result of a download: the bytes, or the error. */
  async function assertAccess(
    { uuid }: Uploaded,
    query: string,
    headers: Record<string, string>,
    expected: 'bytes' | ErrorCode,
  ): Promise<void> {
    const got = await download(server, uuid + query, headers)
    if (expected === 'bytes')
      assert.equal(got.bytes.toString(), 'secret bytes', query + JSON.stringify(headers))
    else assertError(asReply(got), expected, { uuid })
  }

  test('[files.download] an unrestricted file needs no credentials, and ignores invalid ones', async () => {
    const file = await uploaded(server, { bytes: 'secret bytes' })
    for (const headers of [{}, bearer.nonsense, bearer.foreign, { 'share-secret': 'wrong' }])
      await assertAccess(file, '?em-redirect=true', headers, 'bytes')
  })

  test('[files.download] what opens a restricted file', async () => {
    const file = await restricted('secret bytes')
    const { secret } = file
    const query = `?em-redirect=true&share-secret=${secret}`
    for (const [search, headers, expected] of [
      ['', {}, 'auth.expired'],
      [query, {}, 'bytes'],
      ['', { 'share-secret': secret }, 'bytes'],
      ['', { 'Share-Secret': secret }, 'bytes'],
      [query, bearer.nonsense, 'bytes'],
      [query, bearer.foreign, 'bytes'],
      [query, { ...bearer.user, 'x-requested-with': 'XMLHttpRequest', 'share-secret': secret }, 'bytes'],
      ['?share-secret=undefined', bearer.user, 'bytes'],
      ['', { ...bearer.user, 'share-secret': 'undefined' }, 'bytes'],
      ['', bearer.app, 'bytes'],
      ['', bearer.user, 'bytes'],
      ['', bearer.foreign, 'auth.foreign'],
      ['', bearer.nonsense, 'auth.corrupt'],
      ['?share-secret=undefined', {}, 'auth.expired'],
      ['?share-secret=wrong', {}, 'file.secret_wrong'],
      ['', { 'share-secret': `${secret}x` }, 'file.secret_wrong'],
      ['?share-secret=wrong', bearer.user, 'file.secret_wrong'],
      ['?vframe=true', {}, 'auth.expired'],
      ['?thumbnail=true', {}, 'auth.expired'],
    ] as const)
      await assertAccess(file, search, headers, expected)
  })

  test('[files.download] with strictFileSecrets only the secret opens it', async (t) => {
    await changeSettings(server, { strictFileSecrets: true })
    t.after(() => changeSettings(server, { strictFileSecrets: false }))
    const file = await restricted('secret bytes')
    await assertAccess(file, `?share-secret=${file.secret}`, {}, 'bytes')
    await assertAccess(file, '', {}, 'auth.expired')
    await assertAccess(file, '', bearer.nonsense, 'auth.corrupt')
    await assertAccess(file, '', bearer.user, 'file.secret_wrong')
    await assertAccess(file, '', bearer.app, 'file.secret_wrong')
  })

  test('[files.download] a banned user and a revoked token open nothing', async () => {
    const file = await restricted('secret bytes')
    await server.users('mallory')
    const token = await server.userToken('mallory')
    await server.call('POST', '/users/mallory/deactivate')
    await assertAccess(file, '', { authorization: `Bearer ${token}` }, 'auth.user_inactive')
  })

  test('[files.download] unknown files, and those of another app', async () => {
    const { uuid } = await uploaded(server)
    for (const id of [randomUUID(), 'x', '..%2f..%2fringpost.db', uuid.toUpperCase()])
      assertError(asReply(await download(server, id, bearer.app)), 'file.unknown')
    const reply = await server.request('GET', `/other/chat/chatfiles/${uuid}`, undefined, { token: null })
    assertError(reply, 'file.unknown')
  })

  test('[files.download] uploaded pages, scripts and styles never run in a browser', async () => {
    const html = '<script>alert(1)</script>'
    for (const [type, served, kind] of [
      ['text/html', 'application/octet-stream', 'attachment'],
      ['application/xhtml+xml', 'application/octet-stream', 'attachment'],
      ['image/svg+xml', 'application/octet-stream', 'attachment'],
      ['text/xml', 'application/octet-stream', 'attachment'],
      ['text/javascript', 'application/octet-stream', 'attachment'],
      ['application/javascript', 'application/octet-stream', 'attachment'],
      ['text/css', 'application/octet-stream', 'attachment'],
      ['application/wasm', 'application/octet-stream', 'attachment'],
      ['multipart/related', 'application/octet-stream', 'attachment'],
      ['text/plain', 'text/plain', 'attachment'],
      ['application/pdf', 'application/pdf', 'attachment'],
      ['image/png', 'image/png', 'inline'],
      ['video/mp4', 'video/mp4', 'inline'],
      ['text/html\u00e9; x', 'application/octet-stream', 'attachment'],
    ] as const) {
      const { uuid } = await uploaded(server, { bytes: html, type, name: 'x.html' })
      const { headers } = await download(server, uuid)
      assert.equal(headers.get('content-type'), served, type)
      assert.equal(headers.get('content-disposition'), `${kind}; filename="x.html"`, type)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/)
    }
  })

  test('[files.download] the type comes from the bytes, not from the label', async () => {
    const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(20)])
    const { uuid } = await uploaded(server, { bytes: png, type: 'text/html' })
    assert.equal((await download(server, uuid)).headers.get('content-type'), 'image/png')
  })

  test('[files.download] ranges', async () => {
    const bytes = randomBytes(1000)
    const { uuid } = await uploaded(server, { bytes })
    for (const [range, first, last] of [
      ['bytes=0-0', 0, 0],
      ['bytes=10-19', 10, 19],
      ['bytes=990-', 990, 999],
      ['bytes=990-5000', 990, 999],
      ['bytes=-10', 990, 999],
      ['bytes=-5000', 0, 999],
    ] as const) {
      const { status, headers, bytes: got } = await download(server, uuid, { range })
      assert.equal(status, 206, range)
      assert.equal(headers.get('content-range'), `bytes ${first}-${last}/1000`)
      assert.equal(headers.get('content-length'), String(last - first + 1))
      assert.ok(got.equals(bytes.subarray(first, last + 1)), range)
    }
    for (const range of ['bytes=1000-', 'bytes=-0', 'bytes=5000-6000']) {
      const { status, headers, bytes: got } = await download(server, uuid, { range })
      assert.equal(status, 416, range)
      assert.equal(headers.get('content-range'), 'bytes */1000')
      assert.equal(got.length, 0)
    }
    for (const range of ['bytes=0-1,5-6', 'bytes=9-3', 'lines=1-2', 'bytes=-', 'nonsense'])
      assert.equal((await download(server, uuid, { range })).status, 200, range)
  })

  test('[files.download] cached files are not sent again', async () => {
    const { uuid } = await uploaded(server, { bytes: 'x'.repeat(50) })
    const { headers } = await download(server, uuid)
    const etag = headers.get('etag')!
    const date = headers.get('last-modified')!
    const status = async (conditions: Record<string, string>) =>
      (await download(server, uuid, conditions)).status
    assert.equal(await status({ 'if-none-match': etag }), 304)
    assert.equal(await status({ 'if-none-match': `"a", W/${etag}` }), 304)
    assert.equal(await status({ 'if-none-match': '"a"' }), 200)
    assert.equal(await status({ 'if-modified-since': date }), 304)
    assert.equal(await status({ 'if-modified-since': new Date(0).toUTCString() }), 200)
    assert.equal(await status({ range: 'bytes=0-1', 'if-range': etag }), 206)
    assert.equal(await status({ range: 'bytes=0-1', 'if-range': date }), 206)
    assert.equal(await status({ range: 'bytes=0-1', 'if-range': '"other"' }), 200)
    assert.match(headers.get('cache-control')!, /^private, max-age=86400$/)
    const file = await restricted('x')
    const cacheControl = async (query: string, proof: Record<string, string>) =>
      (await download(server, file.uuid + query, proof)).headers.get('cache-control')
    assert.equal(await cacheControl('', bearer.user), 'private, no-cache')
    assert.match((await cacheControl(`?share-secret=${file.secret}`, {}))!, /max-age/)
  })

  test('[files.download] HEAD returns the same without the bytes; CORS as everywhere', async () => {
    const { uuid } = await uploaded(server, { bytes: 'x'.repeat(5000) })
    const got = await download(server, uuid, {}, 'HEAD')
    assert.equal(got.status, 200)
    assert.equal(got.headers.get('content-length'), '5000')
    assert.equal(got.headers.get('access-control-allow-origin'), '*')
    assert.equal(got.bytes.length, 0)
    assert.equal((await download(server, randomUUID(), {}, 'HEAD')).status, 404)
    assert.equal((await download(server, uuid, {}, 'PUT')).status, 405)
    if (existsSync('/proc/self/fd')) assert.deepEqual(await openBlobs(server.directory), [])
  })

  test('[files.download] a body that some callers send with a GET is ignored', async () => {
    const { uuid } = await uploaded(server, { bytes: 'first bytes' })
    const get = (body: string) =>
      `GET /acme/chat/chatfiles/${uuid} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const text = await rawExchange(
      server.running.port,
      get('{"a":1}') + get(''),
      /first bytes[\s\S]*first bytes/,
    )
    assert.equal(text.match(/HTTP\/1\.1 200 OK/g)?.length, 2)
  })

  test('[files.download] a client that disconnects or does not read leaves no open file and no error', {
    skip: existsSync('/proc/self/fd') ? false : 'needs /proc to see open files',
  }, async () => {
    const { uuid } = await uploaded(server, { bytes: randomBytes(9_000_000) })
    const sockets = Array.from({ length: 20 }, () => connect(server.running.port, '127.0.0.1'))
    for (const socket of sockets) {
      socket.write(`GET /acme/chat/chatfiles/${uuid} HTTP/1.1\r\nHost: x\r\n\r\n`)
      await once(socket, 'readable')
    }
    // They are open because nobody reads: the server waits for the client instead of reading the file into memory.
    await until('the downloads wait', async () => (await openBlobs(server.directory)).length === 20)
    for (const socket of sockets) socket.destroy()
    await until('all are closed', async () => (await openBlobs(server.directory)).length === 0)
    assert.equal((await download(server, uuid)).bytes.length, 9_000_000)
  })
})
