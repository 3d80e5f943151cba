import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { RawClient } from '../gateway/raw-client.ts'
import { openNats, withoutNats } from '../harness/nats.ts'
import { createDatabase, withoutPostgres } from '../harness/postgres.ts'
import { bootstrap } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

type Settings = { [name: string]: string }
type Told = [kind: string, device: string, reason: string | null, by: string]

const opened = (device: string): Told => ['session.opened', device, null, 'user']
const ended = (device: string, reason: string, by: string): Told => ['session.ended', device, reason, by]

/** What the subscriber was told, on any server: facts that come again after a kill are the same facts. */
class Record {
  readonly #facts = new Map<string, Told>()

  add(place: string, fact: Told): void {
    this.#facts.set(place, fact)
  }

  get all(): string[] {
    return [...this.#facts.values()].map(String).sort()
  }

  async has(...facts: Told[]): Promise<void> {
    const missing = () => facts.map(String).filter((fact) => !this.all.includes(fact))
    await until(
      () => `all facts have come; missing: ${JSON.stringify(missing())}`,
      () => missing().length === 0,
    )
  }
}

/** A server in a process of its own, whose subscriber writes down what it is served. */
class Watcher {
  readonly child: ChildProcess
  readonly #clients: RawClient[] = []
  #url = ''
  #token = ''

  private constructor(child: ChildProcess) {
    this.child = child
  }

  static async start(told: Record, env: Settings): Promise<Watcher> {
    const program = fileURLToPath(import.meta.resolve('./watch-until-killed.ts'))
    const { PATH, HOME } = process.env
    const settings = {
      HOST: '127.0.0.1',
      PORT: '0',
      RINGPOST_BOOTSTRAP: bootstrap,
      RINGPOST_LOG_LEVEL: 'error',
      RINGPOST_PASSWORD_COST: '1024',
    }
    const child = spawn(process.execPath, [program], {
      env: { PATH, HOME, ...settings, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const watcher = new Watcher(child)
    const ready = Promise.withResolvers<void>()
    child.on('exit', () => ready.reject(new Error('the server ended')))
    createInterface(child.stdout!).on('line', (line) => {
      // Other lines belong to the server's log.
      if (!line.startsWith('[')) return
      const [what, ...rest] = JSON.parse(line) as ['ready', string, string] | ['fact', string, ...Told]
      if (what === 'fact') return told.add(rest[0], rest.slice(1) as unknown as Told)
      ;[watcher.#url, watcher.#token] = rest as [string, string]
      ready.resolve()
    })
    await ready.promise
    return watcher
  }

  async login(resource: string): Promise<RawClient> {
    const url = `${this.#url.replace(/^http/, 'ws')}/websocket`
    const client = await RawClient.login(url, { user: 'alice', resource, token: this.#token })
    this.#clients.push(client)
    return client
  }

  async kill(): Promise<void> {
    const { child } = this
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    for (const client of this.#clients) client.socket.terminate()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill()
  }
}

function folder(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'ringpost-lost-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

test('the sessions of a killed server end when it starts again', async (t) => {
  const env = { RINGPOST_DATA: folder(t) }
  const told = new Record()
  await using killed = await Watcher.start(told, env)
  await killed.login('phone')
  const left = await killed.login('pad')
  await left[Symbol.asyncDispose]()
  await told.has(opened('phone'), ended('pad', 'left', 'user'))
  await killed.kill()
  await using next = await Watcher.start(told, env)
  await told.has(ended('phone', 'lost', 'system'))
  await next.kill()
  await using last = await Watcher.start(told, env)
  const client = await last.login('web')
  await client[Symbol.asyncDispose]()
  const web = [opened('web'), ended('web', 'left', 'user')]
  await told.has(...web)
  const pad = [opened('pad'), ended('pad', 'left', 'user')]
  const phone = [opened('phone'), ended('phone', 'lost', 'system')]
  assert.deepEqual(told.all, [...phone, ...pad, ...web].map(String).sort())
})

test('the sessions of a node that died are ended once, by one of the others', {
  skip: withoutPostgres() || withoutNats(),
}, async (t) => {
  const [database, nats] = await Promise.all([createDatabase(), openNats()])
  t.after(async () => {
    await nats.kill()
    await database.drop()
  })
  const told = new Record()
  const start = () =>
    Watcher.start(told, {
      RINGPOST_DATA: folder(t),
      RINGPOST_DATABASE_URL: database.url,
      RINGPOST_DATABASE_CONNECTIONS: '6',
      RINGPOST_NATS_URL: nats.url,
      RINGPOST_NATS_PREFIX: nats.prefix,
    })
  await using survivor = await start()
  await using dying = await start()
  await using stopping = await start()
  await survivor.login('stays')
  await dying.login('phone')
  await dying.login('pad')
  await stopping.login('web')
  const begun = ['stays', 'phone', 'pad', 'web'].map(opened)
  await told.has(...begun)
  await dying.kill()
  const lost = ['phone', 'pad'].map((device) => ended(device, 'lost', 'system'))
  await told.has(...lost)
  stopping.child.kill('SIGTERM')
  await once(stopping.child, 'exit')
  const stopped = ended('web', 'left', 'user')
  await told.has(stopped)
  assert.deepEqual(told.all, [...begun, ...lost, stopped].map(String).sort())
})
