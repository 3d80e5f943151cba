import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { decodeMessageBody } from '@ringpost/protocol'
import { messageCodec } from '../../packages/server/src/app/message-codec.ts'
import { pastEntry } from '../../packages/server/src/domain/import/past-entry.ts'
import { type Entry, pastPosition } from '../../packages/server/src/domain/log/entry.ts'
import { packEntries } from '../../packages/server/src/domain/log/entry-batch.ts'
import { groupLog, pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { idTime } from '../../packages/server/src/kernel/id-generator.ts'
import { RawClient, textsOf } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

/** The time in the seed's sample. */
const THEN = 1656906628428
const url = 'https://files.example/acme/chat/chatfiles/55f12940-64af-11e4-8a5b-ff2336f03252'

/** Bodies of the seed (003, "body 字段说明"), and the expected results. */
const bodies = {
  txt: [{ msg: 'import message.' }, { type: 'txt', msg: 'import message.' }],
  img: [
    { url, filename: 'a.jpg', size: { width: 1080, height: 1920 } },
    { type: 'img', url, filename: 'a.jpg', size: { width: 1080, height: 1920 } },
  ],
  audio: [
    { url, filename: 'a.amr', length: 10 },
    { type: 'audio', url, filename: 'a.amr', length: 10 },
  ],
  video: [
    { url, thumb: url, length: 7 },
    { type: 'video', url, thumb: url, length: 7 },
  ],
  file: [
    { url, filename: 't.txt' },
    { type: 'file', url, filename: 't.txt' },
  ],
  loc: [
    { lat: '39.9', lng: '116.3', addr: '北京' },
    { type: 'loc', lat: 39.9, lng: 116.3, addr: '北京' },
  ],
  cmd: [{ action: 'run' }, { type: 'cmd', action: 'run' }],
  custom: [
    { customEvent: 'gift', customExts: { a: 'b' } },
    { type: 'custom', customEvent: 'gift', customExts: { a: 'b' }, 'v2:customExts': { a: 'b' } },
  ],
} as const

describe('importing messages over REST', () => {
  let server: TestServer
  let names = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  async function pair(): Promise<[string, string]> {
    const [a, b] = [`a${++names}`, `b${names}`]
    await server.users(a, b)
    return [a, b]
  }
  const whole = (fields: Record<string, unknown> = {}) => ({
    from: 'alice',
    target: 'bob',
    type: 'txt',
    body: { msg: 'x' },
    msg_timestamp: THEN,
    ...fields,
  })
  const importOne = (fields: Record<string, unknown>) =>
    server.call('POST', '/messages/users/import', whole(fields))
  const importId = async (fields: Record<string, unknown>): Promise<string> =>
    (await importOne(fields)).body.data.msg_id
  const read = (log: string) =>
    server.running.core.stores.logs.read(server.app.id, log, Number.MIN_SAFE_INTEGER, 10_000)
  const entry = async (id: string): Promise<Entry> =>
    (await server.running.core.stores.logs.find(server.app.id, Number(id)))!
  const login = async (user: string) =>
    RawClient.login(server.wsUrl, { user, token: await server.userToken(user) })
  async function group(...members: string[]): Promise<string> {
    const { groups } = server.running.core
    const settings = { name: 'g', owner: members[0]!, members: members.slice(1) }
    return (await groups.channels.create({ app: server.app, actor: { kind: 'app' } }, settings as never)).id
  }

  test('[messages.importToUser] the reply of the seed, field by field', async () => {
    const { status, body } = await importOne({ from: 'username1', target: 'username2', is_ack_read: true })
    assert.equal(status, 200)
    const { timestamp, duration, application, data, ...rest } = body
    assert.deepEqual([typeof timestamp, typeof duration, application], ['number', 'number', server.app.uuid])
    assert.deepEqual(Object.keys(data), ['msg_id'])
    assert.match(data.msg_id, /^\d{15,16}$/)
    assert.deepEqual(rest, {
      path: '/messages/users/import',
      uri: `${server.url}/acme/chat/messages/users/import`,
      organization: 'acme',
      entities: [],
      action: 'post',
      applicationName: 'chat',
    })
  })

  for (const [type, [body, seen]] of Object.entries(bodies)) {
    test(`[messages.importToUser] ${type}`, async () => {
      const [a, b] = await pair()
      const id = await importId({
        from: a,
        target: b,
        type,
        body,
        ext: { k: 1 },
        is_ack_read: type === 'txt',
      })
      const { time, payload, sender, receiver, contentType } = await entry(id)
      const message = decodeMessageBody(payload)
      assert.deepEqual([message.content, message.ext], [seen, { k: 1 }])
      assert.deepEqual([message.from, message.to, sender, receiver], [a, b, a, b])
      assert.deepEqual([time, idTime(Number(id))], [THEN, THEN])
      assert.equal(message.meta, type === 'txt' ? '{"isRead":true,"isDelivered":true}' : null)
      assert.equal(typeof contentType, 'number')
    })
  }

  test('[messages.importToUser] refuses with the documented wording', async () => {
    for (const [field, code] of [
      ['from', 'import.from_missing'],
      ['target', 'import.target_missing'],
      ['type', 'import.type_missing'],
    ] as const) {
      assertError(await importOne({ [field]: undefined }), code)
      assertError(await importOne({ [field]: '' }), code)
      assertError(await importOne({ [field]: true }), 'request.body_invalid')
    }
    assertError(await importOne({ body: undefined }), 'import.body_missing')
    assertError(await importOne({ body: {} }), 'import.body_missing')
    assertError(await importOne({ body: 'x' }), 'request.body_invalid')
    assertError(await importOne({ type: 'smoke' }), 'send.type_illegal')
    assertError(await importOne({ body: { text: 'x' } }), 'send.field_missing', { field: 'msg' })
    assertError(await importOne({ body: { msg: 'x'.repeat(6000) } }), 'send.too_large')
    for (const msg_timestamp of [0, 999, -5, 1.5, Date.now() + 60_000])
      assertError(await importOne({ msg_timestamp }), 'import.time_illegal', {
        bounds: 'from 1000 up to now',
      })
    assertError(await importOne({ msg_timestamp: '1656906628428' }), 'request.body_invalid')
    const sample = await server.call('POST', '/messages/users/import', undefined, { raw: '{"from"' })
    assertError(sample, 'request.body_invalid')
    assertError(await server.call('POST', '/messages/users/import', whole(), { token: null }), 'auth.expired')
    assert.equal((await importOne({ msg_timestamp: 1000 })).status, 200)
  })

  test('[messages.importToUser] importing the same message again is idempotent', async () => {
    const [from, target] = await pair()
    const first = await importId({ from, target })
    assert.equal(await importId({ from, target }), first)
    assert.equal(await importId({ from: from.toUpperCase(), target, is_ack_read: true }), first)
    for (const other of [
      { body: { msg: 'y' } },
      { ext: { a: 1 } },
      { msg_timestamp: THEN + 1 },
      { from: target, target: from },
    ])
      assert.notEqual(await importId({ from, target, ...other }), first)
    assert.equal((await read(pairLog(from, target))).length, 5)
    const both = await Promise.all([1, 2].map(() => importId({ from, target, body: { msg: 'at once' } })))
    assert.equal(both[0], both[1])
    const now = { from, target, msg_timestamp: undefined }
    assert.notEqual(await importId(now), await importId(now), 'without a time repeats are not recognised')
  })

  test('[messages.importToUser] is in chronological order, before live messages', async () => {
    const [from, target] = await pair()
    const times = [THEN + 5, THEN, THEN + 3, THEN + 3, THEN + 3, Date.now(), THEN - 1]
    await server.call('POST', '/messages/users', { from, to: [target], type: 'txt', body: { msg: 'live' } })
    for (const [n, msg_timestamp] of times.entries())
      await importId({ from, target, msg_timestamp, body: { msg: `m${n}` } })
    const entries = await read(pairLog(from, target))
    const said = entries.map(({ payload }) => (decodeMessageBody(payload).content as { msg: string }).msg)
    assert.deepEqual(said, ['m6', 'm1', 'm2', 'm3', 'm4', 'm0', 'm5', 'live'])
    for (const { id, seq } of entries.slice(0, -1)) assert.equal(seq, pastPosition(id))
    assert.equal(entries.at(-1)!.seq, 1)
    const ids = entries.slice(0, -1).map(({ id }) => id)
    assert.deepEqual(
      ids.toSorted((x, y) => x - y),
      ids,
    )
  })

  test('[messages.importToUser] more messages than ids in a millisecond', async () => {
    const [from, target] = await pair()
    const { imports } = server.running.core
    const message = (n: number) => ({
      chat: 'user' as const,
      log: pairLog(from, target),
      sender: from,
      receiver: target,
      content: { type: 'txt' as const, msg: String(n) },
      contentType: 0,
      ext: undefined,
      time: THEN + 777,
      read: false,
      origin: null,
    })
    const take = (messages: ReturnType<typeof message>[]) =>
      imports.importMany(
        server.app,
        packEntries(messages.map((each) => pastEntry(messageCodec, server.app.id, each, 0))),
      )
    const appended = await take(Array.from({ length: 400 }, (_, n) => message(n)))
    const later = await take([message(400)])
    const ids = [...appended, ...later].map(({ id }) => id)
    assert.equal(new Set(ids).size, 401)
    assert.deepEqual(
      ids.toSorted((x, y) => x - y),
      ids,
    )
    assert.equal(idTime(ids.at(-1)!) - (THEN + 777), Math.floor(400 / 128))
    assert.ok(appended.every(({ time }) => time === THEN + 777))
  })

  test('[messages.importToUser] nobody is notified, nothing waits, no conversation appears', async () => {
    const [from, target] = await pair()
    await using online = await login(target)
    await online.goLive()
    await importId({ from, target })
    await server.call('POST', '/messages/users', { from, to: [target], type: 'txt', body: { msg: 'live' } })
    assert.deepEqual(textsOf((await online.page()).metas), ['live'])
    await importId({ from, target, msg_timestamp: THEN + 1 })
    await importId({ from, target, msg_timestamp: undefined })

    const [stranger, newcomer] = await pair()
    await importId({ from: stranger, target: newcomer })
    const status = await server.call('GET', `/users/${newcomer}/offline_msg_count`)
    assert.deepEqual(status.body.data, { [newcomer]: 0 })
    const { logs } = server.running.core.stores
    assert.deepEqual((await logs.behind(server.app.id, newcomer, 'raw_1')).logs, [])
    await using late = await login(newcomer)
    assert.deepEqual(await late.goLive(), [])
    await server.call('POST', '/messages/users', {
      from: stranger,
      to: [newcomer],
      type: 'txt',
      body: { msg: 'first' },
    })
    assert.deepEqual(textsOf((await late.page()).metas), ['first'])
    // After a restart positions are read from the table, where those of imported messages come first.
    assert.equal((await read(pairLog(stranger, newcomer))).at(-1)!.seq, 1)
  })

  test('[messages.importToUser] live positions of a log with only imported messages start at 1 after a restart', async () => {
    await using fresh = await TestServer.start()
    const { directory } = fresh
    await fresh.users('alice', 'bob')
    assert.equal((await fresh.call('POST', '/messages/users/import', whole())).status, 200)
    await fresh.running.close()
    const again = await TestServer.start({}, directory)
    try {
      const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'live' } }
      assert.equal((await again.call('POST', '/messages/users', message)).status, 200)
      const { logs } = again.running.core.stores
      const live = await logs.read(again.app.id, pairLog('alice', 'bob'), 0, 10)
      assert.deepEqual(
        live.map(({ seq }) => seq),
        [1],
      )
      const repeated = await again.call('POST', '/messages/users/import', whole())
      const past = await logs.read(again.app.id, pairLog('alice', 'bob'), Number.MIN_SAFE_INTEGER, 10)
      assert.deepEqual([past.length, String(past[0]!.id)], [2, repeated.body.data.msg_id])
    } finally {
      await again.close()
    }
  })

  test('[messages.importToGroup] a message must be younger than the group', async () => {
    const [owner, member] = await pair()
    const id = await group(owner, member)
    const created = (await server.running.core.stores.channels.get(server.app.id, id))!.createdAt
    const put = (fields: Record<string, unknown>) =>
      server.call('POST', '/messages/chatgroups/import', whole({ from: member, target: id, ...fields }))
    const { status, body } = await put({ msg_timestamp: created + 1 })
    assert.equal(status, 200)
    assert.equal(body.path, '/messages/chatgroups/import')
    const { log, receiver, payload } = await entry(body.data.msg_id)
    assert.deepEqual([log, receiver], [groupLog(id), id])
    assert.equal(decodeMessageBody(payload).to, id)
    const bounds = `later than the group (${created}), up to now`
    assertError(await put({ msg_timestamp: created }), 'import.time_illegal', { bounds })
    assertError(await put({ target: '123' }), 'channel.unknown', { id: '123' })
    await using online = await login(member)
    const waited = await online.goLive()
    assert.ok(waited.every((meta) => meta.id !== Number(body.data.msg_id)))
  })

  test('[messages.importToUser] [messages.recall] an imported message can be recalled, with force', async () => {
    const [from, target] = await pair()
    const msg_id = await importId({ from, target })
    const recall = (force: boolean) =>
      server.call('POST', '/messages/msg_recall', { msg_id, to: target, chat_type: 'chat', force })
    assertError(await recall(false), 'recall.too_late')
    assert.equal((await recall(true)).status, 200)
    assert.equal((await entry(msg_id)).payload.length, 0)
  })
})

