import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, loadConfig } from '../../packages/server/src/app/config.ts'
import { createLogger } from '../../packages/server/src/app/logger.ts'
import { type RunningServer, startServer } from '../../packages/server/src/app/server.ts'
import type { App } from '../../packages/server/src/domain/tenancy/app.ts'

/** Credentials every test server has, so that tests can speak of them literally. */
export const bootstrap =
  'acme#chat:acme-client:acme-secret:0123456789abcdef0123456789abcdef:fedcba9876543210fedcba9876543210,other#chat:other-client:other-secret'

export interface Reply {
  status: number
  headers: Headers
  // Tests look into replies of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is being tested
  body: any
}

export interface CallOptions {
  /** Bearer token; the app token when absent, none when null. */
  token?: string | null
  headers?: Record<string, string>
  /** Sent as it is instead of JSON. */
  raw?: string | Buffer
}

/** A real server on a free port and a folder of its own, with what tests need around it. */
export class TestServer {
  readonly running: RunningServer
  readonly directory: string
  readonly app: App
  readonly appToken: string
  readonly #ownsDirectory: boolean

  private constructor(running: RunningServer, directory: string, ownsDirectory: boolean) {
    this.running = running
    this.directory = directory
    this.#ownsDirectory = ownsDirectory
    this.app = running.core.apps.byKey('acme#chat')!
    this.appToken = running.core.tokens.issueAppToken(this.app, undefined).token
  }

  /** @param env settings over the test defaults; @param directory reuses a data folder instead of making one. */
  static async start(env: Record<string, string> = {}, directory?: string): Promise<TestServer> {
    const data = directory ?? (await mkdtemp(join(tmpdir(), 'ringpost-test-')))
    const config: Config = loadConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      RINGPOST_DATA: data,
      RINGPOST_BOOTSTRAP: bootstrap,
      RINGPOST_LOG_LEVEL: 'error',
      RINGPOST_PASSWORD_COST: '1024',
      ...env,
    })
    return new TestServer(await startServer(config, createLogger(config)), data, directory === undefined)
  }

  get url(): string {
    return this.running.url
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
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
      ...(payload === undefined ? {} : { body: payload as string }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }

  /** Registers users with the password `pw`. */
  async users(...names: string[]): Promise<void> {
    const { users } = this.running.core
    for (const username of names) await users.register(this.app, { username, password: 'pw' })
  }

  /** A token of a registered user. */
  async userToken(name: string): Promise<string> {
    const { users, tokens } = this.running.core
    return tokens.issueForUser(this.app, await users.get(this.app, name), undefined).token
  }

  async close(): Promise<void> {
    await this.running.close()
    if (this.#ownsDirectory) await rm(this.directory, { recursive: true, force: true })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
