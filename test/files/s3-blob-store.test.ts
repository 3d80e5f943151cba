import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { inspect } from 'node:util'
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { ApiError } from '@ringpost/contract'
import { S3BlobStore, S3Bucket, S3ExportFiles } from '../../packages/server/src/blobs/s3/index.ts'
import type { S3Settings } from '../../packages/server/src/blobs/s3/s3-bucket.ts'
import { StagingFolder } from '../../packages/server/src/blobs/staging-folder.ts'
import { skipWithoutS3, TestS3 } from '../harness/s3.ts'
import { until, WITHIN_MS } from '../harness/until.ts'
import { blobStoreSuite } from './blob-store-suite.ts'
import { exportFilesSuite } from './export-files-suite.ts'

const root = mkdtempSync(join(tmpdir(), 'ringpost-s3-staging-'))
after(() => rmSync(root, { recursive: true, force: true }))

describe('files in S3', { skip: skipWithoutS3 }, () => {
  let s3: TestS3
  let bucket: S3Bucket
  let client: S3Client
  before(async () => {
    s3 = await TestS3.open()
    bucket = new S3Bucket(s3.settings, () => {})
    client = new S3Client({ ...s3.settings, credentials: s3.settings.credentials! })
  })
  after(() => s3.close())

  const open = async (givesLinks = false) =>
    new S3BlobStore(bucket, await StagingFolder.open(join(root, randomUUID()), { flush: false }), {
      givesLinks,
    })
  const at = () => ({ Bucket: s3.settings.bucket, Prefix: s3.settings.prefix })
  const uploads = async () => (await client.send(new ListMultipartUploadsCommand(at()))).Uploads ?? []

  blobStoreSuite('blobs in S3', open)
  exportFilesSuite('history files in S3', async () => new S3ExportFiles(bucket, { givesLinks: false }))

  test('a file of many parts', async () => {
    const store = await open()
    const bytes = randomBytes(20_000_000)
    const key = { app: 1, uuid: randomUUID(), part: 'original' } as const
    const staged = await store.stage([bytes], bytes.length)
    await staged.keep(key)
    await staged.discard()
    const chunks: Uint8Array[] = []
    for await (const chunk of (await store.open(key, { first: 1, last: 19_999_998 }))!) chunks.push(chunk)
    assert.ok(Buffer.concat(chunks).equals(bytes.subarray(1, -1)))
    assert.deepEqual(await uploads(), [])
  })

  test('a failure in the middle of many parts leaves nothing, and its error is passed on', async () => {
    const failure = new Error('the source fails')
    async function* failing() {
      for (let n = 0; n < 20; n++) yield randomBytes(1_000_000)
      throw failure
    }
    await assert.rejects(bucket.put('broken/one', failing()), (error) => error === failure)
    assert.deepEqual(await bucket.list('broken/'), [])
    assert.deepEqual(await uploads(), [])
  })

  test('removal aborts uploads that died', async () => {
    const store = await open()
    const file = { app: 1, uuid: randomUUID() }
    const { Bucket, Prefix } = at()
    const Key = `${Prefix}files/1/${file.uuid}/original`
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    await client.send(
      new CreateMultipartUploadCommand({ Bucket, Key: `${Prefix}files/1/${randomUUID()}/original` }),
    )
    await store.remove(file)
    const left = await uploads()
    assert.equal(left.length, 1)
    assert.notEqual(left[0]?.Key, Key)
    await bucket.endUploads('')
    assert.deepEqual(await uploads(), [])
  })

  test('a link serves one file with its labels, for a limited time, and cannot be modified', async () => {
    const key = { app: 1, uuid: randomUUID(), part: 'original' } as const
    const store = await open(true)
    await (await store.stage([Buffer.from('linked')], 99)).keep(key)
    const labels = {
      contentType: 'text/plain',
      contentDisposition: `attachment; filename="a b"; filename*=UTF-8''%E4%B8%AD`,
      cacheControl: 'private, max-age=60',
    }
    const url = (await store.link(key, labels, 60))!
    const reply = await fetch(url, { headers: { range: 'bytes=0-2' } })
    assert.deepEqual([reply.status, await reply.text()], [206, 'lin'])
    const { headers } = reply
    assert.deepEqual(
      [headers.get('content-type'), headers.get('content-disposition'), headers.get('cache-control')],
      Object.values(labels),
    )
    assert.equal((await fetch(url.replace(key.uuid, randomUUID()))).status, 403)
    assert.equal((await fetch(url.replace('text%2Fplain', 'text%2Fhtml'))).status, 403)
    assert.equal((await fetch(url.split('?')[0]!)).status, 403)
    assert.equal(await (await open()).link(key, labels, 60), undefined)
  })

  test('wrong keys and a missing bucket are not reported as missing files', async () => {
    for (const wrong of [
      { credentials: { ...s3.settings.credentials!, secretAccessKey: 'wrong' } },
      { credentials: { ...s3.settings.credentials!, accessKeyId: 'nobody' } },
      { bucket: 'no-such-bucket' },
    ])
      await assertUnavailable({ ...s3.settings, ...wrong })
  })
})

