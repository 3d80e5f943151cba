import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { decodeMessageBody } from '@ringpost/protocol'
import { PartialFailure, UsageError } from '../../packages/server/src/cli/command.ts'
import { groupLog, pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { runCli, ServerProcess } from '../harness/cli-process.ts'
import { runCommand } from '../harness/run-command.ts'
import { bootstrap, TestServer } from '../harness/test-server.ts'

const THEN = Date.UTC(2021, 0, 1)
const line = (n: number, more: object = {}) => ({
  chat_type: 'chat',
  from: 'Alice',
  to: 'bob',
  type: 'txt',
  body: { msg: `m${n}` },
  timestamp: THEN + n,
  ...more,
})
const text = (lines: readonly object[]) => lines.map((each) => `${JSON.stringify(each)}\n`).join('')

describe('the command import', () => {
  let server: TestServer
  let folder: string
  before(async () => {
    server = await TestServer.start()
    folder = await mkdtemp(join(tmpdir(), 'ringpost-import-'))
  })
  after(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  let files = 0
  async function write(content: string | Buffer, ending = 'jsonl'): Promise<string> {
    const file = join(folder, `${++files}.${ending}`)
    await writeFile(file, content)
    return file
  }
  const run = (file: string, context: object = {}) =>
    runCommand(server.running.core, ['import', 'acme#chat', file], context)
  const read = async (log: string) => {
    const { logs } = server.running.core.stores
    const entries = await logs.read(server.app.id, log, Number.MIN_SAFE_INTEGER, 10_000)
    return entries.map(({ id, time, payload }) => ({ id, time, ...decodeMessageBody(payload) }))
  }

  test('[messages.importToUser] imports all fields; repeating it imports nothing new', async () => {
    const lines = [
      line(1, { ext: { k: 1 }, is_read: true }),
      line(2, { chat_type: 'GroupChat', to: '184524748161025' }),
      line(3, { type: 'img', body: { url: '55f12940-64af-11e4-8a5b-ff2336f03252' } }),
      line(4, { type: 'custom', body: { customEvent: 'gift', customExts: [{ a: 'b' }] }, ext: null }),
    ]
    const file = await write(`${text(lines)}\n   \n`)
    assert.match(await run(file), /^4 messages imported, 0 of them already present, 0 bad lines, \d+\.\d s$/)
    const [first, image, custom] = await read(pairLog('alice', 'bob'))
    assert.deepEqual(
      [first!.time, first!.from, first!.content, first!.ext, first!.meta],
      [THEN + 1, 'alice', { type: 'txt', msg: 'm1' }, { k: 1 }, '{"isRead":true,"isDelivered":true}'],
    )
    assert.partialDeepStrictEqual(image!.content, {
      url: 'http://localhost/acme/chat/chatfiles/55f12940-64af-11e4-8a5b-ff2336f03252',
    })
    assert.partialDeepStrictEqual(custom!.content, { customExts: { a: 'b' } })
    const [inGroup] = await read(groupLog('184524748161025'))
    assert.deepEqual([inGroup!.type, inGroup!.to], [2, '184524748161025'])
    assert.match(await run(file), /^4 messages imported, 4 of them already present/)
  })

  test('[messages.importToUser] records of an export come back unchanged, compressed too', async () => {
    const record = {
      msg_id: '5I02W-16-8278a',
      timestamp: THEN + 10,
      direction: 'outgoing',
      to: 'internal',
      from: 'internal',
      chat_type: 'chat',
      payload: {
        bodies: [{ type: 'loc', addr: 'test', lat: 39.9053, lng: 116.36302 }],
        ext: { key1: 'value1' },
        from: 'zw123',
        to: 'stliu',
      },
    }
    const room = { ...record, msg_id: 'r', chat_type: 'chatroom' }
    const file = await write(gzipSync(text([record, room, { ...record, timestamp: THEN + 10 }])), 'gz')
    await assert.rejects(run(file), {
      name: 'PartialFailure',
      message:
        /^2 messages imported, 1 of them already present, 1 bad lines, .* s\nline 2: chat_type chatroom is not imported$/,
    })
    const [message, ...more] = await read(pairLog('zw123', 'stliu'))
    assert.deepEqual(more, [])
    assert.deepEqual(
      [message!.content, message!.ext, message!.from, message!.to],
      [{ type: 'loc', addr: 'test', lat: 39.9053, lng: 116.36302 }, { key1: 'value1' }, 'zw123', 'stliu'],
    )
  })

  test('[messages.importToUser] two identical messages differ by their id', async () => {
    const twins = [1, 1, 2].map((id) => line(20, { from: 'carol', id }))
    await run(await write(text(twins)))
    assert.equal((await read(pairLog('carol', 'bob'))).length, 2)
  })

  test('[messages.importToUser] accepts byte order marks and numeric ids, and only UTF-8', async () => {
    const good = JSON.stringify(line(1, { from: 9_007_199_254_740_000, to: 'mark', ext: [] }))
    const exact = good.replace('9007199254740000', '9007199254740993')
    // Two files from Windows, concatenated.
    const latin = Buffer.from(good.replace('m1', 'caf\u00e9'), 'latin1')
    const file = await write(Buffer.concat([Buffer.from(`\ufeff${exact}\n\ufeff${good}\n`), latin]))
    await assert.rejects(run(file), /2 messages imported, .*1 bad lines.*\nline 3: .*not UTF-8/)
    const [first] = await read(pairLog('9007199254740993', 'mark'))
    assert.deepEqual([first?.from, first?.ext], ['9007199254740993', {}])
  })

  test('[messages.importToUser] reports each bad line, and imports the others', async () => {
    const good = line(30, { from: 'dave' })
    const bad: [string, string][] = [
      ['{"chat_type"', 'not JSON, or nested too deep'],
      ['['.repeat(20_000), 'not JSON, or nested too deep'],
      ['[]', 'no JSON object'],
      ['5', 'no JSON object'],
      [JSON.stringify({ ...good, from: undefined }), 'from must be text'],
      [JSON.stringify({ ...good, from: '' }), 'from not allow empty'],
      [JSON.stringify({ ...good, to: true }), 'to must be text'],
      [JSON.stringify({ ...good, type: 'smoke' }), 'param type is illegal'],
      [JSON.stringify({ ...good, body: {} }), 'message body not allow empty'],
      [JSON.stringify({ ...good, body: { text: 'x' } }), "param body.msg can't be empty"],
      [JSON.stringify({ ...good, body: 'x' }), 'body must be an object'],
      [JSON.stringify({ ...good, ext: 'x' }), 'ext must be an object'],
      [JSON.stringify({ ...good, timestamp: 'x' }), 'timestamp must be milliseconds since 1970'],
      [JSON.stringify({ ...good, timestamp: 5 }), 'msg_timestamp must be milliseconds, from 1000 up to now'],
      [JSON.stringify({ ...good, body: { msg: 'x'.repeat(6000) } }), 'message is too large'],
      [`{"x":"${'x'.repeat(3 * 1024 * 1024)}"}`, 'longer than a message can be, or not UTF-8'],
    ]
    const content = [JSON.stringify(good), ...bad.map(([each]) => each), JSON.stringify({ ...good, id: 2 })]
    // The last line has no line feed.
    const file = await write(content.join('\n'))
    await assert.rejects(run(file), (error: Error) => {
      assert.ok(error instanceof PartialFailure)
      const [summary, ...complaints] = error.message.split('\n')
      assert.match(summary!, /^2 messages imported, 0 of them already present, 16 bad lines/)
      assert.deepEqual(
        complaints,
        bad.map(([, reason], n) => `line ${n + 2}: ${reason}`),
      )
      return true
    })
    assert.equal((await read(pairLog('dave', 'bob'))).length, 2)
  })

  test('[messages.importToUser] resumes where it was interrupted, compressed or not', async () => {
    for (const ending of ['jsonl', 'gz']) {
      const from = `from-${ending}`
      const lines = Array.from({ length: 5000 }, (_, n) => line(n, { from, body: { msg: `m${n}` } }))
      const content = text([line(0, { from: '' }), ...lines])
      const file = await write(ending === 'gz' ? gzipSync(content) : content, ending)
      const notes: string[] = []
      const stop = new AbortController()
      const progress = (note: string) => {
        notes.push(note)
        stop.abort(new Error('enough'))
      }
      await assert.rejects(run(file, { progress, signal: stop.signal }), /enough/)
      assert.match(notes[0]!, /^1024 lines · \d+\/s · \d+ bytes · 1 bad$/)
      const some = (await read(pairLog(from, 'bob'))).length
      assert.ok(some > 1000 && some < 5000, `${some}`)
      await assert.rejects(run(file), {
        message:
          /^5000 messages imported, (?:0|1024) of them already present, 1 bad lines, .*\nline 1: from not allow empty$/,
      })
      const ids = (await read(pairLog(from, 'bob'))).map(({ content }) => content)
      assert.equal(ids.length, 5000)
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name.includes('ringpost-import')),
        [],
      )
    }
  })

  test('[messages.importToUser] a file that has changed is read from the beginning', async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => line(n, { from: 'eve' }))
    const file = await write(text(lines))
    const stop = new AbortController()
    const progress = () => stop.abort(new Error('enough'))
    await assert.rejects(run(file, { progress, signal: stop.signal }), /enough/)
    await appendFile(file, text([line(3000, { from: 'eve' })]))
    assert.match(await run(file), /^3001 messages imported, \d{4} of them already present/)
  })

  test('[messages.importToUser] reports what cannot be read', async () => {
    for (const [file, says] of [
      [join(folder, 'none.jsonl'), /ENOENT/],
      [folder, /EISDIR/],
      [await write('no gzip', 'gz'), /incorrect header check/],
    ] as const) {
      await assert.rejects(
        run(file),
        (error: Error) => error instanceof UsageError && says.test(error.message),
      )
      assert.equal(existsSync(`${file}.ringpost-import`), false, 'nothing was done that could be resumed')
    }
    await assert.rejects(runCommand(server.running.core, ['import', 'acme#chat']), UsageError)
  })

  test('[messages.importToUser] without a server and through one, with a path relative to the caller', async () => {
    const data = join(folder, 'data')
    const file = await write(text([line(1), line(2)]))
    const bad = await write(`${text([line(3)])}nonsense`)
    const env = { RINGPOST_BOOTSTRAP: bootstrap, RINGPOST_LOG_LEVEL: 'error' }
    const alone = await runCli(data, ['import', 'acme#chat', relative(process.cwd(), file)], env)
    assert.equal(alone.code, 0, alone.stderr)
    assert.match(alone.stdout, /^2 messages imported, 0 of them/)
    assert.match(alone.stderr, /^2 lines · /)
    await using running = await ServerProcess.start(data, env)
    assert.match(running.readyLine, /ready/)
    const again = await runCli(data, ['import', 'acme#chat', relative(process.cwd(), file)])
    assert.deepEqual([again.code, again.stdout.split(',')[1]], [0, ' 2 of them already present'])
    const partly = await runCli(data, ['import', 'acme#chat', bad])
    assert.deepEqual([partly.code, partly.stdout], [1, ''])
    assert.match(partly.stderr, /ringpost: 1 messages imported, .*\nline 2: not JSON, or nested too deep\n$/)
    const wrong = await runCli(data, ['import', 'no#app', file])
    assert.equal(wrong.code, 2)
  })
})
