import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { S3Bucket } from '../../packages/server/src/blobs/s3/index.ts'
import { assertError } from '../harness/assert-error.ts'
import { ServerProcess } from '../harness/cli-process.ts'
import { skipWithoutS3, TestS3 } from '../harness/s3.ts'
import { bootstrap, TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { appToken, asReply, download, incoming, upload, uploaded } from './file-client.ts'

const HOUR = Date.UTC(2018, 10, 27, 17)
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

/** Puts a message into the past and returns its id. */
async function past(server: TestServer, msg: string): Promise<string> {
  const message = { from: 'alice', target: 'bob', type: 'txt', body: { msg }, msg_timestamp: HOUR }
  return (await server.call('POST', '/messages/users/import', message)).body.data.msg_id
}

async function historyLink(server: TestServer): Promise<string> {
  return (await server.call('GET', '/chatmessages/2018112717')).body.data[0].url
}

function textsOf(gzip: Uint8Array): string[] {
  const lines = gunzipSync(gzip).toString().trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line).payload.bodies[0].msg)
}

describe('a server that keeps files in S3', { skip: skipWithoutS3 }, () => {
  let s3: TestS3
  let bucket: S3Bucket
  let server: TestServer
  before(async () => {
    s3 = await TestS3.open()
    bucket = new S3Bucket(s3.settings, () => {})
    server = await TestServer.start(s3.env())
    await server.users('alice', 'bob')
  })
  after(async () => {
    await server.close()
    await s3.close()
  })

  const expire = async (on: TestServer, uuid: string) => {
    const now = Date.now()
    await on.running.core.stores.files.reschedule(on.app.id, [{ uuid, expiresAt: now }], now - 1)
  }

  test('[files.upload] [files.download] up, down, in ranges, and nothing stays in the data folder', async () => {
    const bytes = randomBytes(9_000_000)
    const { uuid } = await uploaded(server, { bytes, name: '图.bin' })
    const whole = await download(server, uuid)
    assert.ok(whole.status === 200 && whole.bytes.equals(bytes))
    const part = await download(server, uuid, { range: 'bytes=1000-8999998' })
    assert.equal(part.headers.get('content-range'), 'bytes 1000-8999998/9000000')
    assert.ok(part.status === 206 && part.bytes.equals(bytes.subarray(1000, 8_999_999)))
    assert.equal((await download(server, uuid, { range: 'bytes=9000000-' })).status, 416)
    assert.equal((await download(server, uuid, {}, 'HEAD')).headers.get('content-length'), '9000000')
    const empty = await uploaded(server, { bytes: '' })
    assert.equal((await download(server, empty.uuid)).bytes.length, 0)
    assert.deepEqual(await incoming(server.directory), [])
    assert.deepEqual(await readdir(join(server.directory, 'blobs')), ['incoming'])
    assert.deepEqual(await bucket.list(`files/${server.app.id}/${uuid}/`), [
      `files/${server.app.id}/${uuid}/original`,
    ])
  })

  test('[files.upload] refused, broken and missing uploads store nothing', async () => {
    const before = await bucket.list('files/')
    const tooLarge = await upload(server, { bytes: Buffer.alloc(11 * 1024 * 1024) })
    assertError(tooLarge, 'file.too_large')
    const reply = await server.call('POST', '/chatfiles', undefined, { raw: 'no form' })
    assert.equal(reply.status, 400)
    assert.deepEqual(await bucket.list('files/'), before)
    assert.deepEqual(await incoming(server.directory), [])
  })

  test('[files.download] thumbnails of images', async () => {
    const image = sharp(randomBytes(400 * 300 * 3), { raw: { width: 400, height: 300, channels: 3 } })
    const bytes = await image.png().toBuffer()
    const { uuid, secret } = await uploaded(server, { bytes, headers: { 'restrict-access': 'true' } })
    assertError(asReply(await download(server, `${uuid}?thumbnail=true`)), 'auth.expired')
    const thumbnail = await download(server, `${uuid}?thumbnail=true&share-secret=${secret}`)
    // The server, in this process, allows sharp to read files only.
    const file = join(server.directory, 'thumbnail')
    await writeFile(file, thumbnail.bytes)
    const { width, height } = await sharp(file).metadata()
    assert.deepEqual([width, height], [170, 128])
  })

  test('[files.download] frames of videos', {
    skip: hasFfmpeg ? false : 'ffmpeg not found: apt-get install ffmpeg',
  }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ringpost-video-'))
    t.after(() => rm(folder, { recursive: true }))
    const file = join(folder, 'a.mp4')
    const words = ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:s=320x240:d=1', '-c:v', 'mpeg4', file]
    assert.equal(spawnSync('ffmpeg', words).status, 0)
    const { uuid } = await uploaded(server, { bytes: await readFile(file) })
    const frames = await Promise.all([1, 2].map(() => download(server, `${uuid}?vframe=true`)))
    assert.ok(frames[0]!.bytes.length > 0 && frames[0]!.bytes.equals(frames[1]!.bytes))
    const names = await bucket.list(`files/${server.app.id}/${uuid}/`)
    assert.ok(names.some((name) => name.endsWith('/frame')))
    assert.deepEqual(await incoming(server.directory), [])
  })

  test('[files.download] expired files are swept from the store, with all their parts', async () => {
    const image = sharp(randomBytes(200 * 200 * 3), { raw: { width: 200, height: 200, channels: 3 } })
    const { uuid } = await uploaded(server, { bytes: await image.png().toBuffer() })
    const names = () => bucket.list(`files/${server.app.id}/${uuid}/`)
    assert.equal((await names()).length, 2)
    await expire(server, uuid)
    assert.equal(await server.running.core.fileSweeper.sweep(), 1)
    assert.deepEqual(await names(), [])
    assertError(asReply(await download(server, uuid)), 'file.expired', { uuid })
  })

  test('[files.download] an object removed by hand counts as an expired file', async () => {
    const { uuid } = await uploaded(server)
    await bucket.remove(`files/${server.app.id}/${uuid}/original`)
    assertError(asReply(await download(server, uuid)), 'file.expired', { uuid })
  })

  test('[files.upload] kill -9 during an upload: what was acknowledged is complete, the rest is not served, and is swept eventually', async (t) => {
    const data = await mkdtemp(join(tmpdir(), 'ringpost-s3-crash-'))
    t.after(() => rm(data, { recursive: true, force: true }))
    const env = s3.env({ RINGPOST_BOOTSTRAP: bootstrap, RINGPOST_LOG_LEVEL: 'error' })
    const first = await ServerProcess.start(data, env)
    const token = await appToken(first.url)
    const answered = new Map<string, Buffer>()
    const post = async () => {
      const bytes = randomBytes(200_000)
      const form = new FormData()
      form.append('file', new Blob([bytes]), 'a.bin')
      const headers = { authorization: `Bearer ${token}` }
      const reply = await fetch(`${first.url}/acme/chat/chatfiles`, { method: 'POST', headers, body: form })
      answered.set(((await reply.json()) as { entities: [{ uuid: string }] }).entities[0].uuid, bytes)
    }
    const clients = Array.from({ length: 6 }, async () => {
      for (;;) await post()
    })
    const socket = connect(Number(new URL(first.url).port), '127.0.0.1').on('error', () => {})
    socket.write(
      `POST /acme/chat/chatfiles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 5000000\r\n\r\n${'x'.repeat(1_000_000)}`,
    )
    const ended = Promise.allSettled(clients)
    await until('some are answered', () => answered.size >= 12)
    await first.end('SIGKILL')
    await ended
    await using second = await TestServer.start(s3.env(), data)
    for (const [uuid, bytes] of answered) assert.ok((await download(second, uuid)).bytes.equals(bytes), uuid)
    assert.deepEqual(await incoming(data), [])
    const { stores, fileSweeper } = second.running.core
    // The rows tell the sweeper about everything in the store; an hour later unfinished uploads are removed.
    await fileSweeper.sweep(Date.now() + 2 * 3600 * 1000)
    assert.deepEqual(await stores.files.announced(), [])
    for (const uuid of answered.keys()) assert.equal((await download(second, uuid)).status, 200)
  })

  test('[history.file] [history.download] history files, again after a recall, and one object per hour', async () => {
    await past(server, 'kept')
    const recalled = await past(server, 'recalled')
    const url = await historyLink(server)
    assert.ok(url.startsWith(server.url))
    const texts = async () => textsOf(Buffer.from(await (await fetch(url)).arrayBuffer())).sort()
    assert.deepEqual(await texts(), ['kept', 'recalled'])
    const range = await fetch(url, { headers: { range: 'bytes=0-1' } })
    assert.deepEqual([...new Uint8Array(await range.arrayBuffer())], [0x1f, 0x8b])
    const recall = { msg_id: recalled, to: 'bob', chat_type: 'chat', force: true }
    assert.equal((await server.call('POST', '/messages/msg_recall', recall)).status, 200)
    assert.deepEqual(await texts(), ['kept'])
    const names = await bucket.list(`exports/${server.app.uuid}/`)
    assert.equal(names.length, 1)
    await bucket.remove(names[0]!)
    assert.deepEqual(await texts(), ['kept'], 'a file that somebody removed is written again')
  })

  describe('redirects', () => {
    let redirecting: TestServer
    before(async () => {
      redirecting = await TestServer.start(s3.env({ RINGPOST_S3_REDIRECT: 'on' }))
      await redirecting.users('alice', 'bob')
    })
    after(() => redirecting.close())

    const get = (
      path: string,
      headers: Record<string, string> = {},
      redirect: 'follow' | 'manual' = 'manual',
    ) => fetch(`${redirecting.url}/acme/chat/chatfiles/${path}`, { headers, redirect })

    test('[files.download] em-redirect=true: authorised callers get a link to the file, with CORS for XHR', async () => {
      const headers = { 'restrict-access': 'true' }
      const { uuid, secret } = await uploaded(redirecting, { bytes: 'secret bytes', name: 'a.txt', headers })
      assert.equal((await get(`${uuid}?em-redirect=true`)).status, 401)
      assert.equal((await get(`${uuid}?em-redirect=true&share-secret=wrong`)).status, 403)
      const reply = await get(`${uuid}?em-redirect=true&share-secret=${secret}`)
      assert.equal(reply.status, 302)
      assert.equal(reply.headers.get('access-control-allow-origin'), '*')
      assert.equal(reply.headers.get('cache-control'), 'private, max-age=1800')
      const location = new URL(reply.headers.get('location')!)
      assert.equal(location.origin, s3.settings.endpoint)
      assert.equal(location.searchParams.get('X-Amz-Expires'), '3600')
      const bytes = await fetch(location, { headers: { origin: 'null' } })
      assert.equal(await bytes.text(), 'secret bytes')
      assert.equal(bytes.headers.get('content-disposition'), 'attachment; filename="a.txt"')
      assert.ok(bytes.headers.get('access-control-allow-origin'))
      const token = { authorization: `Bearer ${redirecting.appToken}`, 'x-requested-with': 'XMLHttpRequest' }
      const byToken = await get(`${uuid}?em-redirect=true`, token)
      assert.equal(byToken.headers.get('cache-control'), 'private, no-store')
      // As a browser does: follows the redirect without sending the token to the other origin.
      assert.equal(await (await get(`${uuid}?em-redirect=true`, token, 'follow')).text(), 'secret bytes')
      const part = await get(`${uuid}?em-redirect=true`, { ...token, range: 'bytes=7-11' }, 'follow')
      assert.deepEqual([part.status, await part.text()], [206, 'bytes'])
    })

    test('[files.download] without em-redirect, for HEAD and for cached files, the server answers itself', async () => {
      const { uuid } = await uploaded(redirecting, { bytes: 'bytes' })
      assert.equal(await (await get(uuid)).text(), 'bytes')
      assert.equal((await download(redirecting, `${uuid}?em-redirect=true`, {}, 'HEAD')).status, 200)
      const condition = { 'if-none-match': `"${uuid}"` }
      assert.equal((await get(`${uuid}?em-redirect=true`, condition)).status, 304)
      assert.equal(
        await (
          await fetch(`${server.url}/acme/chat/chatfiles/${(await uploaded(server)).uuid}?em-redirect=true`, {
            redirect: 'error',
          })
        ).text(),
        'content',
      )
    })

    test('[files.download] a link does not outlive its file', async () => {
      const { uuid } = await uploaded(redirecting)
      const { stores } = redirecting.running.core
      const change = { uuid, expiresAt: Date.now() + 60_000 }
      await stores.files.reschedule(redirecting.app.id, [change], Date.now())
      const location = new URL((await get(`${uuid}?em-redirect=true`)).headers.get('location')!)
      assert.ok(Number(location.searchParams.get('X-Amz-Expires')) <= 60)
    })

    test('[files.download] a page does not run in a browser from there either', async () => {
      const { uuid } = await uploaded(redirecting, { bytes: '<script>', type: 'text/html', name: 'x.html' })
      const { headers } = await get(`${uuid}?em-redirect=true`, {}, 'follow')
      assert.equal(headers.get('content-type'), 'application/octet-stream')
      assert.equal(headers.get('content-disposition'), 'attachment; filename="x.html"')
    })

    test('[history.file] the link to a history file leads to the store, for half an hour', async () => {
      await past(redirecting, 'linked')
      const url = new URL(await historyLink(redirecting))
      assert.equal(url.origin, s3.settings.endpoint)
      assert.equal(url.searchParams.get('X-Amz-Expires'), '1800')
      const reply = await fetch(url)
      assert.equal(reply.headers.get('content-disposition'), 'attachment; filename="2018112717.gz"')
      assert.deepEqual(textsOf(Buffer.from(await reply.arrayBuffer())), ['linked'])
    })

    test('links use the address that clients reach', async () => {
      const env = s3.env({ RINGPOST_S3_REDIRECT: 'on', RINGPOST_S3_PUBLIC_ENDPOINT: 'https://files.example' })
      await using other = await TestServer.start(env)
      const { uuid } = await uploaded(other)
      const { headers } = await fetch(`${other.url}/acme/chat/chatfiles/${uuid}?em-redirect=true`, {
        redirect: 'manual',
      })
      assert.equal(new URL(headers.get('location')!).origin, 'https://files.example')
    })
  })
})

