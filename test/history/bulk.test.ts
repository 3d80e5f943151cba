import assert from 'node:assert/strict'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { after, before, describe, test } from 'node:test'
import { createGunzip } from 'node:zlib'
import { appToken } from '../files/file-client.ts'
import { runCli, ServerProcess } from '../harness/cli-process.ts'
import { bootstrap } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

const env = { RINGPOST_BOOTSTRAP: bootstrap, RINGPOST_LOG_LEVEL: 'error' }
const MESSAGES = 20_000
/** Makes 50 MB of the export, uncompressed: keeping it all in memory would show. */
const TEXT = 'what people say '.repeat(144)
const HOUR = Date.UTC(2020, 0, 1, 10)
const MiB = 1024 * 1024

/** In this order: each test continues with the state that the previous one left. */
describe('twenty thousand messages in one hour', () => {
  let data: string
  let file: string
  let server: ServerProcess
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-bulk-'))
    file = join(data, 'old-system.jsonl')
    function* lines() {
      for (let n = 0; n < MESSAGES; n++) {
        const [from, to] = [`user${n % 500}`, `user${(n * 7 + 1) % 500}`]
        const timestamp = HOUR + Math.floor((n * 3_600_000) / MESSAGES)
        yield `${JSON.stringify({ chat_type: 'chat', from, to, type: 'txt', body: { msg: `${n} ${TEXT}` }, timestamp })}\n`
      }
    }
    await pipeline(Readable.from(lines()), createWriteStream(file))
    server = await ServerProcess.start(data, env)
  })
  after(async () => {
    await server.end('SIGKILL')
    await rm(data, { recursive: true, force: true })
  })

  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${server.url}/acme/chat${path}`, {
      method,
      headers: { authorization: `Bearer ${await appToken(server.url)}` },
      ...(body && { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: replies of several shapes
    return { status: response.status, body: (await response.json()) as any }
  }
  const exports = async () => {
    const [app] = await readdir(join(data, 'exports')).catch(() => [])
    return app === undefined ? [] : await readdir(join(data, 'exports', app))
  }

  /** Ids of the export's records, in order; everything else is discarded. */
  async function exportedIds(): Promise<string[]> {
    const link = await call('GET', '/chatmessages/2020010110')
    assert.equal(link.status, 200)
    const { body } = await fetch(link.body.data[0].url)
    const ids: string[] = []
    const lines = createInterface(Readable.fromWeb(body as never).pipe(createGunzip()))
    for await (const line of lines) ids.push(JSON.parse(line).msg_id)
    return ids
  }

  /** Recalls the first message, so that the file has to be rewritten. */
  async function recallFirst(): Promise<string> {
    const { body } = await call('GET', `/chatmessages?ql=where+timestamp>=${HOUR}&limit=1`)
    const [{ to, msg_id }] = body.entities
    const recall = { msg_id, to, chat_type: 'chat', force: true }
    assert.equal((await call('POST', '/messages/msg_recall', recall)).status, 200)
    return msg_id
  }

  test('[messages.importToUser] an import whose server is killed resumes where it stopped', async () => {
    const importing = runCli(data, ['import', 'acme#chat', file])
    await until('the import has begun', () => existsSync(`${file}.ringpost-import`))
    await server.end('SIGKILL')
    const { code, stderr } = await importing
    assert.match(stderr, /the server ended before the command did/)
    assert.equal(code, 1)
    server = await ServerProcess.start(data, env)
    const again = await runCli(data, ['import', 'acme#chat', file])
    assert.equal(again.code, 0, again.stderr)
    const [, imported, repeated] = /^(\d+) messages imported, (\d+) of them/.exec(again.stdout) ?? []
    assert.equal(Number(imported), MESSAGES)
    // Messages written after the last checkpoint are recognised as already imported.
    assert.ok(Number(repeated) < MESSAGES, `${repeated} repeated`)
    assert.ok(!(await readdir(data)).some((name) => name.includes('ringpost-import')))
  })

  test('[history.file] the file contains each of them once, and writing it uses constant memory', async () => {
    // Counts the process's own memory if the system reports it: the memory-mapped database file is not allocated
    // memory.
    const memory = async () => {
      const [own] = await readFile(`/proc/${server.child.pid}/status`, 'utf8').then(
        (status) => /(?<=^RssAnon:\s+)\d+/m.exec(status) ?? [],
        () => [],
      )
      if (own !== undefined) return Number(own) * 1024
      const text = await (await fetch(`${server.url}/metrics`)).text()
      return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
    }
    const ids = await exportedIds()
    assert.equal(ids.length, MESSAGES)
    assert.equal(new Set(ids).size, MESSAGES)
    assert.deepEqual(
      ids.toSorted((x, y) => Number(x) - Number(y)),
      ids,
    )
    // Memory stays constant once the garbage collector has adapted to the turnover of pages.
    await recallFirst()
    const before = await memory()
    let peak = before
    let isDone = false
    const asking = call('GET', '/chatmessages/2020010110').finally(() => {
      isDone = true
    })
    while (!isDone) peak = Math.max(peak, await memory())
    assert.equal((await asking).status, 200)
    const grown = Math.round((peak - before) / MiB)
    assert.ok(grown < 48, `${grown} MiB more than before`)
  })

  test('[history.file] kill -9 during writing: an incomplete file is never served, and is removed', async () => {
    const gone = await recallFirst()
    const asking = call('GET', '/chatmessages/2020010110').catch(() => 'cut off')
    await until('the file is being written', async () =>
      (await exports()).some((name) => name.endsWith('.part')),
    )
    await server.end('SIGKILL')
    assert.equal(await asking, 'cut off')
    assert.ok((await exports()).some((name) => name.endsWith('.part')))
    server = await ServerProcess.start(data, env)
    const ids = await exportedIds()
    assert.equal(ids.length, MESSAGES - 2)
    assert.ok(!ids.includes(gone))
    const left = (await exports()).filter((name) => name.startsWith('2020010110'))
    assert.deepEqual(left.length, 1, left.join())
  })
})