/** Checks that every operation fails soon, and that the reason is logged. */
async function assertUnavailable(settings: S3Settings): Promise<void> {
  const told: string[] = []
  const bucket = new S3Bucket(settings, (error, what) => {
    assert.ok(error instanceof Error)
    told.push(what)
  })
  const folder = join(root, randomUUID())
  const store = new S3BlobStore(bucket, await StagingFolder.open(folder, { flush: false }), {
    givesLinks: false,
  })
  const key = { app: 1, uuid: randomUUID(), part: 'original' } as const
  const staged = await store.stage([Buffer.alloc(1000)], 1000)
  const began = Date.now()
  const attempts = await Promise.allSettled([
    bucket.check(),
    staged.keep(key),
    store.open(key),
    store.withSource(key, async () => 1),
    store.remove(key),
    bucket.put('large', largeBytes()),
  ])
  for (const attempt of attempts)
    assert.ok(attempt.status === 'rejected' && isUnavailable(attempt.reason), inspect(attempt))
  await staged.discard()
  assert.ok(Date.now() - began < WITHIN_MS)
  assert.deepEqual(readdirSync(folder), [])
  assert.ok(told.includes('put') && told.includes('get'), told.join())
}

function isUnavailable(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'file.store_unavailable'
}

async function* largeBytes() {
  for (let n = 0; n < 20; n++) yield Buffer.alloc(1_000_000)
}

describe('an unavailable S3 store', () => {
  const settings = (port: number): S3Settings => ({
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'ringpost',
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    prefix: '',
    forcePathStyle: true,
    publicEndpoint: undefined,
    patience: { answer: 500, part: 500, stall: 500, turn: 500 },
  })

  /** A server that treats connections as the test wants. */
  async function listen(onSocket: (socket: Socket) => void) {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => {}))
      onSocket(socket)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      port: (server.address() as AddressInfo).port,
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy()
        if (server.listening) await once(server.close(), 'close')
      },
    }
  }

  test('refuses connections', async () => {
    const { port } = await listen(() => {}).then(async (server) => {
      await server[Symbol.asyncDispose]()
      return server
    })
    await assertUnavailable(settings(port))
  })

  test('accepts connections and never answers', async () => {
    await using server = await listen((socket) => socket.resume())
    await assertUnavailable(settings(server.port))
  })

  test('cuts connections, or sends garbage', async () => {
    await using cutting = await listen((socket) => socket.destroy())
    await assertUnavailable(settings(cutting.port))
    await using babbling = await listen((socket) => socket.end('nonsense\r\n\r\n'))
    await assertUnavailable(settings(babbling.port))
    await using failing = await listen((socket) =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
      ),
    )
    await assertUnavailable(settings(failing.port))
  })

  test('stops in the middle of a file: the reader gets an error, but may be slow itself', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'
    await using server = await listen((socket) =>
      socket.once('data', () => socket.write(`${head}${'x'.repeat(500)}`)),
    )
    const bucket = new S3Bucket(settings(server.port), () => {})
    const reading = (await bucket.get('key'))![Symbol.asyncIterator]()
    assert.equal((await reading.next()).value.length, 500)
    await assert.rejects(reading.next(), isUnavailable)
  })

  test('a slow reader is not cut off, and one that stops frees its connection', async () => {
    let closed = false
    await using server = await listen((socket) => {
      socket.once('data', () =>
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(999_999)}`),
      )
      socket.once('close', () => {
        closed = true
      })
    })
    const bucket = new S3Bucket({ ...settings(server.port), patience: { stall: 50 } }, () => {})
    const reading = (await bucket.get('key'))![Symbol.asyncIterator]()
    await reading.next()
    await new Promise((resolve) => setTimeout(resolve, 200))
    assert.ok((await reading.next()).value.length > 0)
    await reading.return?.()
    await until('the connection is closed', () => closed)
  })

  test('excess uploads wait their turn, for a limited time', async () => {
    await using server = await listen((socket) => socket.resume())
    const bucket = new S3Bucket({ ...settings(server.port), patience: { part: 60_000, turn: 100 } }, () => {})
    let refused = 0
    const puts = Array.from({ length: 20 }, async (_, n) => {
      await assert.rejects(bucket.put(`key${n}`, smallBytes()), isUnavailable)
      refused++
    })
    await until('those without a place are refused', () => refused === 8)
    await server[Symbol.asyncDispose]()
    await Promise.all(puts)
  })
})

async function* smallBytes() {
  yield Buffer.alloc(10)
}
