import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { runCli, ServerProcess } from '../harness/cli-process.ts'
import { bootstrap, TestServer } from '../harness/test-server.ts'
import { appToken } from './file-client.ts'

const MiB = 1024 * 1024
const START = '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
const END = '\r\n--xyz--\r\n'

/** Uploads a stream of random bytes; resolves with the id and the hash of what was sent. */
function uploadStream(url: string, token: string, size: number): Promise<{ uuid: string; hash: string }> {
  const hash = createHash('sha256')
  const chunk = randomBytes(MiB)
  function* body() {
    yield Buffer.from(START)
    for (let sent = 0; sent < size; sent += chunk.length) {
      hash.update(chunk)
      yield chunk
    }
    yield Buffer.from(END)
  }
  return new Promise((resolve, reject) => {
    const call = request(`${url}/acme/chat/chatfiles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=xyz' },
    })
    call.on('response', async (response) => {
      const { entities } = JSON.parse((await response.toArray()).join(''))
      resolve({ uuid: entities[0].uuid, hash: hash.digest('hex') })
    })
    pipeline(Readable.from(body()), call).catch(reject)
  })
}

/** Runs work and returns the server's peak memory during it in bytes, as the server reports it. */
async function peakMemory(url: string, work: () => Promise<void>): Promise<number> {
  const read = async () => {
    const text = await (await fetch(`${url}/metrics`)).text()
    return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
  }
  let peak = await read()
  let isDone = false
  const working = work().finally(() => {
    isDone = true
  })
  while (!isDone) {
    peak = Math.max(peak, await read())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await working
  return peak
}

test('[files.upload] [files.download] 300 MiB up and down use constant memory', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'ringpost-memory-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  await (await TestServer.start({}, data)).close()
  const set = await runCli(data, ['app', 'set', 'acme#chat', `fileBytes=${400 * MiB}`])
  assert.equal(set.code, 0, set.stderr)
  await using server = await ServerProcess.start(data, {
    RINGPOST_BOOTSTRAP: bootstrap,
    RINGPOST_LOG_LEVEL: 'error',
  })
  const token = await appToken(server.url)
  // Memory stays constant once the garbage collector has adapted to the turnover of buffers.
  await uploadStream(server.url, token, 64 * MiB)
  const before = await peakMemory(server.url, async () => {})
  let file = { uuid: '', hash: '' }
  const up = await peakMemory(server.url, async () => {
    file = await uploadStream(server.url, token, 300 * MiB)
  })
  const hash = createHash('sha256')
  const down = await peakMemory(server.url, async () => {
    const { body } = await fetch(`${server.url}/acme/chat/chatfiles/${file.uuid}`)
    for await (const chunk of body!) hash.update(chunk)
  })
  assert.equal(hash.digest('hex'), file.hash)
  const grown = [up, down].map((peak) => Math.round((peak - before) / MiB))
  t.diagnostic(`memory grew by ${grown[0]} MiB on the way up, ${grown[1]} MiB on the way down`)
  // Of 300 MiB: a busy machine collects garbage later.
  assert.ok(Math.max(...grown) < 120, `it grew by ${grown.join(' and ')} MiB`)
})
