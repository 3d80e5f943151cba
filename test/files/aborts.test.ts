import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ServerProcess } from '../harness/cli-process.ts'
import { gone } from '../harness/gone.ts'
import { bootstrap } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { appToken, incoming, kept, openBlobs } from './file-client.ts'

const START = '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'

describe('clients that disconnect during an upload', () => {
  let data: string
  let server: ServerProcess
  let token: string
  /** What the server would have its operator look at. */
  let log: () => Promise<string>
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-aborts-'))
    server = await ServerProcess.start(data, { RINGPOST_BOOTSTRAP: bootstrap, RINGPOST_LOG_LEVEL: 'warn' })
    log = server.recordLog()
    token = await appToken(server.url)
  })
  after(async () => {
    await server.end('SIGKILL')
    await rm(data, { recursive: true, force: true })
  })

  /** Starts an upload of 5 MB and waits until its bytes reach the disk. */
  async function begin(framing: string, first: Buffer | string): Promise<Socket> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {})
    const already = (await incoming(data)).length
    socket.write(
      `POST /acme/chat/chatfiles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${framing}\r\n\r\n`,
    )
    socket.write(first)
    await until('it is being received', async () => (await incoming(data)).length > already)
    return socket
  }

  async function assertNothingLeft(): Promise<void> {
    await until('nothing is left', async () => (await incoming(data)).length === 0)
    assert.deepEqual(await kept(data), [])
    if (existsSync('/proc/self/fd'))
      await until('nothing is open', async () => (await openBlobs(data, server.child.pid)).length === 0)
  }

  test('[files.upload] cut connections', async () => {
    const half = Buffer.concat([Buffer.from(START), randomBytes(500_000)])
    const sockets = []
    for (let i = 0; i < 10; i++) sockets.push(await begin('Content-Length: 5000000', half))
    for (const [index, socket] of sockets.entries()) {
      if (index % 2 === 0) socket.destroy()
      else socket.resetAndDestroy()
    }
    await assertNothingLeft()
  })

  test('[files.upload] connections closed cleanly, but too early', async () => {
    const socket = await begin('Content-Length: 5000000', START + 'x'.repeat(100_000))
    socket.end()
    await assertNothingLeft()
  })

  test('[files.upload] framing that breaks in the middle', async () => {
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
    const socket = await begin('Transfer-Encoding: chunked', chunk(START) + chunk('x'.repeat(100_000)))
    socket.write('this is no chunk size\r\n')
    await gone(socket)
    await assertNothingLeft()
  })

  test('none of it is worth a line in the log', async () => assert.equal(await log(), ''))
})
