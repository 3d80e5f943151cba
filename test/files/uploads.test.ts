import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { gone } from '../harness/gone.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { changeSettings, download, incoming, kept, upload, uploaded } from './file-client.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

describe('uploads', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice')
  })
  after(() => server.close())

  /** The head of an upload without any framing. */
  const head = (...lines: string[]) =>
    [
      'POST /acme/chat/chatfiles HTTP/1.1',
      'Host: test',
      `Authorization: Bearer ${server.appToken}`,
      ...lines,
      '',
      '',
    ].join('\r\n')

  /** Sends a request byte for byte and reads the response. */
  async function exchange(bytes: string | Buffer): Promise<Reply> {
    const text = await rawExchange(server.running.port, bytes, /\r\n\r\n\{[\s\S]*\}$/)
    const [, status, body] = /HTTP\/1\.1 (\d{3}) (?!Continue)[\s\S]*?\r\n\r\n(\{[\s\S]*\})$/.exec(text)!
    return { status: Number(status), headers: new Headers(), body: JSON.parse(body!) }
  }

  /** Sends a form with a length and returns the bytes stored. */
  async function storedOf(type: string | undefined, body: string, ...lines: string[]): Promise<string> {
    const reply = await exchange(
      head(
        ...(type === undefined ? [] : [`Content-Type: ${type}`]),
        `Content-Length: ${Buffer.byteLength(body)}`,
        ...lines,
      ) + body,
    )
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    return (await download(server, reply.body.entities[0].uuid)).bytes.toString()
  }

  const form = (...parts: string[]) => `${parts.map((part) => `--xyz\r\n${part}\r\n`).join('')}--xyz--\r\n`
  const filePart =
    'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\nworld'

  test('[files.upload] answers as seed 003 shows', async () => {
    const { status, body } = await upload(server, {
      headers: { 'restrict-access': 'true' },
      query: '?chat-type=undefined&chat-target=bob',
    })
    assert.equal(status, 200)
    const { timestamp, duration, entities, ...envelope } = body
    assert.deepEqual(envelope, {
      action: 'post',
      application: server.app.uuid,
      path: '/chatfiles',
      uri: `${server.url}/acme/chat/chatfiles`,
      organization: 'acme',
      applicationName: 'chat',
    })
    assert.equal(typeof timestamp, 'number')
    assert.equal(typeof duration, 'number')
    const [{ uuid, type, 'share-secret': secret, ...extra }] = entities
    assert.equal(entities.length, 1)
    assert.match(uuid, UUID)
    assert.equal(type, 'chatfile')
    assert.match(secret, /^[\w-]{48}$/)
    assert.deepEqual(extra['file-metadata'], {
      'content-type': 'application/octet-stream',
      'content-length': 7,
      'last-modified': extra.created,
    })
  })

  test('[files.upload] [files.download] bytes come back as they were sent, for any size', async () => {
    for (const size of [0, 1, 65_535, 65_536, 3_000_001]) {
      const bytes = randomBytes(size)
      const { uuid } = await uploaded(server, { bytes })
      const { status, bytes: back, headers } = await download(server, uuid)
      assert.equal(status, 200)
      assert.equal(headers.get('content-length'), String(size))
      assert.ok(back.equals(bytes), `${size} bytes`)
    }
  })

  test('[files.upload] users can upload, and the secret is always returned', async () => {
    const { secret } = await uploaded(server, { token: await server.userToken('alice') })
    assert.match(secret, /^[\w-]{48}$/)
  })

  test('[files.upload] who cannot upload', async () => {
    assertError(await upload(server, { token: null }), 'auth.expired')
    assertError(await upload(server, { token: 'nonsense' }), 'auth.corrupt')
    const { apps, tokens } = server.running.core
    const foreign = tokens.issueAppToken(apps.byKey('other#chat')!, undefined).token
    assertError(await upload(server, { token: foreign }), 'auth.foreign')
  })

  test('[files.upload] Q8: a part without name and type is the file', async () => {
    const part = 'Content-Disposition: form-data; name="file"\r\n\r\n'
    assert.equal(
      await storedOf('multipart/form-data; boundary=xyz', form(`${part}plain bytes`)),
      'plain bytes',
    )
  })

  test('[files.upload] Q8: binary bytes in a part without name and type are not text', async () => {
    const bytes = Buffer.concat([randomBytes(5000), Buffer.from([0, 0xff, 0xfe])])
    const body = Buffer.concat([
      Buffer.from('--xyz\r\nContent-Disposition: form-data; name="file"\r\n\r\n'),
      bytes,
      Buffer.from('\r\n--xyz--\r\n'),
    ])
    const reply = await exchange(
      Buffer.concat([
        Buffer.from(
          head('Content-Type: multipart/form-data; boundary=xyz', `Content-Length: ${body.length}`),
        ),
        body,
      ]),
    )
    const back = await download(server, reply.body.entities[0].uuid)
    assert.ok(back.bytes.equals(bytes))
    assert.equal(back.headers.get('content-type'), 'application/octet-stream')
  })

  test('[files.upload] Q9: the boundary is missing, quoted, doubled or wrong', async () => {
    for (const type of [
      'multipart/form-data',
      'Multipart/Form-Data; Boundary="xyz"',
      'multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW; boundary=xyz',
      'multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW',
      'multipart/form-data, multipart/form-data; boundary=xyz',
      undefined,
    ]) {
      assert.equal(await storedOf(type, form(filePart)), 'hello\r\nworld', String(type))
    }
    const type = 'multipart/form-data; boundary=xyz'
    assert.equal(await storedOf(type, `ignored preamble\r\n${form(filePart)}`), 'hello\r\nworld')
    assert.equal(await storedOf(type, `\r\n${form(filePart)}and an epilogue`), 'hello\r\nworld')
  })

  test('[files.upload] Q10: unknown parts and headers are ignored', async () => {
    const parts = [
      'Content-Disposition: form-data; name="hack"; filename="X"\r\nContent-Type: image/png\r\n\r\nnot this',
      'content-disposition:form-data;name=file;filename=report.xls\r\ncontent-type: image/jpeg\r\nExpires: 0\r\nX-Y: z\r\n\r\nthis',
      'Content-Disposition: form-data; name="file"; filename="second"\r\n\r\nnor this',
      'Content-Type: text/plain\r\n\r\npart without a name',
    ]
    assert.equal(await storedOf('multipart/form-data; boundary=xyz', form(...parts), 'X-Unknown: 1'), 'this')
  })

  test('[files.upload] Q15: chunked, in single bytes', async () => {
    const chunks = Array.from(form(filePart), (character) => `1\r\n${character}\r\n`).join('')
    const reply = await exchange(
      `${head('Content-Type: multipart/form-data; boundary=xyz', 'Transfer-Encoding: chunked')}${chunks}0\r\n\r\n`,
    )
    assert.equal((await download(server, reply.body.entities[0].uuid)).bytes.toString(), 'hello\r\nworld')
  })

  test('[files.upload] Q15: Expect: 100-continue gets 100, or is refused before the body', async () => {
    const body = form(filePart)
    const expecting = (length: number, token = server.appToken) =>
      head(
        'Content-Type: multipart/form-data; boundary=xyz',
        `Content-Length: ${length}`,
        'Expect: 100-continue',
      ).replace(server.appToken, token)
    const socket = connect(server.running.port, '127.0.0.1')
    socket.write(expecting(body.length))
    assert.equal(String((await once(socket, 'data'))[0]), 'HTTP/1.1 100 Continue\r\n\r\n')
    socket.write(body)
    assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 200 OK/)
    socket.destroy()
    const refused = await rawExchange(server.running.port, expecting(body.length, 'nonsense'), /\}$/)
    assert.match(refused, /^HTTP\/1\.1 401 [\s\S]*connection: close/i)
    const tooLarge = await rawExchange(server.running.port, expecting(1e9), /\}$/)
    assert.match(tooLarge, /^HTTP\/1\.1 413 /)
  })

  test('[files.upload] Q17: header names in any case; restrict-access is a boolean', async () => {
    for (const [line, isRestricted] of [
      ['Restrict-Access: true', true],
      ['restrict-access: TRUE', true],
      ['RESTRICT-ACCESS: false', false],
      ['restrict-access: maybe', true],
      ['X: y', false],
    ] as const) {
      const body = form(filePart)
      const reply = await exchange(head(`Content-Length: ${body.length}`, line) + body)
      const { status } = await download(server, reply.body.entities[0].uuid)
      assert.equal(status, isRestricted ? 401 : 200, line)
    }
  })

  test('[files.upload] names are kept: unicode, quotes, RFC 5987 and 2047; paths are not', async () => {
    for (const [header, name] of [
      ['filename="图 片🙂.png"', '图 片🙂.png'],
      ["filename*=UTF-8''%e5%9b%be.png", '图.png'],
      ['filename="a\\"b;c.png"', 'a"b;c.png'],
      ['filename="=?UTF-8?B?5Zu+L/Cfmb8ucG5n?="', '🙿.png'],
      ['filename="=?utf-8?Q?caf=C3=A9_1.txt?="', 'café 1.txt'],
      ['filename="=?GBK?B?zbw=?= =?GBK?B?xqwucG5n?="', '图片.png'],
      ['filename="=?UTF-8?Q?..=2F..=2Fetc=2Fpasswd?="', 'passwd'],
      ['filename="a =?b.txt"', 'a =?b.txt'],
      ['filename="../../etc/passwd"', 'passwd'],
      ['filename="C:\\\\dir\\\\b.png"', 'b.png'],
    ] as const) {
      const body = form(`Content-Disposition: form-data; name="file"; ${header}\r\n\r\nx`)
      const reply = await exchange(
        Buffer.from(head(`Content-Length: ${Buffer.byteLength(body)}`) + body, 'utf8'),
      )
      const { headers } = await download(server, reply.body.entities[0].uuid)
      const disposition = headers.get('content-disposition') ?? ''
      const [, plain] = /filename="([^"]*)"/.exec(disposition) ?? []
      const [, exact] = /filename\*=UTF-8''(\S+)$/.exec(disposition) ?? []
      assert.equal(exact === undefined ? plain : decodeURIComponent(exact), name, disposition)
    }
  })

  test('[files.upload] no file in the form, or no form at all', async () => {
    const other = 'Content-Disposition: form-data; name="other"\r\n\r\n1'
    const unchosen =
      'Content-Disposition: form-data; name="file"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n'
    for (const body of [form(other), form(unchosen), '--xyz--\r\n', '', '{"file":"x"}', 'bytes', '--']) {
      for (const type of ['multipart/form-data; boundary=xyz', 'application/json']) {
        const reply = await exchange(head(`Content-Type: ${type}`, `Content-Length: ${body.length}`) + body)
        assertError(reply, 'file.missing')
      }
    }
    assert.deepEqual(await incoming(server.directory), [])
  })

  test('[files.upload] a form that does not end', async () => {
    const whole = form(filePart, 'Content-Disposition: form-data; name="w"\r\n\r\n10')
    for (const cut of [whole.indexOf('world'), whole.indexOf('"w"'), whole.length - 6]) {
      const body = whole.slice(0, cut)
      const reply = await exchange(head(`Content-Length: ${body.length}`) + body)
      assertError(reply, 'request.argument_illegal')
    }
    await until('nothing is left', async () => (await incoming(server.directory)).length === 0)
  })

  test('[files.upload] beyond the limit of the app: refused by length, by count, and the connection ends', async (t) => {
    await changeSettings(server, { fileBytes: 100_000 })
    t.after(() => changeSettings(server, { fileBytes: 10 * 1024 * 1024 }))
    const before = await kept(server.directory)
    assertError(await upload(server, { bytes: randomBytes(100_001) }), 'file.too_large')
    assertError(await upload(server, { bytes: randomBytes(200_000) }), 'file.too_large')
    assert.equal((await upload(server, { bytes: randomBytes(100_000) })).status, 200)

    const length = head('Content-Type: multipart/form-data; boundary=xyz', 'Content-Length: 99999999999')
    assert.match(
      await rawExchange(server.running.port, length, /\}$/),
      /^HTTP\/1\.1 413 [\s\S]*connection: close/i,
    )

    // Without a length the excess shows during the upload; a client that reads only after sending everything still gets
    // the answer.
    const socket = connect(server.running.port, '127.0.0.1')
    socket.write(head('Content-Type: multipart/form-data; boundary=xyz', 'Transfer-Encoding: chunked'))
    const start = '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    socket.write(`${start.length.toString(16)}\r\n${start}\r\n`)
    for (let sent = 0; sent < 5_000_000; sent += 50_000)
      await send(socket, `c350\r\n${'x'.repeat(50_000)}\r\n`)
    socket.write('0\r\n\r\n')
    const [answer] = await once(socket, 'data')
    assert.match(String(answer), /^HTTP\/1\.1 413 [\s\S]*the file size exceeds the maximum limit\./)
    await gone(socket)
    assert.deepEqual(await incoming(server.directory), [])
    assert.equal((await kept(server.directory)).length, before.length + 1)
  })

  test('[files.upload] a part that is not the file cannot be large either', async () => {
    const body = form(
      `Content-Disposition: form-data; name="other"\r\n\r\n${'x'.repeat(11_000_000)}`,
      filePart,
    )
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    assertError(await exchange(head('Transfer-Encoding: chunked') + chunked), 'file.too_large')
  })

  test('[files.upload] concurrent uploads do not mix', async () => {
    const files = Array.from({ length: 20 }, (_, index) => randomBytes(50_000 + index * 10_000))
    const refs = await Promise.all(files.map((bytes) => uploaded(server, { bytes })))
    const backs = await Promise.all(refs.map(({ uuid }) => download(server, uuid)))
    assert.ok(backs.every((back, index) => back.bytes.equals(files[index]!)))
    assert.equal(new Set(refs.flatMap(({ uuid, secret }) => [uuid, secret])).size, 40)
  })
})

function send(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
