import type { Webhook } from '../../../packages/server/src/domain/webhooks/webhook.ts'
import type { TestServer } from '../../harness/test-server.ts'
import { until } from '../../harness/until.ts'
import { isSignedBy, Receiver } from '../receiver.ts'
import { hook } from '../rule-scene.ts'

/** A receiver of what a rule of a server's app is told, over HTTP. */
export class EventCatcher implements AsyncDisposable {
  readonly #receiver: Receiver
  readonly #rule: Awaited<ReturnType<typeof hook>>

  private constructor(receiver: Receiver, rule: Awaited<ReturnType<typeof hook>>) {
    this.#receiver = receiver
    this.#rule = rule
  }

  /** @param server may call internal addresses. */
  static async start(
    server: TestServer,
    {
      events,
      groupEvents = 'new',
      filters = {},
    }: Partial<Pick<Webhook, 'events' | 'groupEvents'>> & { filters?: { envs?: string[] } },
  ): Promise<EventCatcher> {
    const receiver = await Receiver.start()
    const rule = await hook(server, receiver.url, { events, group_events: groupEvents, filters })
    return new EventCatcher(receiver, rule)
  }

  /** The next events, whose signatures are right. */
  async next(wanted: number): Promise<Record<string, unknown>[]> {
    const { received } = this.#receiver
    await until(
      () => `${wanted} events have come; ${received.length} have: ${received.map(({ text }) => text).join()}`,
      () => received.length >= wanted,
    )
    const events = received.splice(0, wanted)
    if (!events.every((event) => isSignedBy(event, this.#rule.secret))) throw new Error('wrong signature')
    return events.map(({ body }) => body)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rule[Symbol.asyncDispose]()
    await this.#receiver[Symbol.asyncDispose]()
  }
}
