import type { EventMaker } from './event-maker.ts'
import { chatTypeOf } from './event-words.ts'
import { spokenIn } from './spoken.ts'
import { spokenEvent } from './spoken-event.ts'

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
    const spoken = spokenIn(entry, chatTypeOf(fact.subject))
    const { ext, bodies, meta } = spoken
    const info = meta.edit_msg as Record<string, unknown>
    const operator = fact.by.kind === 'user' ? fact.by.name : APP_OPERATOR
    const payload = {
      edit_message_id: String(fact.message),
      ext,
      bodies,
      meta: { edit_msg: { ...info, operator } },
      type: 'edit',
    }
    return [spokenEvent(fact, 'edit', { id, time, from, to }, spoken, { chat_type: 'edit', payload })]
  },
}