describe('need_download', () => {
  let inside: TestServer
  let outside: TestServer
  let origin: Server
  let base: string
  const picture = Buffer.from('89504e470d0a1a0a00000000', 'hex')
  const asked: string[] = []
  before(async () => {
    inside = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
    outside = await TestServer.start()
    origin = createServer((request, response) => {
      asked.push(request.url!)
      if (request.url === '/a.png') response.writeHead(200, { 'content-type': 'image/png' }).end(picture)
      else if (request.url === '/moved') response.writeHead(302, { location: '/a.png' }).end()
      else if (request.url === '/around') response.writeHead(301, { location: '/around' }).end()
      else if (request.url === '/large') response.writeHead(200).end(Buffer.alloc(2048))
      else if (request.url === '/half') {
        response.writeHead(200, { 'content-length': '100' }).write('half')
        setImmediate(() => response.destroy())
      } else if (request.url === '/away') response.writeHead(302, { location: 'file:///etc/passwd' }).end()
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`
  })
  after(async () => {
    origin.close()
    await inside.close()
    await outside.close()
  })

  const put = (server: TestServer, url: string, more: Record<string, unknown> = {}) =>
    server.call('POST', '/messages/users/import', {
      from: 'alice',
      target: 'bob',
      type: 'img',
      body: { url, filename: 'holiday.png' },
      msg_timestamp: THEN,
      need_download: true,
      ...more,
    })

  test('[messages.importToUser] the file is stored here, restricted, and the message refers to it', async () => {
    const { status, body } = await put(inside, `${base}/moved`)
    assert.equal(status, 200)
    const found = await inside.running.core.stores.logs.find(inside.app.id, Number(body.data.msg_id))
    const { content } = decodeMessageBody(found!.payload)
    assert.ok(content?.type === 'img')
    assert.deepEqual([content.filename, content.file_length], ['holiday.png', picture.length])
    const path = content.url.replace(inside.url, '')
    assert.match(path, /^\/acme\/chat\/chatfiles\/[0-9a-f-]{36}$/)
    const secret = await inside.request('GET', path, undefined, { token: null })
    assert.equal(secret.status, 401)
    const bytes = await fetch(`${content.url}?share-secret=${content.secret}`)
    assert.equal(bytes.headers.get('content-type'), 'image/png')
    assert.deepEqual(Buffer.from(await bytes.arrayBuffer()), picture)

    const before = asked.length
    assert.equal((await put(inside, `${base}/moved`)).body.data.msg_id, body.data.msg_id)
    assert.equal(asked.length, before, 'a repeat downloads nothing')
    const plain = await put(inside, `${base}/nothing`, { need_download: false })
    assert.equal(plain.status, 200)
  })

  test('[messages.importToUser] if a file cannot be fetched, reports why and imports nothing', async () => {
    const failed = async (server: TestServer, url: string, reason: string) =>
      assertError(await put(server, url, { target: 'carol' }), 'import.download_failed', { url, reason })
    await failed(inside, `${base}/nothing`, 'its server answered 404')
    await failed(inside, `${base}/around`, 'it was redirected more than 5 times')
    await failed(inside, `${base}/half`, 'the connection failed')
    await failed(inside, `${base}/away`, 'it is not an http(s) URL')
    await failed(inside, 'ftp://files.example/a', 'it is not an http(s) URL')
    await failed(inside, 'no url', 'it is not an http(s) URL')
    await failed(inside, 'http://no-such-host.invalid/a', 'its host is unknown')
    await failed(inside, 'http://127.0.0.1:1/a', 'the connection failed')
    await inside.running.core.apps.changeSettings(inside.app, { fileBytes: 1024 })
    assertError(await put(inside, `${base}/large`), 'file.too_large')
    const { logs } = inside.running.core.stores
    assert.deepEqual(
      await logs.read(inside.app.id, pairLog('alice', 'carol'), Number.MIN_SAFE_INTEGER, 1),
      [],
    )
  })

  test('[messages.importToUser] addresses of this machine and its network are refused in any notation', async () => {
    const before = asked.length
    for (const url of [
      `${base}/a.png`,
      'http://localhost/a',
      'http://[::1]/a',
      'http://[::ffff:127.0.0.1]/a',
      'http://169.254.169.254/latest/meta-data',
      'http://10.0.0.1/a',
      'http://2130706433/a',
      'http://0x7f.1/a',
      'https://192.168.0.1/a',
    ]) {
      const reason = 'its address is not on the public internet'
      assertError(await put(outside, url), 'import.download_failed', { url, reason })
    }
    assert.equal(asked.length, before, 'nothing was requested')
  })
})
