import { type MessageJson, messageJson } from '@ringpost/protocol'
import type { Conversation } from '../domain/conversations/conversation-store.ts'
import type { StoredMessage } from '../domain/history/history-store.ts'
import { kindOf, peerOf } from '../domain/log/log-key.ts'
import type { App } from '../domain/tenancy/app.ts'

type Message = Omit<MessageJson, 'payload'> & { payload: string }

/** By bit. */
const markNames = Array.from({ length: 20 }, (_, bit) => `mark_${bit}`)

/** A conversation in the form of the lists with cursors (sdk-rest-calls.md V1). */
export function conversationJson(user: string, conversation: Conversation) {
  const { log, last, unread, pinnedAt, marks } = conversation
  return {
    session_to: peerOf(log, user),
    session_type: kindOf(log) === 'pair' ? ('chat' as const) : ('groupchat' as const),
    is_top: pinnedAt !== null,
    update_top_status_time: pinnedAt ?? 0,
    unread_num: unread,
    marks: markNames.filter((_, bit) => marks & (1 << bit)),
    meta: textMessage(last),
  }
}

/** A conversation in the form of the older lists (sdk-rest-calls.md V3, V4). */
export function oldConversationJson(app: App, user: string, { log, last, unread }: Conversation) {
  const domain = kindOf(log) === 'pair' ? 'easemob.com' : 'conference.easemob.com'
  return {
    channel_id: `${app.key}_${peerOf(log, user)}@${domain}`,
    unread_num: unread,
    meta: textMessage(last),
  }
}

/** A message whose payload is text, as these replies have it; `{}` for a conversation without messages (§6). */
export function textMessage(message: StoredMessage | null): Message | Record<string, never> {
  if (message === null) return {}
  const json = messageJson(message)
  return { ...json, payload: JSON.stringify(json.payload) }
}
