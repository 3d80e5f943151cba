import assert from 'node:assert/strict'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { LinkSigner } from '../../packages/server/src/domain/history/link-signer.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

const HOUR = Date.UTC(2018, 10, 27, 17)
const file = 'https://a1.example/acme/chat/chatfiles/65e54a4a-fd0b-11e3-b821-ebde7b50cc4b'

/** What is sent, and the elements of `bodies` that the seed documents for it (003 "历史消息内容"). */
const bodies = [
  ['txt', { msg: 'welcome to agora!' }, { msg: 'welcome to agora!', type: 'txt' }],
  [
    'img',
    {
      filename: 'test1.jpg',
      secret: 'DRGM',
      size: { height: 1325, width: 746 },
      url: file,
      file_length: 128827,
    },
    {
      file_length: 128827,
      filename: 'test1.jpg',
      secret: 'DRGM',
      size: { height: 1325, width: 746 },
      type: 'img',
      url: file,
    },
  ],
  [
    'loc',
    { addr: 'test', lat: '39.9053', lng: '116.36302' },
    { addr: 'test', lat: 39.9053, lng: 116.36302, type: 'loc' },
  ],
  [
    'audio',
    { file_length: 6630, filename: 'test1.amr', length: 10, secret: 'DRGM', url: file },
    { file_length: 6630, filename: 'test1.amr', length: 10, secret: 'DRGM', type: 'audio', url: file },
  ],
  [
    'video',
    {
      file_length: 58103,
      filename: '1418105136313.mp4',
      length: 10,
      secret: 'VfEp',
      size: { height: 480, width: 360 },
      thumb: file,
      thumb_secret: 'Zyeb',
      url: file,
    },
    {
      file_length: 58103,
      filename: '1418105136313.mp4',
      length: 10,
      secret: 'VfEp',
      size: { height: 480, width: 360 },
      thumb: file,
      thumb_secret: 'Zyeb',
      type: 'video',
      url: file,
    },
  ],
  [
    'file',
    { file_length: 3279, filename: 'record.md', secret: '2RNX', url: file },
    { file_length: 3279, filename: 'record.md', secret: '2RNX', type: 'file', url: file },
  ],
  ['cmd', { action: 'run' }, { action: 'run', type: 'cmd' }],
  [
    'custom',
    { customEvent: 'gift_1', customExts: { name: 'flower', size: '16', price: '100' } },
    {
      customExts: { name: 'flower', size: '16', price: '100' },
      'v2:customExts': { name: 'flower', size: '16', price: '100' },
      customEvent: 'gift_1',
      type: 'custom',
    },
  ],
] as const

