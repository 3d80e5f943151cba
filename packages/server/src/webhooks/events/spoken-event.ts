import type { Fact } from '../../domain/facts/fact.ts'
import type { WebhookFamily } from '../../domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import { chatTypeOf, eventOf, groupId, groupOf } from './event-words.ts'
import type { Spoken } from './spoken.ts'

/** Where the event stands in the log, and between whom. */
interface Place {
  id: number
  /** ms since 1970. */
  time: number
  from: string
  to: string
}

/**
 * An event about what somebody said: a message, or what became of it. Rules that take the message take it, too.
 * @param spoken the message.
 * @param words what differs: `chat_type`, `payload` …
 */
export function spokenEvent(
  fact: Fact,
  family: WebhookFamily,
  { id, time, from, to }: Place,
  { type, ext }: Pick<Spoken, 'type' | 'ext'>,
  words: Readonly<Record<string, unknown>>,
): WebhookEvent {
  return eventOf(fact, {
    family,
    callKey: String(id),
    timestamp: time,
    saysVersion: true,
    chatType: chatTypeOf(fact.subject),
    messageType: type,
    from,
    to,
    group: groupOf(fact.subject),
    extKeys: Object.keys(ext),
    body: { eventType: 'chat', from, to, ...groupId(fact.subject), msg_id: String(id), ...words },
  })
}
