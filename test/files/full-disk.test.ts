import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ServerProcess } from '../harness/cli-process.ts'
import { bootstrap } from '../harness/test-server.ts'
import { until, WITHIN_MS } from '../harness/until.ts'
import { appToken, incoming, kept } from './file-client.ts'

/** Enough space for the database and little more. */
const DISK_BYTES = 8 * 1024 * 1024

let folder: string | undefined
const skip = await mountSmallDisk()

/** Reason to skip, or false. */
async function mountSmallDisk(): Promise<string | false> {
  const made = await mkdtemp(join(tmpdir(), 'ringpost-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', made], { stdio: 'pipe' })
    folder = made
    return false
  } catch {
    await rm(made, { recursive: true })
    return 'no small disk: mounting one wants root on Linux'
  }
}

describe('a full disk', { skip }, () => {
  let server: ServerProcess | undefined
  let token: string
  before(async () => {
    server = await ServerProcess.start(folder!, {
      RINGPOST_BOOTSTRAP: bootstrap,
      RINGPOST_LOG_LEVEL: 'silent',
    })
    token = await appToken(server.url)
  })
  after(async () => {
    await server?.end('SIGKILL')
    execFileSync('umount', [folder!])
    await rm(folder!, { recursive: true })
  })

  const ready = async () => (await fetch(`${server!.url}/readyz`)).status
  async function upload(bytes: number): Promise<{ status: number; error?: string }> {
    const form = new FormData()
    form.append('file', new Blob([randomBytes(bytes)]), 'a.bin')
    const response = await fetch(`${server!.url}/acme/chat/chatfiles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    return { status: response.status, ...((await response.json()) as object) }
  }

  test('[files.upload] answers 507 at once, leaves nothing behind, and works again once there is space', async () => {
    assert.equal(await ready(), 200)
    const { status, error } = await upload(9 * 1024 * 1024)
    assert.deepEqual([status, error], [507, 'insufficient_storage'])
    await until('nothing is left', async () => (await incoming(folder!)).length === 0)
    assert.deepEqual(await kept(folder!), [])
    assert.equal((await upload(1000)).status, 200)
  })

  test('[service.ready] reports failure until the disk accepts writes again', async () => {
    const ballast = join(folder!, 'ballast')
    // It ends when the disk is full.
    assert.throws(() => execFileSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4096'], { stdio: 'pipe' }))
    await until('it is not ready', async () => (await ready()) === 503)
    assert.equal((await upload(1000)).status, 507)
    await rm(ballast)
    await until('it is ready', async () => (await ready()) === 200)
    assert.equal((await upload(1000)).status, 200)
  })
})
