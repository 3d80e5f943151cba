import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Config } from '../../packages/server/src/app/config.ts'
import { loadConfig } from '../../packages/server/src/app/load-config.ts'
import { createLogger } from '../../packages/server/src/app/logger.ts'
import { type RunningServer, type ServerOptions, startServer } from '../../packages/server/src/app/server.ts'
import type { App } from '../../packages/server/src/domain/tenancy/app.ts'
import { Balancer } from './balancer.ts'
import { databaseOf, dropDatabase, engine, engineSettings } from './engine.ts'
import { openNats } from './nats.ts'
import { execute } from './postgres.ts'

/** Credentials that every test server has, so that tests can use them literally. */
export const bootstrap =
  'acme#chat:acme-client:acme-secret:0123456789abcdef0123456789abcdef:fedcba9876543210fedcba9876543210,other#chat:other-client:other-secret'

export interface Reply {
  status: number
  headers: Headers
  // Tests examine replies of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is being tested
  body: any
}

export interface CallOptions {
  /** Bearer token; the app token if absent, none if null. */
  token?: string | null
  headers?: Record<string, string>
  /** Sent unchanged instead of JSON. */
  raw?: string | Buffer
}

/** A real server on a free port with its own folder, plus what tests need around it. */
export class TestServer {
  readonly running: RunningServer
  readonly directory: string
  readonly app: App
  readonly appToken: string
  readonly #ownsDirectory: boolean
  readonly #second: SecondNode | undefined
  #newUsers = 0

  private constructor(
    running: RunningServer,
    directory: string,
    ownsDirectory: boolean,
    second: SecondNode | undefined,
  ) {
    this.running = running
    this.directory = directory
    this.#ownsDirectory = ownsDirectory
    this.#second = second
    this.app = running.core.apps.byKey('acme#chat')!
    this.appToken = running.core.tokens.issueAppToken(this.app, undefined).token
  }

  /**
   * @param env settings over the test defaults.
   * @param directory reuses a data folder instead of making one.
   * @param options what is built into the server, all its nodes.
   */
  static async start(
    env: Record<string, string> = {},
    directory?: string,
    options?: ServerOptions,
  ): Promise<TestServer> {
    const data = directory ?? (await mkdtemp(join(tmpdir(), 'ringpost-test-')))
    const nats = engine === 'cluster' ? await openNats() : undefined
    const config: Config = loadConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      RINGPOST_DATA: data,
      RINGPOST_BOOTSTRAP: bootstrap,
      RINGPOST_LOG_LEVEL: 'error',
      RINGPOST_PASSWORD_COST: '1024',
      ...(await engineSettings(data, env)),
      ...(nats && { RINGPOST_NATS_URL: nats.url, RINGPOST_NATS_PREFIX: nats.prefix }),
      ...env,
    })
    // Whether the site of the repository has been built makes no difference.
    const built = { site: '/nowhere', ...options }
    const running = await startServer(config, createLogger(config), built)
    const second = nats && (await SecondNode.start(running, config, nats, built))
    return new TestServer(running, data, directory === undefined, second)
  }

  get url(): string {
    return this.#second?.url ?? this.running.url
  }

  get wsUrl(): string {
    return `${this.url.replace(/^http/, 'ws')}/websocket`
  }

  /** Calls an operation of `acme#chat`; `path` starts with `/`. */
  async call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> {
    return this.request(method, `/acme/chat${path}`, body, options)
  }

  /** Calls any path of the server. */
  async request(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> {
    const token = options.token === undefined ? this.appToken : options.token
    const payload = options.raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        // Each request goes to another node than the previous one.
        ...(this.#second && { connection: 'close' }),
        ...options.headers,
      },
      ...(payload === undefined ? {} : { body: payload as string }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }

  /** Registers users with the password `pw`. */
  async users(...names: string[]): Promise<void> {
    const { registrations } = this.running.core
    for (const username of names)
      await registrations.register(this.app, { kind: 'app' }, { username, password: 'pw' })
  }

  /** Registers one more user, with a name that no other call returns; `token` opens it. */
  async newUser(): Promise<{ user: string; token: string }> {
    const user = `user-${++this.#newUsers}`
    await this.users(user)
    return { user, token: await this.userToken(user) }
  }

  /** Registers more users, with names that no other call returns. */
  async newUsers(count: number): Promise<string[]> {
    const names = Array.from({ length: count }, () => `u${++this.#newUsers}`)
    await this.users(...names)
    return names
  }

  /** A token of a registered user. */
  async userToken(name: string): Promise<string> {
    const { users, tokens } = this.running.core
    return tokens.issueForUser(this.app, await users.get(this.app, name), undefined).token
  }

  /** Reads the database behind the server's back: a query that every engine understands. */
  async rows(query: string): Promise<Record<string, unknown>[]> {
    const database = await databaseOf(this.directory)
    if (database !== undefined) return execute(database, query)
    const db = new DatabaseSync(join(this.directory, 'ringpost.db'), { readOnly: true })
    try {
      return db
        .prepare(query)
        .all()
        .map((row) => ({ ...row }))
    } finally {
      db.close()
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.running.close(), this.#second?.close()])
    if (!this.#ownsDirectory) return
    await rm(this.directory, { recursive: true, force: true })
    await dropDatabase(this.directory)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** A second node beside a server, and a balancer that spreads connections over the two. */
class SecondNode {
  readonly #running: RunningServer
  readonly #balancer: Balancer
  readonly #nats: { kill(): Promise<void> }

  private constructor(running: RunningServer, balancer: Balancer, nats: { kill(): Promise<void> }) {
    this.#running = running
    this.#balancer = balancer
    this.#nats = nats
  }

  static async start(
    first: RunningServer,
    config: Config,
    nats: { kill(): Promise<void> },
    options: ServerOptions | undefined,
  ): Promise<SecondNode> {
    const running = await startServer({ ...config, port: 0 }, createLogger(config), options)
    return new SecondNode(running, await Balancer.start([first.port, running.port]), nats)
  }

  get url(): string {
    return this.#balancer.url
  }

  async close(): Promise<void> {
    await this.#running.close()
    await this.#balancer[Symbol.asyncDispose]()
    await this.#nats.kill()
  }
}
