import { setTimeout as pause } from 'node:timers/promises'
import { JsonService } from '../harness/json-service.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

/** What the push service of a test shows on a phone. */
export interface Shown {
  token: string
  title: string
  body: string
  badge: number | null
  data: Record<string, unknown>
  collapseKey: string | null
  expiresAt: number
}

/** A push service that shows notifications on the phones of users: the token of a phone is the name of its user, unless said otherwise. */
export class Phones implements AsyncDisposable {
  readonly server: TestServer
  readonly service: JsonService
  /** In the order of arrival. */
  readonly shown: Shown[] = []
  /** Answers in place of 200, for a notification. */
  status: (shown: Shown) => number | Promise<number> = () => 200
  #read = 0

  private constructor(server: TestServer, service: JsonService) {
    this.server = server
    this.service = service
  }

  /** Gives the app of the server a certificate named `hook`; servers must be started with {@link pushing}. */
  static async start(server: TestServer): Promise<Phones> {
    const service = await JsonService.start(async ({ body }) => {
      const status = await phones.status(body)
      if (status === 200) phones.shown.push(body)
      return { status, body: {} }
    })
    const phones = new Phones(server, service)
    const certificate = {
      provider: 'WEBHOOK',
      name: 'hook',
      url: `${service.url}/push`,
      certificate: 'hook-secret',
    }
    const { status } = await server.call('POST', '/notifiers', certificate)
    if (status !== 200) throw new Error(`no certificate: ${status}`)
    return phones
  }

  async bind(user: string, token = user, device = 'phone', certificate = 'hook'): Promise<void> {
    const binding = { device_id: device, device_token: token, notifier_name: certificate }
    await this.server.call('PUT', `/users/${user}/push/binding`, binding)
  }

  /** Sends a text from the app. @returns its id. */
  async send(from: string, to: string, msg: string, more: Record<string, unknown> = {}): Promise<string> {
    const { kind = 'users', ...rest } = more
    const message = { from, to: [to], type: 'txt', body: { msg }, ...rest }
    const { status, body } = await this.server.call('POST', `/messages/${kind}`, message)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return Object.values<string>(body.data)[0]!
  }

  /** The next notifications, as many as wanted. */
  async next(count = 1): Promise<Shown[]> {
    const { shown } = this
    await until(
      () => `${count} notifications were shown; ${shown.length - this.#read} were`,
      () => shown.length - this.#read >= count,
    )
    const next = shown.slice(this.#read, this.#read + count)
    this.#read += count
    return next
  }

  /** Resolves once everything sent so far is decided and pushed; what was shown since the last look. */
  async settled(): Promise<Shown[]> {
    const { core } = this.server.running
    await until('nothing is left to be pushed', async () => {
      await pause(5)
      const { heads } = await core.stores.facts.lanes()
      const written = Object.values(heads).reduce((sum, pos) => sum + pos, 0)
      // Without other subscribers; saved cursors are a second late.
      const isRead = core.facts.dispatcher.status.delivered >= written || (await this.#areSaved(heads))
      return isRead && (await this.server.rows('select id from push_job')).length === 0
    })
    const since = this.shown.slice(this.#read)
    this.#read = this.shown.length
    return since
  }

  async #areSaved(heads: Readonly<Record<number, number>>): Promise<boolean> {
    const list = await this.server.running.core.stores.subscribers.list()
    const mine = list.filter(({ name }) => name.startsWith('push:'))
    return mine.every(({ cursor }) =>
      Object.entries(heads).every(([lane, pos]) => (cursor?.[Number(lane)] ?? 0) >= pos),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]()
  }
}

/** Settings of servers whose push services are on this machine. */
export const pushing = { RINGPOST_ALLOW_INTERNAL_FETCH: 'on' }
