import type { EventMaker } from './event-maker.ts'
import { chatTypeOf, eventOf, groupId, groupOf } from './event-words.ts'
import { spokenIn } from './spoken.ts'

/** The vendor's name for an operator that is the app (webhooks.md §5.3). */
const APP_OPERATOR = 'easemob_rest_app_admin'

/** Edits: the notice that clients get holds what is told (webhooks.md §5.3). */
export const editEvents: EventMaker = {
  family: 'edit',
  kinds: ['message.edited'],
  make(fact, known) {
    const entry = known.entryOf(fact)
    if (fact.kind !== 'message.edited' || entry === undefined) return []
    const { id, time, sender: from, receiver: to } = entry
    const chatType = chatTypeOf(fact.subject)
    const { type, ext, bodies, meta } = spokenIn(entry, chatType)
    const info = meta.edit_msg as Record<string, unknown>
    const operator = fact.by.kind === 'user' ? fact.by.name : APP_OPERATOR
    return [
      eventOf(fact, {
        family: 'edit',
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
          chat_type: 'edit',
          from,
          to,
          ...groupId(fact.subject),
          msg_id: String(id),
          payload: {
            edit_message_id: String(fact.message),
            ext,
            bodies,
            meta: { edit_msg: { ...info, operator } },
            type: 'edit',
          },
        },
      }),
    ]
  },
}
