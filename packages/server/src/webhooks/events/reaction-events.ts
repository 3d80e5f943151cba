import { isJsonObject, parseJson } from '@ringpost/protocol/json'
import type { EventMaker } from './event-maker.ts'
import { chatTypeOf, eventOf, groupId, groupOf } from './event-words.ts'
import { spokenIn } from './spoken.ts'

/** Reactions: the notice that clients get holds what is told, all reactions to the message (webhooks.md §5.10). */
export const reactionEvents: EventMaker = {
  family: 'reaction',
  kinds: ['reaction.added', 'reaction.removed'],
  make(fact, known) {
    const entry = known.entryOf(fact)
    if ((fact.kind !== 'reaction.added' && fact.kind !== 'reaction.removed') || entry === undefined) return []
    const chatType = chatTypeOf(fact.subject)
    const message = known.placeOf(fact.message)
    const { sender: from, receiver: to } = message ?? entry
    const { id, time } = entry
    const { data, num } = noticeIn(entry.payload)
    return [
      eventOf(fact, {
        family: 'reaction',
        callKey: String(id),
        timestamp: time,
        saysVersion: true,
        chatType,
        ...(message && { messageType: spokenIn(message, chatType).type }),
        from,
        to,
        group: groupOf(fact.subject),
        body: {
          eventType: 'chat',
          chat_type: 'notify',
          from,
          to,
          ...groupId(fact.subject),
          msg_id: String(id),
          payload: { type: 'reaction', num, channel_type: chatType === 'chat' ? 'chat' : 'groupchat', data },
        },
      }),
    ]
  },
}

/** What clients get, without what only one of them sees: whether the reader has given the reaction. */
function noticeIn(payload: Uint8Array): { data: object[]; num: number } {
  const notice = parseJson(Buffer.from(payload).toString())
  const data = isJsonObject(notice) && Array.isArray(notice.data) ? notice.data.filter(isJsonObject) : []
  const shown = data.map(({ reactions, ...rest }) => ({
    ...rest,
    reactions: (Array.isArray(reactions) ? reactions.filter(isJsonObject) : []).map(
      ({ state: _, isAddedBySelf: __, ...reaction }) => reaction,
    ),
  }))
  return { data: shown, num: shown.reduce((sum, { reactions }) => sum + reactions.length, 0) }
}