describe('history files', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const put = async (time: number, msg: string, more: Record<string, unknown> = {}): Promise<string> => {
    const { body } = await server.call('POST', '/messages/users/import', {
      from: 'alice',
      target: 'bob',
      type: 'txt',
      body: { msg },
      msg_timestamp: time,
      ...more,
    })
    return body.data.msg_id
  }
  const ask = (time: string) => server.call('GET', `/chatmessages/${time}`)
  const link = async (time: string): Promise<URL> => new URL((await ask(time)).body.data[0].url)
  const download = (url: URL | string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url, { headers, method })
  const records = async (time: string) => linesOf(await download(await link(time)))
  const params = (time: string) => ({ appkey: 'acme#chat', time })
  const setting = (settings: object) => server.running.core.apps.changeSettings(server.app, settings)
  const recall = (msg_id: string) =>
    server.call('POST', '/messages/msg_recall', { msg_id, to: 'bob', chat_type: 'chat', force: true })

  test('[history.file] the reply of the seed, field by field; the link is valid for half an hour', async () => {
    await put(HOUR, 'first')
    const begun = Date.now()
    const { status, body } = await ask('2018112717')
    assert.equal(status, 200)
    const { timestamp, duration, application, data, ...rest } = body
    assert.deepEqual([typeof timestamp, typeof duration, application], ['number', 'number', server.app.uuid])
    assert.deepEqual(rest, {
      action: 'get',
      uri: `${server.url}/acme/chat/chatmessages/2018112717`,
      organization: 'acme',
      applicationName: 'chat',
    })
    assert.deepEqual(
      data.map((each: object) => Object.keys(each)),
      [['url']],
    )
    const url = new URL(data[0].url)
    assert.deepEqual([...url.searchParams.keys()], ['Expires', 'OSSAccessKeyId', 'Signature'])
    const given = Number(url.searchParams.get('Expires')) - 1800
    assert.ok(given >= Math.floor(begun / 1000) && given <= Math.ceil(Date.now() / 1000))
  })

  test('[history.file] [history.download] records and bodies of the seed, in chronological order', async () => {
    const start = Date.UTC(2018, 10, 28, 3)
    const ids: string[] = []
    for (const [n, [type, body]] of bodies.entries())
      ids.unshift(
        await put(start + (bodies.length - n) * 1000, '', { type, body, ext: { key1: 'value1', n } }),
      )
    const seen = await records('2018112803')
    assert.deepEqual(
      seen.map(({ msg_id }) => msg_id),
      ids,
    )
    for (const [n, [, , expected]] of bodies.entries()) {
      const record = seen[bodies.length - 1 - n]!
      assert.deepEqual(record, {
        msg_id: ids[bodies.length - 1 - n],
        timestamp: start + (bodies.length - n) * 1000,
        direction: 'outgoing',
        to: 'bob',
        from: 'alice',
        chat_type: 'chat',
        payload: { bodies: [expected], ext: { key1: 'value1', n }, from: 'alice', to: 'bob' },
      })
    }
  })

  test('[history.file] an hour is [HH:00, HH+1:00), and never contains messages of other apps', async () => {
    const start = Date.UTC(2019, 0, 1, 5)
    await put(start - 1, 'before')
    await put(start, 'begin')
    await put(start + 3_599_999, 'end')
    await put(start + 3_600_000, 'after')
    const other = server.running.core.apps.byKey('other#chat')!
    const { token } = server.running.core.tokens.issueAppToken(other, undefined)
    await server.request(
      'POST',
      '/other/chat/messages/users/import',
      { from: 'x', target: 'y', type: 'txt', body: { msg: 'foreign' }, msg_timestamp: start + 5 },
      { token },
    )
    assert.deepEqual(textsOf(await records('2019010105')), ['begin', 'end'])
    assert.deepEqual(textsOf(await records('2019010104')), ['before'])
  })

  test('[history.file] refuses with the documented wording', async () => {
    for (const time of ['abc', '2018', '201811271', '20181127170', '2018113117', '2018112724', '2018-11-27'])
      assertError(await ask(time), 'history.time_illegal', params(time))
    assertError(await ask('2017010101'), 'history.none', params('2017010101'))
    const now = new Date()
    const digits = (date: Date) => date.toISOString().replace(/\D/g, '').slice(0, 10)
    for (const time of [digits(now), digits(new Date(now.getTime() + 86_400_000)), '2099010101'])
      assertError(await ask(time), 'history.none', params(time))
    assertError(
      await server.call('GET', '/chatmessages/2018112717', undefined, { token: null }),
      'auth.expired',
    )
    await server.users('reader')
    const token = await server.userToken('reader')
    assertError(await server.call('GET', '/chatmessages/2018112717', undefined, { token }), 'auth.required')

    await put(HOUR, 'first')
    await setting({ exportDays: 3 })
    assertError(await ask('2018112717'), 'history.expired', params('2018112717'))
    await setting({ exportDays: 0, exportDelayMinutes: 60 * 24 * 365 * 100 })
    assertError(await ask('2018112717'), 'history.none', params('2018112717'))
    await setting({ exportDelayMinutes: 0 })
    assert.equal((await ask('2018112717')).status, 200)
    // As emchat's Node client does: a body on a GET.
    assert.equal((await server.call('GET', '/chatmessages//2018112717')).status, 200)
  })

  test('[history.file] the hours of another time zone', async () => {
    const start = Date.UTC(2019, 1, 1, 5)
    await put(start, 'noon and one')
    await put(start + 1_800_000, 'half past')
    await setting({ exportTimeZone: 'Asia/Shanghai' })
    assert.deepEqual(textsOf(await records('2019020113')), ['noon and one', 'half past'])
    await setting({ exportTimeZone: 'Asia/Kolkata' })
    assert.deepEqual(textsOf(await records('2019020110')), ['noon and one'])
    assert.deepEqual(textsOf(await records('2019020111')), ['half past'])
    await setting({ exportTimeZone: 'UTC' })
    assert.deepEqual(textsOf(await records('2019020105')), ['noon and one', 'half past'])
  })

  test('[history.download] ranges, HEAD, and correct labels; tokens are ignored', async () => {
    await put(HOUR, 'first')
    const url = await link('2018112717')
    const whole = await download(url, { authorization: 'Bearer nonsense' })
    assert.equal(whole.status, 200)
    assert.equal(whole.headers.get('content-type'), 'application/gzip')
    assert.equal(whole.headers.get('content-encoding'), null)
    assert.equal(whole.headers.get('content-disposition'), 'attachment; filename="2018112717.gz"')
    const bytes = Buffer.from(await whole.arrayBuffer())
    assert.equal(Number(whole.headers.get('content-length')), bytes.length)
    const part = await download(url, { range: 'bytes=4-9' })
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 4-9/${bytes.length}`])
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(4, 10))
    const beyond = await download(url, { range: `bytes=${bytes.length}-` })
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${bytes.length}`])
    const head = await download(url, {}, 'HEAD')
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)])
  })

  test('[history.download] a link that was modified or has expired is refused', async () => {
    await put(HOUR, 'first')
    await put(HOUR + 3_600_000, 'next hour')
    const url = await link('2018112717')
    const changed = async (change: (url: URL) => void) => {
      const other = new URL(url)
      change(other)
      return replyOf(await download(other))
    }
    const illegal = [
      (other: URL) => other.searchParams.set('Expires', String(Number(url.searchParams.get('Expires')) + 60)),
      (other: URL) => other.searchParams.set('OSSAccessKeyId', 'somebody'),
      (other: URL) => other.searchParams.set('Signature', `A${url.searchParams.get('Signature')!.slice(1)}B`),
      (other: URL) => other.searchParams.set('Signature', ''),
      (other: URL) => other.searchParams.delete('Signature'),
      (other: URL) => {
        other.search = ''
      },
      (other: URL) => {
        other.pathname = other.pathname.replace('2018112717', '2018112718')
      },
      (other: URL) => {
        other.pathname = other.pathname.replace('2018112717.gz', '..%2F..%2Fringpost.db')
      },
      (other: URL) => {
        other.pathname = other.pathname.replace('/acme/', '/other/')
      },
    ]
    for (const change of illegal) assertError(await changed(change), 'history.link_illegal')
    assert.equal((await download(url)).status, 200)
    // Instead of waiting for expiry, the signer makes a link from the past.
    const key = await server.running.core.stores.apps.secret('history-link-key', () => new Uint8Array())
    const past = new LinkSigner(key).sign(
      `${server.app.uuid}/2018112717.gz`,
      'key',
      Math.floor(Date.now() / 1000),
    )
    const expired = new URL(url)
    expired.search = new URLSearchParams({ ...past }).toString()
    assertError(await replyOf(await download(expired)), 'history.link_expired')
  })

  test('[history.file] recalled messages leave the file and imported ones are added, under the same link', async () => {
    const start = Date.UTC(2019, 2, 1, 5)
    const gone = await put(start, 'gone')
    await put(start + 1, 'kept')
    const url = await link('2019030105')
    assert.deepEqual(textsOf(await linesOf(await download(url))), ['gone', 'kept'])
    await recall(gone)
    assert.deepEqual(textsOf(await linesOf(await download(url))), ['kept'])
    await put(start + 2, 'new')
    assert.deepEqual(textsOf(await linesOf(await download(url))), ['kept', 'new'])
    const folder = join(server.directory, 'exports', server.app.uuid)
    const left = (await readdir(folder)).filter((name) => name.startsWith('2019030105'))
    assert.equal(left.length, 1, 'earlier files are gone')

    const only = await put(start + 3_600_000, 'only')
    const lonely = await link('2019030106')
    await recall(only)
    assertError(await ask('2019030106'), 'history.none', params('2019030106'))
    assertError(await replyOf(await download(lonely)), 'history.none', params('2019030106'))
  })

  test('[history.file] one file for all concurrent and later requests', async () => {
    const start = Date.UTC(2019, 3, 1, 5)
    for (let n = 0; n < 50; n++) await put(start + n, `m${n}`)
    const replies = await Promise.all(Array.from({ length: 10 }, () => ask('2019040105')))
    assert.ok(replies.every(({ status }) => status === 200))
    const folder = join(server.directory, 'exports', server.app.uuid)
    const files = async () => (await readdir(folder)).filter((name) => name.startsWith('2019040105'))
    const [first, ...more] = await files()
    assert.deepEqual(more, [])
    await ask('2019040105')
    assert.deepEqual(await files(), [first])
  })

  test('[history.file] a recall during writing makes the file anew', async () => {
    const start = Date.UTC(2019, 4, 1, 5)
    const ids = await Promise.all(Array.from({ length: 400 }, (_, n) => put(start + n, `m${n}`)))
    const reading = link('2019050105')
    const recalled = ids.filter((_, n) => n % 100 === 0)
    for (const id of recalled) assert.equal((await recall(id)).status, 200)
    const texts = textsOf(await linesOf(await download(await reading)))
    assert.equal(texts.length, 396)
    assert.ok(!texts.includes('m0') && !texts.includes('m300'))
  })

  test('[history.file] remains of a file after a crash are not served, and are removed', async () => {
    const start = Date.UTC(2019, 5, 1, 5)
    await put(start, 'whole')
    const folder = join(server.directory, 'exports', server.app.uuid)
    await mkdir(folder, { recursive: true })
    // Remains of a killed process: a part under its own name, and a row that says that it is being written.
    await writeFile(join(folder, '2019060105.dead.part'), 'half')
    await writeFile(join(folder, '2019060105.dead.gz'), 'half')
    const row = { app: server.app.id, start, end: start + 3_600_000, token: 'dead' }
    await server.running.core.stores.history.beginExport(row)
    assert.deepEqual(textsOf(await records('2019060105')), ['whole'])
    const left = (await readdir(folder)).filter((name) => name.startsWith('2019060105'))
    assert.equal(left.length, 1)
    assert.doesNotMatch(left[0]!, /dead/)
  })

  test('[history.file] a file that was removed by hand is written again', async () => {
    const start = Date.UTC(2019, 6, 1, 5)
    await put(start, 'again')
    const url = await link('2019070105')
    await rm(join(server.directory, 'exports'), { recursive: true })
    assert.deepEqual(textsOf(await linesOf(await download(url))), ['again'])
  })

  test('[history.file] messages that were not stored are in no file', async () => {
    const { stores, ids } = server.running.core
    const before = ids.next()
    const online = { from: 'alice', to: ['bob'], type: 'txt', routetype: 'ROUTE_ONLINE' }
    const reply = await server.call('POST', '/messages/users', { ...online, body: { msg: 'online only' } })
    await server.call('POST', '/messages/users', { ...online, routetype: null, body: { msg: 'stored' } })
    const range = { after: before, before: ids.next() }
    const { messages } = await stores.history.scan(server.app.id, range, { limit: 10, descending: false })
    assert.equal(messages.length, 1)
    assert.notEqual(String(messages[0]!.id), reply.body.data.bob)
  })

  test('[history.file] ten calls a minute, if documented limits are enforced', async () => {
    await using limited = await TestServer.start({ RINGPOST_RATE_LIMITS: 'documented' })
    for (let n = 0; n < 10; n++)
      assertError(await limited.call('GET', '/chatmessages/2018112717'), 'history.none', params('2018112717'))
    assertError(await limited.call('GET', '/chatmessages/2018112717'), 'request.rate_limited')
  })
})

interface HistoryLine {
  msg_id: string
  payload: { bodies: { msg?: string }[] }
}

async function linesOf(response: Response): Promise<HistoryLine[]> {
  const text = gunzipSync(Buffer.from(await response.arrayBuffer())).toString()
  assert.ok(text.endsWith('\n'))
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function textsOf(lines: readonly HistoryLine[]): string[] {
  return lines.map(({ payload }) => payload.bodies[0]?.msg ?? '')
}

async function replyOf(response: Response): Promise<Reply> {
  return { status: response.status, headers: response.headers, body: await response.json() }
}
