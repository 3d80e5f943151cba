import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, beforeEach, describe, test } from 'node:test'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { bodyOf } from '../gateway/raw-client.ts'
import { findProgram } from '../harness/find-programs.ts'
import { isRequired } from '../harness/required.ts'
import { WITHIN_MS } from '../harness/until.ts'
import { findJdk } from '../native/installation.ts'
import { HookScene, text } from './hook-scene.ts'

const SECRET = 's3cret'
const folder = join(import.meta.dirname, '../../examples/webhooks')

const python = findProgram('python3')
const jdk = findJdk()
const receivers: { file: string; command: string; skip: string | false }[] = [
  { file: 'receiver.mjs', command: process.execPath, skip: false },
  {
    file: 'receiver.py',
    command: python ?? 'python3',
    skip: python === undefined && !isRequired('python') && 'no python3 in PATH',
  },
  {
    file: 'Receiver.java',
    command: jdk === undefined ? 'java' : join(jdk, 'bin', 'java'),
    skip: jdk === undefined && !isRequired('native') && 'no JDK 17 (openjdk-17-jdk-headless)',
  },
]

/** An example that runs. */
class Example implements Disposable {
  readonly lines: AsyncIterator<string>
  readonly #process: ChildProcess
  url = ''

  private constructor(process: ChildProcess) {
    this.#process = process
    this.lines = createInterface({ input: process.stdout! })[Symbol.asyncIterator]()
  }

  static async start(command: string, file: string, secrets: string): Promise<Example> {
    const { PATH, HOME } = process.env
    const env = { PATH, HOME, WEBHOOK_PORT: '0', WEBHOOK_SECRET: secrets }
    const child = spawn(command, [join(folder, file)], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const example = new Example(child)
    const said = await example.line()
    example.url = /^listening at (http:\S+)$/.exec(said)?.[1] ?? assert.fail(said)
    return example
  }

  /** The next line that it prints. */
  async line(): Promise<string> {
    const { promise, reject } = Promise.withResolvers<never>()
    const late = setTimeout(() => reject(new Error('it printed nothing')), WITHIN_MS)
    const next = await Promise.race([this.lines.next(), promise]).finally(() => clearTimeout(late))
    return next.done ? assert.fail('it ended') : next.value
  }

  [Symbol.dispose](): void {
    this.#process.kill('SIGKILL')
  }
}

for (const { file, command, skip } of receivers) {
  describe(`examples/webhooks/${file}`, { skip }, () => {
    let scene: HookScene
    let example: Example
    before(async () => {
      scene = await HookScene.start()
      // As while the secret of a rule changes.
      example = await Example.start(command, file, `${SECRET},former`)
    })
    after(async () => {
      example?.[Symbol.dispose]()
      await scene[Symbol.asyncDispose]()
    })
    beforeEach(() => scene.reset())

    test('[webhooks.create] prints what happens, whatever is in it, once', async () => {
      const rule = { kind: 'after', url: `${example.url}/`, secret: SECRET, events: ['chat'] }
      await scene.hook({ ...rule, wait_ms: undefined, on_failure: undefined, report: undefined })
      const msg = 'a "quoted" \\ line\nand 你好 🎉 \u0001'
      const message = {
        from: 'alice',
        to: ['bob'],
        type: 'txt',
        body: { msg },
        ext: { security: '0', n: 1e300 },
      }
      const { body } = await scene.server.call('POST', '/messages/users', message)
      const line = await example.line()
      const event = JSON.parse(line)
      assert.deepEqual(
        [event.eventType, event.msg_id, event.payload.bodies],
        ['chat', body.data.bob, [text(msg)]],
      )
      // A repetition is taken, but not told; what has the same callId and is something else is told.
      const again = await post(example, { ...event, eventType: 'chat' })
      const offline = await post(example, { ...event, eventType: 'chat_offline' })
      assert.deepEqual([again, offline], [200, 200])
      assert.equal(JSON.parse(await example.line()).eventType, 'chat_offline')
    })

    test('[webhooks.test] refuses with 401 what its secrets did not sign', async () => {
      const id = await scene.hook({ url: `${example.url}/before`, secret: 'another' })
      const { body } = await scene.server.call('POST', `/ringpost/webhooks/${id}/test`)
      assert.equal(body.data.answer_status, 401, JSON.stringify(body))
      const event = { callId: 'acme#chat_1', eventType: 'chat', to: 'bob', timestamp: 1600060847294 }
      assert.equal(await post(example, event, { secret: 'former' }), 200)
      assert.equal(JSON.parse(await example.line()).callId, event.callId)
      for (const wrong of [
        { secret: 'another' },
        { header: '' },
        { header: 't=,v1=' },
        { header: `t=${now()}` },
        { header: `t=${now()},v1=${'0'.repeat(64)}` },
        { time: now() - 3600 },
        { time: now() + 3600 },
        { security: 'f'.repeat(32) },
        { changes: (sent: string) => sent.replace('bob', 'eve') },
      ])
        assert.equal(await post(example, event, wrong), 401, JSON.stringify(wrong))
      assert.equal(await post(example, event, { changes: () => 'null' }), 401)
      assert.equal(await post(example, event, { changes: (sent) => sent.slice(1) }), 400)
      assert.equal(await post(example, event, { changes: () => ' '.repeat(1024 * 1024 + 1) }), 413)
    })

    test('[webhooks.create] refuses and replaces what users send, and lets the rest pass', async () => {
      await scene.hook({ url: `${example.url}/before`, secret: SECRET, replace: 'all' })
      const last = async () => {
        const { core } = scene.server.running
        const entries = await core.stores.logs.read(scene.server.app.id, pairLog('alice', 'bob'), 0, 1000)
        return bodyOf(entries.filter(({ kind }) => kind === 1).at(-1) as never).content
      }
      assert.equal(await scene.say('this is forbidden'), '19 forbidden word')
      assert.equal(await example.line(), 'refused: a message from alice to bob')
      assert.equal(await scene.say('the "colour" \\ of\n 你好 🎉'), 'sent')
      assert.equal(await example.line(), 'replaced: a message from alice to bob')
      assert.deepEqual(await last(), text('the "color" \\ of\n 你好 🎉'))
      assert.equal(await scene.say('hello'), 'sent')
      assert.deepEqual(await last(), text('hello'))
      const place = { type: 'loc', lat: 1.5, lng: -2, addr: 'forbidden' } as const
      assert.equal(await scene.told(scene.send(place)), 'sent')
      assert.deepEqual(await last(), place)
    })
  })
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}

/** Posts an event as the server does, or not quite so. @returns the status of the answer. */
async function post(
  example: Example,
  event: { callId: string; timestamp: number },
  wrong: {
    secret?: string
    header?: string
    time?: number
    security?: string
    changes?: (sent: string) => string
  } = {},
): Promise<number> {
  const { secret = SECRET, time = now(), changes = (sent) => sent } = wrong
  const md5 = createHash('md5').update(`${event.callId}${secret}${event.timestamp}`).digest('hex')
  const body = JSON.stringify({ ...event, security: wrong.security ?? md5 })
  const hmac = createHmac('sha256', secret).update(`${event.callId}.${time}.${body}`).digest('hex')
  const header = wrong.header ?? `t=${time},v1=${hmac}`
  const headers = { 'content-type': 'application/json', 'x-ringpost-signature': header }
  return (await fetch(`${example.url}/`, { method: 'POST', headers, body: changes(body) })).status
}
