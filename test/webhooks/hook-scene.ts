import { BodyType, conferenceJid, encodeMessageBody, userJid } from '@ringpost/protocol'
import type { Body } from '@ringpost/protocol/body'
import { APP_KEY, RawClient } from '../gateway/raw-client.ts'
import { type Answer, type Asked, JsonService } from '../harness/json-service.ts'
import { TestServer } from '../harness/test-server.ts'
import { WITHIN_MS } from '../harness/until.ts'

/** What a test says instead of allowing everything. */
export type Reply = (asked: Asked) => Answer | Promise<Answer>

export const allow: Answer = { body: { valid: true } }
export const deny = (code?: string): Answer => ({
  body: { valid: false, ...(code !== undefined && { code }) },
})
export const replace = (payload: unknown): Answer => ({ body: { valid: true, payload } })
export const text = (msg: string): Body => ({ type: 'txt', msg })

/** A server with alice and bob, and the server of their app's owner, which is asked before messages are sent. */
export class HookScene implements AsyncDisposable {
  readonly server: TestServer
  readonly owner: JsonService
  readonly alice: RawClient
  reply: Reply = () => allow
  readonly #ids: string[] = []

  private constructor(server: TestServer, owner: JsonService, alice: RawClient) {
    this.server = server
    this.owner = owner
    this.alice = alice
  }

  static async start(env: Record<string, string> = {}): Promise<HookScene> {
    let scene: HookScene | undefined
    const owner = await JsonService.start((asked) => scene!.reply(asked))
    const server = await TestServer.start({
      RINGPOST_ALLOW_INTERNAL_FETCH: 'on',
      ...env,
    })
    await server.users('alice', 'bob')
    const token = await server.userToken('alice')
    const alice = await RawClient.login(server.wsUrl, { user: 'alice', resource: 'raw_1', token })
    scene = new HookScene(server, owner, alice)
    return scene
  }

  /**
   * Makes a rule; returns its id. Unless it says for how long, an answer is waited for longer than a rule may: nobody is refused
   * because the machine is busy.
   * @param rule over: everything is asked, at `path` of the owner's server.
   */
  async hook(rule: object = {}, path = '/hook'): Promise<string> {
    const { status, body } = await this.server.call('POST', '/ringpost/webhooks', {
      name: `hook${this.#ids.length}_${Date.now()}`,
      kind: 'before',
      url: this.owner.url + path,
      on_failure: 'block',
      report: true,
      ...rule,
    })
    if (status >= 300) throw new Error(JSON.stringify(body))
    const { id } = body.data
    this.#ids.push(id)
    const { running, app } = this.server
    if (!('wait_ms' in rule)) await running.core.webhooks.change(app, id, () => ({ waitMs: WITHIN_MS }))
    return id
  }

  /** Ends all rules, and what was asked so far. */
  async reset(): Promise<void> {
    for (const id of this.#ids.splice(0)) await this.server.call('DELETE', `/ringpost/webhooks/${id}`)
    this.reply = () => allow
    this.owner.asked.length = 0
  }

  /** What the owner's server was asked, oldest first. */
  get questions() {
    return this.owner.asked.map(({ body }) => body)
  }

  /** Sends a message of alice's; does not wait. Returns its local id. */
  send(
    content: Body,
    to: { user?: string; group?: string; room?: string } = { user: 'bob' },
    more = {},
  ): number {
    const { user, group, room } = to
    const channel = group ?? room
    const type = room ? BodyType.CHAT_ROOM : group ? BodyType.GROUP_CHAT : BodyType.CHAT
    const payload = encodeMessageBody({ type, from: 'alice', to: channel ?? user!, content, ...more })
    return this.alice.send({
      to: channel ? conferenceJid(APP_KEY, channel) : userJid(APP_KEY, user!),
      payload,
    })
  }

  /** What alice is told of a message. */
  async told(id: number): Promise<string> {
    const { code, reason } = (await this.alice.acknowledgement(id)).status!
    return code === 0 ? 'sent' : `${code} ${reason}`
  }

  say(msg: string, to?: { user?: string; group?: string; room?: string }): Promise<string> {
    return this.told(this.send(text(msg), to))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.alice[Symbol.asyncDispose]()
    await this.server.close()
    await this.owner[Symbol.asyncDispose]()
  }
}
