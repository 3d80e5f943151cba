import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Command, wire } from '@ringpost/protocol'
import { RawClient } from '../gateway/raw-client.ts'
import { ServerProcess } from '../harness/cli-process.ts'
import { bootstrap } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

const RECEIVERS = 20
/** Concurrent requests, each to a few of the receivers. */
const LOAD = 8
const TO_EACH = 5
/** Acknowledged messages without which a round says nothing. */
export const ENOUGH = 20

export interface Round {
  /** Messages acknowledged before the server was killed, and how many of them were repeated. */
  acknowledged: number
  again: number
  /** How many ms before the kill the oldest of those was acknowledged. */
  oldestMs: number
  /** ms that the slowest request took: how slow the machine was. */
  slowestMs: number
}

/** A server under load that is killed and restarted, with clients that acknowledge everything they get. */
export class KillRounds implements AsyncDisposable {
  readonly #data: string
  readonly #env: Record<string, string>
  #server: ServerProcess
  readonly #token: string
  #slowestMs = 0
  readonly #users: { name: string; token: string }[] = []

  private constructor(data: string, env: Record<string, string>, server: ServerProcess, token: string) {
    this.#data = data
    this.#env = env
    this.#server = server
    this.#token = token
  }

  /** @param data folder of the server. */
  static async start(data: string, more: Record<string, string>): Promise<KillRounds> {
    const env = { RINGPOST_BOOTSTRAP: bootstrap, RINGPOST_LOG_LEVEL: 'error', ...more }
    const server = await ServerProcess.start(data, env)
    const client = {
      grant_type: 'client_credentials',
      client_id: 'acme-client',
      client_secret: 'acme-secret',
    }
    const { access_token } = await call(server, '/token', client)
    const rounds = new KillRounds(data, env, server, access_token)
    for (let n = 0; n < RECEIVERS; n++) {
      const name = `user${n}`
      await call(server, '/users', { username: name, password: 'pw' }, access_token)
      const login = await call(server, '/token', { grant_type: 'password', username: name, password: 'pw' })
      rounds.#users.push({ name, token: login.access_token })
    }
    return rounds
  }

  /**
   * @param loadMs ms during which messages are sent; longer where the machine is so slow that hardly any have come.
   * @param quietMs ms from the last acknowledgement until the server is killed, on a machine whose requests take no time; undefined:
   *   it is killed under load.
   */
  async run(loadMs: number, quietMs?: number): Promise<Round> {
    const receivers = await this.#logIn()
    const load = new AbortController()
    const sent = Array.from({ length: LOAD }, () => this.#send(load.signal))
    await pause(loadMs)
    const acknowledged = () => receivers.reduce((sum, each) => sum + each.acknowledged.size, 0)
    await until('messages have come', () => acknowledged() > ENOUGH)
    if (quietMs !== undefined) {
      load.abort()
      const wanted = (await Promise.all(sent)).reduce((sum, count) => sum + count, 0)
      await until(
        () => `all ${wanted} are acknowledged; ${acknowledged()} are`,
        () => acknowledged() >= wanted,
      )
      await pause(quietMs + 2 * this.#slowestMs)
    }
    const killedAt = performance.now()
    await this.#server.end('SIGKILL')
    load.abort()
    await Promise.all(sent)
    for (const { client } of receivers) await client.drop()
    this.#server = await ServerProcess.start(this.#data, this.#env)
    const round = { acknowledged: 0, again: 0, oldestMs: 0, slowestMs: this.#slowestMs }
    this.#slowestMs = 0
    for (const { acknowledged, user } of receivers) {
      await using client = await RawClient.login(this.#wsUrl, user)
      const came = (await client.goLive()).map(({ id }) => id)
      round.acknowledged += acknowledged.size
      const again = came.flatMap((id) => acknowledged.get(id) ?? [])
      round.again += again.length
      for (const at of again) round.oldestMs = Math.max(round.oldestMs, killedAt - at)
    }
    return round
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.end('SIGKILL')
  }

  get #wsUrl(): string {
    return `${this.#server.url.replace('http', 'ws')}/websocket`
  }

  #logIn() {
    return Promise.all(
      this.#users.map(async ({ name, token }) => {
        const user = { user: name, token }
        const client = await RawClient.login(this.#wsUrl, user)
        await client.goLive()
        /** Id → time. */
        const acknowledged = new Map<unknown, number>()
        client.socket.on('message', (bytes: Buffer) => {
          const { command, payload } = wire.Envelope.decode(bytes)
          if (command !== Command.SYNC) return
          const { metas, nextKey } = wire.SyncDown.decode(payload!)
          if (metas.length === 0) return
          client.pull(nextKey!)
          for (const { id } of metas) acknowledged.set(id, performance.now())
        })
        return { user, client, acknowledged }
      }),
    )
  }

  /** Sends until stopped, or until the server is gone. @returns the number of messages accepted. */
  async #send(stop: AbortSignal): Promise<number> {
    let count = 0
    while (!stop.aborted) {
      const first = randomBytes(1)[0]!
      const to = Array.from({ length: TO_EACH }, (_, n) => `user${(first + n) % RECEIVERS}`)
      const message = { from: 'sender', to, type: 'txt', body: { msg: 'hello' } }
      const began = performance.now()
      try {
        await call(this.#server, '/messages/users', message, this.#token)
      } catch {
        return count
      }
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - began)
      count += to.length
    }
    return count
  }
}

// biome-ignore lint/suspicious/noExplicitAny: replies of several shapes
async function call(server: ServerProcess, path: string, body: object, token?: string): Promise<any> {
  const response = await fetch(`${server.url}/acme/chat${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