describe('a server whose S3 store is unavailable', () => {
  const env = {
    // Nobody listens there.
    RINGPOST_S3_ENDPOINT: 'http://127.0.0.1:9',
    RINGPOST_S3_BUCKET: 'ringpost',
    RINGPOST_S3_ACCESS_KEY_ID: 'the-key',
    RINGPOST_S3_SECRET_ACCESS_KEY: 'the-secret-of-it',
  }

  test('[files.upload] [files.download] [history.file] [history.download] starts, accepts messages, and reports what is unavailable', async (t) => {
    const data = await mkdtemp(join(tmpdir(), 'ringpost-s3-away-'))
    t.after(() => rm(data, { recursive: true, force: true }))
    const before = await TestServer.start({}, data)
    const { uuid } = await uploaded(before)
    await before.users('alice', 'bob')
    await past(before, 'early')
    const link = await historyLink(before)
    await before.close()
    await using server = await TestServer.start({ ...env, RINGPOST_LOG_LEVEL: 'silent' }, data)
    const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'still here' } }
    assert.equal((await server.call('POST', '/messages/users', message)).status, 200)
    assertError(await upload(server), 'file.store_unavailable')
    assert.deepEqual(await incoming(data), [])
    assertError(asReply(await download(server, uuid)), 'file.store_unavailable')
    assertError(await server.call('GET', '/chatmessages/2018112717'), 'file.store_unavailable')
    const { pathname, search } = new URL(link)
    assertError(await server.request('GET', pathname + search), 'file.store_unavailable')
    assert.deepEqual(await server.running.core.fileSweeper.sweep(), 0)
  })

  test('the log says why, and contains no secret', async (t) => {
    const data = await mkdtemp(join(tmpdir(), 'ringpost-s3-log-'))
    t.after(() => rm(data, { recursive: true, force: true }))
    await using server = await ServerProcess.start(data, {
      ...env,
      RINGPOST_BOOTSTRAP: bootstrap,
      RINGPOST_LOG_LEVEL: 'debug',
    })
    const record = server.recordLog()
    const headers = { authorization: `Bearer ${await appToken(server.url)}` }
    const body = new FormData()
    body.append('file', new Blob(['x']), 'a.bin')
    const reply = await fetch(`${server.url}/acme/chat/chatfiles`, { method: 'POST', headers, body })
    assert.equal(reply.status, 503)
    const log = await record()
    assert.match(log, /S3: put failed/)
    assert.match(log, /ECONNREFUSED/)
    assert.doesNotMatch(log, /the-secret-of-it/)
  })
})

test('a server without S3 does not load the AWS SDK', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'ringpost-no-s3-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  const hooks = `import { registerHooks } from 'node:module'
    registerHooks({ resolve(name, context, next) {
      if (!name.startsWith('@aws-sdk')) return next(name, context)
      console.error('loads ' + name)
      process.exit(1)
    } })`
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hooks)}` }
  await using server = await ServerProcess.start(data, env)
  assert.match(server.readyLine, /ready/)
  const s3 = { ...env, RINGPOST_S3_BUCKET: 'some-bucket' }
  const other = await mkdtemp(join(tmpdir(), 'ringpost-with-s3-'))
  t.after(() => rm(other, { recursive: true, force: true }))
  await assert.rejects(ServerProcess.start(other, s3), /loads @aws-sdk/)
})
