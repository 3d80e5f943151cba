import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { loadSdk } from '../sdk/load-sdk.ts'
import { asReply, changeSettings, download, uploaded } from './file-client.ts'

describe('files with the official web SDK', () => {
  let server: TestServer
  let alice: Client
  let bob: Client
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    alice = await sdkClient(server, { user: 'alice', password: 'pw' })
    bob = await sdkClient(server, { user: 'bob', password: 'pw' })
  })
  after(async () => {
    await alice.close()
    await bob.close()
    await server.close()
  })

  const attach = (bytes: Buffer, filename: string, filetype: string, type: string) => ({
    data: new File([new Uint8Array(bytes)], filename, { type }),
    filename,
    filetype,
    url: '',
  })

  /** As an `<img>` or `<video>` fetches: without any header. */
  async function bare(url: string | undefined): Promise<{ status: number; bytes: Buffer }> {
    const response = await fetch(url ?? '')
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
  }

  /** utils.download of a client; rejects with the SDK's error. */
  function fetchWith(client: Client, url: string | undefined, secret?: string): Promise<Blob> {
    return new Promise((resolve, reject) => {
      loadSdk().utils.download.call(client.connection, {
        url: url ?? '',
        headers: {},
        ...(secret !== undefined && { secret }),
        onFileDownloadComplete: resolve,
        onFileDownloadError: reject,
      })
    })
  }

  test('[files.upload] [files.download] a file, with name and size, by bare URL and by the SDK', async () => {
    const bytes = randomBytes(100_000)
    const file = attach(bytes, '报 告.bin', 'bin', 'application/octet-stream')
    await alice.send({ type: 'file', chatType: 'singleChat', to: 'bob', filename: file.filename, file })
    const message = await bob.next('onFileMessage')
    assert.equal(message.filename, '报 告.bin')
    assert.ok((await bare(message.url)).bytes.equals(bytes))
    const blob = await fetchWith(bob, message.url)
    assert.ok(Buffer.from(await blob.arrayBuffer()).equals(bytes))
    const address = message.url?.split('?')[0]
    assert.equal((await bare(address)).status, 401)
    assert.equal((await fetchWith(bob, address)).size, 100_000, 'a user token is enough')
  })

  test('[files.download] an image and its thumbnail, by the URLs in the message', async () => {
    const pixels = { width: 600, height: 400, channels: 3 as const }
    const bytes = await sharp(randomBytes(600 * 400 * 3), { raw: pixels })
      .jpeg()
      .toBuffer()
    const file = attach(bytes, 'a.jpg', 'jpg', 'image/jpeg')
    await alice.send({
      type: 'img',
      chatType: 'singleChat',
      to: 'bob',
      file,
      width: 600,
      height: 400,
      thumbnailWidth: 120,
    })
    const message = await bob.next('onImageMessage')
    assert.ok((await bare(message.url)).bytes.equals(bytes))
    const thumbnail = await bare(message.thumb)
    assert.equal(thumbnail.status, 200)
    assert.ok(thumbnail.bytes.length < bytes.length / 4)
  })

  test('[files.download] a video, and its thumbnail by a URL without a secret', {
    skip: spawnSync('ffmpeg', ['-version']).status === 0 ? false : 'ffmpeg not found: apt-get install ffmpeg',
  }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ringpost-video-'))
    const path = join(directory, 'a.mp4')
    const source = ['-f', 'lavfi', '-i', 'testsrc=duration=1:size=320x240:rate=5', '-pix_fmt', 'yuv420p']
    spawnSync('ffmpeg', ['-v', 'error', ...source, path])
    const bytes = await readFile(path)
    await rm(directory, { recursive: true })
    const file = attach(bytes, 'a.mp4', 'mp4', 'video/mp4')
    await alice.send({
      type: 'video',
      chatType: 'singleChat',
      to: 'bob',
      filename: 'a.mp4',
      file,
      file_length: bytes.length,
    })
    const message = await bob.next('onVideoMessage')
    assert.ok((await bare(message.url)).bytes.equals(bytes))
    assert.match(message.thumb ?? '', /\?vframe=true$/)
    const frame = await bare(message.thumb)
    assert.equal(frame.status, 200)
    assert.deepEqual(frame.bytes.subarray(0, 3), Buffer.from('ffd8ff', 'hex'))
  })

  test('[files.upload] a file of 8 MiB, which the SDK first tries to upload in parts', async () => {
    const bytes = randomBytes(8 * 1024 * 1024)
    const file = attach(bytes, 'big.bin', 'bin', 'application/octet-stream')
    await alice.send({ type: 'file', chatType: 'singleChat', to: 'bob', filename: 'big.bin', file })
    assert.ok((await bare((await bob.next('onFileMessage')).url)).bytes.equals(bytes))
  })

  test('[files.upload] a file that is too large makes the send fail', async (t) => {
    await changeSettings(server, { fileBytes: 1000 })
    t.after(() => changeSettings(server, { fileBytes: 10 * 1024 * 1024 }))
    const file = attach(randomBytes(1001), 'a.bin', 'bin', 'application/octet-stream')
    const sending = alice.send({ type: 'file', chatType: 'singleChat', to: 'bob', filename: 'a.bin', file })
    await assert.rejects(sending, { type: 101 })
  })

  test('[files.download] how the SDK reports refusals', async () => {
    const { uuid, secret } = await uploaded(server, { headers: { 'restrict-access': 'true' } })
    const url = `${server.url}/acme/chat/chatfiles/${uuid}`
    await assert.rejects(fetchWith(bob, url, 'wrong'), { type: 222 })
    const now = Date.now()
    await server.running.core.stores.files.reschedule(server.app.id, [{ uuid, expiresAt: now }], now - 1)
    assert.equal(asReply(await download(server, uuid)).body.error, 'file_expired')
    await assert.rejects(fetchWith(bob, url, secret), { type: 223 })
  })
})
