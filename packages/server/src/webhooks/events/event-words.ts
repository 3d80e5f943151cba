import { CONFERENCE_DOMAIN, USER_DOMAIN } from '@ringpost/protocol'
import type { Doer } from '../../domain/facts/doer.ts'
import type { Fact } from '../../domain/facts/fact.ts'
import { idOf, kindOf } from '../../domain/log/log-key.ts'
import { type ChatType, chatTypeOf as chatTypeOfKind } from '../../domain/messages/chat-type.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { WebhookFamily, WebhookSource } from '../../domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'

type Own = Pick<WebhookEvent, 'callKey' | 'timestamp' | 'body'> & { family: WebhookFamily }

/** Returns an event of a fact; what is not given says nothing about a message. */
export function eventOf({ subject, by }: Fact, words: Own & Partial<WebhookEvent>): WebhookEvent {
  return {
    order: subject,
    chatType: null,
    messageType: null,
    source: sourceOf(by),
    from: null,
    to: null,
    group: null,
    extKeys: [],
    env: null,
    generation: null,
    saysVersion: false,
    ...words,
  }
}

function sourceOf(by: Doer): WebhookSource | null {
  if (by.kind === 'system' || by.kind === 'nobody') return null
  return by.kind === 'user' && by.device !== null ? 'sdk' : 'rest'
}

/** Kind of the conversation of a log. */
export function chatTypeOf(log: string): ChatType {
  return chatTypeOfKind(kindOf(log))
}

/** Id of the group or room of a log; null for users. */
export function groupOf(log: string): string | null {
  return chatTypeOf(log) === 'chat' ? null : idOf(log)
}

/** `group_id`, where there is one. */
export function groupId(log: string): { group_id?: string } {
  const id = groupOf(log)
  return id === null ? {} : { group_id: id }
}

/** A user as text, as events other than messages name them. */
export function userText({ key }: App, user: string, device: string | null = null): string {
  return `${key}_${user}@${USER_DOMAIN}${device === null ? '' : `/${device}`}`
}

/** The same for a group or room. */
export function channelText({ key }: App, id: string): string {
  return `${key}_${id}@${CONFERENCE_DOMAIN}`
}
