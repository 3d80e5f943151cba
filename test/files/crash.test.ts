import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { DiskBlobStore } from '../../packages/server/src/blobs/disk/disk-blob-store.ts'
import { ServerProcess } from '../harness/cli-process.ts'
import { bootstrap, TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { appToken, download, incoming, kept, uploaded } from './file-client.ts'

const env = { RINGPOST_BOOTSTRAP: bootstrap, RINGPOST_LOG_LEVEL: 'error' }
const START = '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'

/** Self-verifying bytes: the last 32 are the hash of the others. */
function sealed(size: number): Buffer {
  const content = randomBytes(size - 32)
  return Buffer.concat([content, createHash('sha256').update(content).digest()])
}

function isWhole(bytes: Buffer): boolean {
  return createHash('sha256').update(bytes.subarray(0, -32)).digest().equals(bytes.subarray(-32))
}

describe('files and processes that die', () => {
  let data: string
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-crash-'))
  })
  afterEach(() => rm(data, { recursive: true, force: true }))

  test('[files.upload] kill -9 during an upload: nothing is served, nothing is left', async () => {
    const first = await ServerProcess.start(data, env)
    const socket = connect(Number(new URL(first.url).port), '127.0.0.1').on('error', () => {})
    socket.write(
      [
        'POST /acme/chat/chatfiles HTTP/1.1',
        'Host: x',
        `Authorization: Bearer ${await appToken(first.url)}`,
        'Content-Length: 5000000',
        '',
        START,
      ].join('\r\n') + 'x'.repeat(3_000_000),
    )
    await until('half of it is on disk', async () => {
      const [name] = await incoming(data)
      return name !== undefined && (await stat(join(data, 'blobs', 'incoming', name))).size >= 2_000_000
    })
    await first.end('SIGKILL')
    assert.equal((await incoming(data)).length, 1)
    await using second = await TestServer.start({}, data)
    assert.deepEqual(await incoming(data), [])
    assert.deepEqual(await kept(data), [])
    assert.deepEqual(await second.running.core.stores.files.due(Number.MAX_SAFE_INTEGER, 100), [])
  })

  test('[files.upload] kill -9 at any moment: what was acknowledged is complete, what is stored is recorded', async () => {
    const answered: string[] = []
    for (let round = 0; round < 2; round++) {
      const server = await ServerProcess.start(data, env)
      const token = await appToken(server.url)
      const upload = async () => {
        const form = new FormData()
        form.append('file', new Blob([sealed(40_000 + Math.floor(Math.random() * 400_000))]), 'a.bin')
        const headers = { authorization: `Bearer ${token}` }
        const response = await fetch(`${server.url}/acme/chat/chatfiles`, {
          method: 'POST',
          headers,
          body: form,
        })
        answered.push(((await response.json()) as { entities: [{ uuid: string }] }).entities[0].uuid)
      }
      const goal = answered.length + 20
      const clients = Array.from({ length: 8 }, async () => {
        for (;;) await upload()
      })
      const ended = Promise.allSettled(clients)
      await until('some are answered', () => answered.length >= goal)
      await server.end('SIGKILL')
      await ended
    }
    await using server = await TestServer.start({}, data)
    for (const uuid of answered) assert.ok(isWhole((await download(server, uuid)).bytes), uuid)
    const all = await kept(data)
    assert.ok(all.length >= answered.length)
    for (const path of all) {
      const { status, bytes } = await download(server, basename(path, '.original'))
      assert.ok(status === 200 && isWhole(bytes), path)
    }
    assert.deepEqual(await incoming(data), [])
  })

  test('[files.upload] a crash between the bytes and the row: not served, and swept at start', async () => {
    const first = await TestServer.start({}, data)
    const { stores } = first.running.core
    const { uuid } = await uploaded(first)
    const model = (await stores.files.get(first.app.id, uuid))!
    const orphan = { ...model, uuid: randomUUID() }
    await stores.files.announce(orphan, Date.now() + 3_600_000)
    const blobs = await DiskBlobStore.open(join(data, 'blobs'))
    await (await blobs.stage([Buffer.from('orphan')], 99)).keep({ ...orphan, part: 'original' })
    assert.equal((await download(first, orphan.uuid)).status, 404)
    assert.equal((await kept(data)).length, 2)
    await first.close()
    await using second = await TestServer.start({}, data)
    assert.deepEqual(
      (await kept(data)).map((path) => basename(path)),
      [`${uuid}.original`],
    )
    assert.equal((await download(second, orphan.uuid)).status, 404)
    assert.equal((await download(second, uuid)).status, 200)
  })
})
