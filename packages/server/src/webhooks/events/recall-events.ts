import { decodeMessageBody } from '@ringpost/protocol'
import type { EventMaker } from './event-maker.ts'
import { chatTypeOf, eventOf, groupId, groupOf } from './event-words.ts'
import { spokenIn } from './spoken.ts'

/** Recalls (webhooks.md §5.2). */
export const recallEvents: EventMaker = {
  family: 'recall',
  kinds: ['message.recalled'],
  make(fact, known) {
    const entry = known.entryOf(fact)
    if (fact.kind !== 'message.recalled' || entry === undefined) return []
    const { from } = decodeMessageBody(entry.payload)
    const { id, time, sender, receiver: to } = entry
    const chatType = chatTypeOf(fact.subject)
    // Rules that take the message take its recall.
    const { type, ext } = spokenIn({ sender, receiver: to, payload: fact.former }, chatType)
    const message = String(fact.message)
    return [
      eventOf(fact, {
        family: 'recall',
        callKey: String(id),
        timestamp: time,
        saysVersion: true,
        chatType,
        messageType: type,
        from,
        to,
        group: groupOf(fact.subject),
        extKeys: Object.keys(ext),
        body: {
          eventType: 'chat',
          chat_type: 'recall',
          recall_id: message,
          from,
          to,
          ...groupId(fact.subject),
          msg_id: String(id),
          payload: { ext: {}, ack_message_id: message, bodies: [] },
        },
      }),
    ]
  },
}
