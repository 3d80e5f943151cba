import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { callAll, HttpConnection, HttpError, requestBytes } from '../load/http-connection.ts'
import { type Device, MsyncClient } from '../load/msync-client.ts'
import { type ChatClient, type ChatTarget, NotBuilt, TEXT } from './chat-target.ts'
import { ChildServer } from './child-server.ts'
import { askLoopDelay } from './probe-questions.ts'

const main = fileURLToPath(new URL('../../packages/server/src/cli/main.ts', import.meta.url))
const probe = new URL('../probe.ts', import.meta.url).href
const APP_PATH = '/bench/chat'
export const APP_KEY = 'bench#chat'
/** Maximum number of members that one call adds to a group or room. */
const MEMBERS_PER_CALL = 60

export interface RingpostOptions {
  name?: string
  /** Data folder to keep; by default a new one is used and removed. */
  data?: string
  /** Folder for a CPU profile. */
  profile?: string | undefined
  /** Lets the process answer questions about itself. */
  probe?: boolean
  /** Program and arguments that run the server; by default, `ringpost start`. */
  program?: readonly string[]
  /** Settings over the defaults. */
  env?: Readonly<Record<string, string>>
  /** Servers that it needs, as named in its environment; embedded without any. */
  engines?: Engines
}

export interface Engines {
  env: Readonly<NodeJS.ProcessEnv>
  durability: string
  /** Processes of the servers, whose cost is part of the work's cost. */
  pids(): readonly number[]
}

/** Environment for everything that works on a data folder, free of the benchmark's own settings. */
export function serverEnv(data: string): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return {
    PATH,
    HOME,
    HOST: '127.0.0.1',
    PORT: '0',
    RINGPOST_DATA: data,
    RINGPOST_BOOTSTRAP: `${APP_KEY}:bench-client:bench-secret`,
  }
}

/** The server as users start it, with everything enabled, in its own process. */
export class Ringpost implements ChatTarget {
  readonly name: string
  readonly durability: string
  readonly hasLoop = true
  readonly #options: RingpostOptions
  readonly #data: string
  readonly #userTokens = new Map<string, string>()
  #authorization: Readonly<Record<string, string>> = {}
  #server: ChildServer

  private constructor(options: RingpostOptions, data: string, server: ChildServer) {
    this.name = options.name ?? 'Ringpost'
    const commit = options.engines?.durability ?? 'SQLite WAL, synchronous=FULL'
    this.durability = `one row per message, committed with fsync (${commit}) before the answer and before delivery`
    this.#options = options
    this.#data = data
    this.#server = server
  }

  static async start(options: RingpostOptions = {}): Promise<Ringpost> {
    const data = options.data ?? (await mkdtemp(join(tmpdir(), 'ringpost-bench-')))
    const ringpost = new Ringpost(options, data, await launch(options, data))
    const { access_token } = await ringpost.call('POST', '/token', {
      grant_type: 'client_credentials',
      client_id: 'bench-client',
      client_secret: 'bench-secret',
    })
    ringpost.#authorization = { authorization: `Bearer ${access_token}` }
    return ringpost
  }

  /** Starts a new process on the same data, so that nothing earlier is left in its memory. */
  async restart(): Promise<void> {
    await this.#server.stop()
    this.#server = await launch(this.#options, this.#data)
  }

