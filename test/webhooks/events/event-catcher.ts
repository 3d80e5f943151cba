import { createHash } from 'node:crypto'
import { openWebhookEvents } from '../../../packages/server/src/app/open-webhook-events.ts'
import type { Webhook } from '../../../packages/server/src/domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../../../packages/server/src/domain/webhooks/webhook-event.ts'
import { takes } from '../../../packages/server/src/domain/webhooks/webhook-filter.ts'
import type { TestServer } from '../../harness/test-server.ts'
import { until } from '../../harness/until.ts'
import { aWebhook } from './a-webhook.ts'

let count = 0

/** A subscriber of a running server that keeps what a rule of its app is told. */
export class EventCatcher {
  readonly events: WebhookEvent[] = []
  /** Why events could not be made: the server would try again for ever. */
  #fault: unknown
  readonly #server: TestServer
  readonly #name: string

  private constructor(server: TestServer) {
    this.#server = server
    this.#name = `caught-${++count}`
  }

  static async start(server: TestServer, words: Partial<Webhook>): Promise<EventCatcher> {
    const catcher = new EventCatcher(server)
    const { core } = server.running
    const rule = aWebhook({ app: server.app.id, ...words })
    const events = openWebhookEvents({ ...core, rules: { enabled: () => [rule] } })
    core.facts.dispatcher.serve(catcher.#name, () => async (facts) => {
      try {
        const all = (await events.of(server.app, facts)).flat()
        catcher.events.push(...all.filter((event) => takes(rule, event)))
      } catch (error) {
        catcher.#fault ??= error
      }
    })
    const kinds = events.kindsOf(rule.events, rule.groupEvents)
    await core.facts.subscriptions.subscribe({ name: catcher.#name, app: server.app.id, kinds })
    return catcher
  }

  /** The next events as receivers get them. */
  async next(wanted: number): Promise<Record<string, unknown>[]> {
    await until(
      () => `${wanted} events have come; ${this.events.length} have: ${JSON.stringify(this.events)}`,
      () => this.events.length >= wanted || this.#fault !== undefined,
    )
    if (this.#fault !== undefined) throw this.#fault
    return this.events.splice(0, wanted).map((event) => this.#posted(event))
  }

  #posted({ callKey, timestamp, body, saysVersion, hidesHost }: WebhookEvent): Record<string, unknown> {
    const callId = `acme#chat_${callKey}`
    const security = createHash('md5').update(`${callId}secret${timestamp}`).digest('hex')
    return JSON.parse(
      JSON.stringify({
        callId,
        ...body,
        timestamp,
        appkey: 'acme#chat',
        ...(hidesHost ? {} : { host: 'ringpost' }),
        security,
        ...(saysVersion && { securityVersion: '1.0.0' }),
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.running.core.facts.subscriptions.unsubscribe(this.#name)
  }
}
