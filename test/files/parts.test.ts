import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { changeSettings, download, incoming, kept } from './file-client.ts'

const DAY_MS = 24 * 3600 * 1000
const MiB = 1024 * 1024

describe('multipart uploads', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const path = (upload?: string) => `/sdk/chatfiles/part-upload${upload === undefined ? '' : `/${upload}`}`
  const tokenOf = (user: string | null) => (user === null ? server.appToken : server.userToken(user))
  const as = async (user: string | null, method: string, where: string): Promise<Reply> =>
    server.call(method, where, undefined, { token: await tokenOf(user) })
  async function begin(user: string | null = 'alice'): Promise<string> {
    const { status, body } = await as(user, 'POST', path())
    assert.equal(status, 200)
    return body.entities[0].uuid
  }
  async function put(
    upload: string,
    number: number | string,
    bytes: Uint8Array | string,
    { user = 'alice', field = 'part_file' }: { user?: string | null; field?: string } = {},
  ): Promise<Reply> {
    const form = new FormData()
    form.append(field, new Blob([bytes] as ConstructorParameters<typeof Blob>[0]))
    form.append('part_number', String(number))
    const response = await fetch(`${server.url}/acme/chat${path(upload)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${await tokenOf(user)}` },
      body: form,
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  const complete = (upload: string, query = '', user: string | null = 'alice') =>
    as(user, 'POST', path(upload) + query)
  /** Remains of parts besides the assembled files. */
  const blobs = async () => (await kept(server.directory)).length

  test('[files.beginParts] [files.uploadPart] [files.completeParts] parts in any order, several at once, become a file', async () => {
    const before = await blobs()
    const { body } = await as('alice', 'POST', path())
    const { uuid, ...limits } = body.entities[0]
    assert.deepEqual(limits, { file_upper_limit: 10 * MiB, part_lower_limit: 5 * MiB })
    const parts = [300_000, 1, 200_000, 70_000].map((size) => randomBytes(size))
    const replies = await Promise.all([4, 2, 1, 3].map((number) => put(uuid, number, parts[number - 1]!)))
    assert.deepEqual(
      replies.map(({ status, body }) => [status, body.data]),
      [4, 2, 1, 3].map((number) => [200, { uuid, part_number: number }]),
    )
    const replaced = randomBytes(100)
    assert.equal((await put(uuid, 2, replaced)).status, 200)
    assert.equal(await blobs(), before + 4, 'the replaced part is gone')
    const done = await complete(uuid, '?restrict-access=true&chat-type=CHAT&chat-target=bob')
    assert.equal(done.status, 200)
    assert.equal(done.body.path, '/chatfiles')
    const file = done.body.entities[0]
    const whole = Buffer.concat([parts[0]!, replaced, parts[2]!, parts[3]!])
    assert.equal(file['file-metadata']['content-length'], whole.length)
    assert.equal(file.type, 'chatfile')
    const got = await download(server, file.uuid, { 'share-secret': file['share-secret'] })
    assert.ok(got.bytes.equals(whole))
    assert.equal((await download(server, file.uuid)).status, 401, 'it is restricted')
    assert.equal(await blobs(), before + 1, 'no parts are left')
    assert.deepEqual(await incoming(server.directory), [])
  })

  test('[files.completeParts] not restricted unless requested; by the app for itself', async () => {
    const upload = await begin(null)
    await put(upload, 1, 'content', { user: null })
    const { body } = await complete(upload, '', null)
    assert.equal((await download(server, body.entities[0].uuid)).bytes.toString(), 'content')
  })

  test('[files.abortParts] an aborted upload is gone at once', async () => {
    const before = await blobs()
    const upload = await begin()
    await put(upload, 1, 'content')
    assert.equal(await blobs(), before + 1)
    assert.deepEqual((await as('alice', 'DELETE', path(upload))).body.data, { result: true })
    assert.equal(await blobs(), before)
    assertError(await put(upload, 2, 'more'), 'file.upload_unknown')
  })

  test('[files.beginParts] abandoned uploads are swept, but no younger ones', async () => {
    const before = await blobs()
    const upload = await begin()
    await put(upload, 1, 'content')
    const { fileSweeper } = server.running.core
    await fileSweeper.sweep(Date.now() + DAY_MS - 60_000)
    assert.equal(await blobs(), before + 1)
    await fileSweeper.sweep(Date.now() + DAY_MS + 1)
    assert.equal(await blobs(), before)
    assertError(await complete(upload), 'file.upload_unknown')
    const { fileParts } = server.running.core.stores
    assert.deepEqual(await fileParts.due(Date.now() + 2 * DAY_MS, 100), [])
  })

  test('[files.uploadPart] an upload survives a restart between its parts', async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'ringpost-parts-'))
    t.after(() => rm(directory, { recursive: true, force: true }))
    const first = await TestServer.start({}, directory)
    const { body } = await first.call('POST', path())
    const upload = body.entities[0].uuid
    const send = async (to: TestServer, number: number, text: string) => {
      const form = new FormData()
      form.append('part_number', String(number))
      form.append('part_file', new Blob([text]))
      const headers = { authorization: `Bearer ${to.appToken}` }
      return fetch(`${to.url}/acme/chat${path(upload)}`, { method: 'PUT', headers, body: form })
    }
    await send(first, 2, ' world')
    await first.close()
    await using second = await TestServer.start({}, directory)
    assert.equal((await send(second, 1, 'hello')).status, 200)
    const done = await second.call('POST', path(upload))
    const got = await download(second, done.body.entities[0].uuid)
    assert.equal(got.bytes.toString(), 'hello world')
  })

  test('[files.uploadPart] [files.completeParts] [files.abortParts] documented errors', async () => {
    const before = await blobs()
    const upload = await begin()
    for (const [who, id] of [
      ['alice', 'unknown'],
      ['bob', upload],
    ] as const) {
      assertError(await put(id, 1, 'x', { user: who }), 'file.upload_unknown')
      assertError(await complete(id, '', who), 'file.upload_unknown')
      assertError(await as(who, 'DELETE', path(id)), 'file.upload_unknown')
    }
    for (const number of ['0', '1.5', 'x', '10001', '-1'])
      assertError(await put(upload, number, 'x'), 'file.part_number_illegal', { limit: 10_000 })
    assertError(await put(upload, 1, 'x', { field: 'file' }), 'file.missing')
    const broken = await server.call('PUT', path(upload), undefined, {
      raw: '--x\r\nContent-Disposition: form-data; name="part_file"; filename="a"\r\n\r\nabc',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    assertError(broken, 'request.argument_illegal')

    assertError(await complete(upload), 'file.parts_missing')
    await put(upload, 2, 'b')
    assertError(await complete(upload), 'file.parts_missing')
    await changeSettings(server, { fileBytes: 10 })
    assertError(await put(upload, 1, 'x'.repeat(11)), 'file.too_large')
    assertError(await put(upload, 1, 'x'.repeat(10)), 'file.too_large')
    assert.equal((await put(upload, 1, 'x'.repeat(9))).status, 200, 'it fits with the existing parts')
    await changeSettings(server, { fileBytes: 9 })
    assertError(await complete(upload), 'file.too_large')
    await changeSettings(server, { fileBytes: 10 * MiB })
    assert.equal((await complete(upload)).status, 200, 'a failed call can be retried')
    assertError(await complete(upload), 'file.upload_unknown')
    assert.equal(await blobs(), before + 1)
    assert.deepEqual(await incoming(server.directory), [])
  })

  test('[files.completeParts] of two concurrent calls one succeeds', async () => {
    const upload = await begin()
    await put(upload, 1, 'content')
    const replies = await Promise.all([complete(upload), complete(upload)])
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 404])
  })

  test('[files.beginParts] [files.uploadPart] [files.completeParts] the SDK sends a large file in parts', async () => {
    const { fileParts } = server.running.core.stores
    const ended = async () => (await fileParts.due(Date.now() + 2 * 3600 * 1000, 100)).length
    const before = await ended()
    await using alice = await sdkClient(server, { user: 'alice', password: 'pw' })
    await using bob = await sdkClient(server, { user: 'bob', password: 'pw' })
    const bytes = randomBytes(9 * MiB)
    const data = new File([bytes], 'big.bin', { type: 'application/octet-stream' })
    const file = { data, filename: 'big.bin', filetype: 'bin', url: '' }
    await alice.send({ type: 'file', chatType: 'singleChat', to: 'bob', filename: 'big.bin', file })
    const message = await bob.next('onFileMessage')
    const response = await fetch(message.url ?? '')
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(bytes))
    assert.equal(await ended(), before + 1, 'it was uploaded in parts')
  })
})