  get port(): number {
    return Number(new URL(this.#server.announced).port)
  }

  pids(): readonly number[] {
    return [this.#server.pid, ...(this.#options.engines?.pids() ?? [])]
  }

  /** Headers of every request of the app. */
  get authorization(): Readonly<Record<string, string>> {
    return this.#authorization
  }

  /** An authenticated request on behalf of the app. */
  request(method: string, path: string, body?: unknown): Buffer {
    // URLs in replies are derived from the host.
    const headers = { ...this.#authorization, host: `127.0.0.1:${this.port}` }
    return requestBytes(method, APP_PATH + path, body, headers)
  }

  /** Calls the API as the app. @throws NotBuilt on 501, HttpError on other refusals. */
  // biome-ignore lint/suspicious/noExplicitAny: callers look into replies of every shape
  async call(method: string, path: string, body?: unknown): Promise<any> {
    const connection = await HttpConnection.open(this.port)
    try {
      return JSON.parse(await connection.call(this.request(method, path, body)))
    } catch (error) {
      if (error instanceof HttpError && error.status === 501)
        throw new NotBuilt(`${method} ${path} answers 501`)
      throw error
    } finally {
      connection.close()
    }
  }

  async callEach(requests: readonly Buffer[]): Promise<string[]> {
    return callAll(this.port, requests)
  }

  /** Adds users without passwords: hashing those is not what is measured. */
  async addUsers(names: readonly string[]): Promise<void> {
    const bodies = await this.callEach(
      names.map((username) =>
        this.request('POST', '/token', { grant_type: 'inherit', username, autoCreateUser: true }),
      ),
    )
    for (const [i, body] of bodies.entries()) this.#userTokens.set(names[i]!, JSON.parse(body).access_token)
  }

  messageTo(from: string, to: string): Buffer {
    return this.request('POST', '/messages/users', { from, to: [to], type: 'txt', body: { msg: TEXT } })
  }

  login(
    user: string,
    onMessages?: (count: number) => void,
    from?: string,
    device: Device = 'browser',
  ): Promise<MsyncClient> {
    const token = this.#userTokens.get(user)
    if (token === undefined) throw new Error(`${user} was not added`)
    return MsyncClient.login(
      { port: this.port, appKey: APP_KEY, user, token, device, ...(from === undefined ? {} : { from }) },
      onMessages,
    )
  }

  async group(owner: string, members: ReadonlyMap<string, ChatClient>): Promise<Buffer> {
    const names = [...members.keys()]
    const { data } = await this.call('POST', '/chatgroups', {
      groupname: 'bench',
      public: false,
      maxusers: Math.max(200, names.length + 1),
      invite_need_confirm: false,
      owner,
      members: names.slice(0, MEMBERS_PER_CALL),
    })
    await this.#addMembers(`/chatgroups/${data.groupid}/users`, names.slice(MEMBERS_PER_CALL))
    return this.messageToGroup(owner, data.groupid)
  }

  /** The same for a room, whose members are those in it, not those who are notified. */
  async room(owner: string, members: readonly string[]): Promise<Buffer> {
    const { data } = await this.call('POST', '/chatrooms', {
      name: 'bench',
      description: 'bench',
      maxusers: 10_000,
      owner,
    })
    await this.#addMembers(`/chatrooms/${data.id}/users`, members)
    return this.request('POST', '/messages/chatrooms', {
      from: owner,
      to: [data.id],
      type: 'txt',
      body: { msg: TEXT },
    })
  }

  messageToGroup(from: string, group: string): Buffer {
    return this.request('POST', '/messages/chatgroups', {
      from,
      to: [group],
      type: 'txt',
      body: { msg: TEXT },
    })
  }

  /** Runs a command of its command line in the server. */
  async command(...words: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], {
      env: serverEnv(this.#data),
    })
    return stdout
  }

  /** The same, ended by the signal if it takes longer. */
  async commandUntil(signal: AbortSignal, ...words: readonly string[]): Promise<void> {
    const options = { env: serverEnv(this.#data), signal }
    await promisify(execFile)(process.execPath, [main, ...words], options).catch((error: Error) => {
      if (!signal.aborted) throw error
    })
  }

  /** How long the event loop was blocked since the last call; empty without `probe`. */
  async blocked(): Promise<Record<string, number>> {
    return this.#options.probe === true ? askLoopDelay(this.#server.child) : {}
  }

  async stop(): Promise<void> {
    await this.#server.stop()
    if (this.#options.data === undefined) await rm(this.#data, { recursive: true, force: true })
  }

  /** One after the other: calls that change the same group wait for each other anyway. */
  async #addMembers(path: string, names: readonly string[]): Promise<void> {
    for (let i = 0; i < names.length; i += MEMBERS_PER_CALL)
      await this.call('POST', path, { usernames: names.slice(i, i + MEMBERS_PER_CALL) })
  }
}

function launch(
  { probe: isProbed = false, profile, program = [main, 'start'], env, engines }: RingpostOptions,
  data: string,
): Promise<ChildServer> {
  return ChildServer.start({
    command: process.execPath,
    args: [
      // The same as `npm start` (docs/decisions/0018-young-generation.md).
      '--max-semi-space-size=16',
      ...(isProbed ? ['--import', probe] : []),
      ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
      ...program,
    ],
    env: { ...serverEnv(data), ...engines?.env, ...env },
    ipc: isProbed,
    ready: /Ringpost is ready at (\S+) /,
  })
}
