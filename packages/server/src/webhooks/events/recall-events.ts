import { decodeMessageBody } from '@ringpost/protocol'
import type { EventMaker } from './event-maker.ts'
import { chatTypeOf } from './event-words.ts'
import { spokenIn } from './spoken.ts'
import { spokenEvent } from './spoken-event.ts'

/** Recalls (webhooks.md §5.2). */
export const recallEvents: EventMaker = {
  family: 'recall',
  kinds: ['message.recalled'],
  make(fact, known) {
    const entry = known.entryOf(fact)
    if (fact.kind !== 'message.recalled' || entry === undefined) return []
    const { from } = decodeMessageBody(entry.payload)
    const { id, time, sender, receiver: to } = entry
    const former = { sender, receiver: to, payload: fact.former }
    const message = String(fact.message)
    return [
      spokenEvent(fact, 'recall', { id, time, from, to }, spokenIn(former, chatTypeOf(fact.subject)), {
        chat_type: 'recall',
        recall_id: message,
        payload: { ext: {}, ack_message_id: message, bodies: [] },
      }),
    ]
  },
}
