import type { Fact } from '../../domain/facts/fact.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import type { EventMaker } from './event-maker.ts'
import { chatTypeOf } from './event-words.ts'
import type { Known } from './known.ts'
import { spokenIn } from './spoken.ts'
import { spokenEvent } from './spoken-event.ts'

/** Messages, as they were sent: told once, whoever gets them (webhooks.md §5.1). */
export function messageEvents(onGone: () => void): EventMaker {
  return {
    family: 'chat',
    kinds: ['message.sent'],
    needs: ['message.edited', 'message.recalled'],
    make(fact, known) {
      const event = chatEvent(fact, known)
      if (event === undefined) onGone()
      return event === undefined ? [] : [event]
    },
  }
}

/** Undefined if the fact is about no message, or nothing is left of it. */
export function chatEvent(fact: Fact, known: Known): WebhookEvent | undefined {
  if (fact.kind !== 'message.sent') return undefined
  const message = fact.unstored ?? known.messageOf(fact)
  if (message === undefined) return undefined
  const { id, time, sender: from, receiver: to } = message
  const chatType = chatTypeOf(fact.subject)
  const spoken = spokenIn(message, chatType)
  const event = spokenEvent(fact, 'chat', { id, time, from, to }, spoken, {
    chat_type: chatType === 'chat' ? 'chat' : 'groupchat',
    payload: spoken.payload,
    content_type: spoken.contentType,
  })
  return { ...event, env: fact.env ?? null }
}
