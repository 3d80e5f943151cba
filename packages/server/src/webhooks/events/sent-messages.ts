import type { Fact, FactKind } from '../../domain/facts/fact.ts'
import type { LogStore } from '../../domain/log/log-store.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { WebhookFamily } from '../../domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import type { WebhookEvents } from '../../domain/webhooks/webhook-events.ts'

/** Tells of messages that were sent, without what they say. */
export class SentMessages implements WebhookEvents {
  readonly #logs: Pick<LogStore, 'find'>

  constructor(logs: Pick<LogStore, 'find'>) {
    this.#logs = logs
  }

  async of(app: App, facts: readonly Fact[]): Promise<WebhookEvent[][]> {
    return Promise.all(
      facts.map(async ({ subject, entry: id }) => {
        const entry = id === null ? undefined : await this.#logs.find(app.id, id)
        if (entry === undefined) return []
        const { sender: from, receiver: to, time: timestamp } = entry
        const what = { chat_type: 'chat', from, to, msg_id: String(id), payload: {} }
        const ofMessage = {
          chatType: null,
          messageType: null,
          source: null,
          from,
          to,
          group: null,
          env: null,
        }
        return [
          {
            ...ofMessage,
            ...{ family: 'chat', order: subject, extKeys: [], generation: null, saysVersion: true },
            ...{ callKey: String(id), timestamp, body: { eventType: 'chat', ...what } },
          },
        ]
      }),
    )
  }

  kindsOf(families: readonly WebhookFamily[]): readonly FactKind[] {
    return families.length === 0 || families.includes('chat') ? ['message.sent'] : []
  }
}
