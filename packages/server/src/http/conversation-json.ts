import { type MessageJson, messageJson } from '@ringpost/protocol'
import type { Conversation } from '../domain/conversations/conversation-store.ts'
import type { StoredMessage } from '../domain/history/history-store.ts'
import { kindOf, peerOf } from '../domain/log/log-key.ts'
import type { App } from '../domain/tenancy/app.ts'

type Message = Omit<MessageJson, 'payload'> & { payload: string }

/** A conversation as the lists by cursor have it (sdk-rest-calls.md V1). */
export function conversationJson(user: string, conversation: Conversation) {
  const { log, last, unread, pinnedAt, marks } = conversation
  return {
    session_to: peerOf(log, user),
    session_type: kindOf(log) === 'pair' ? ('chat' as const) : ('groupchat' as const),
    is_top: pinnedAt !== null,
    update_top_status_time: pinnedAt ?? 0,
    unread_num: unread,
    marks: Array.from({ length: 20 }, (_, n) => n).flatMap((n) => (marks & (1 << n) ? [`mark_${n}`] : [])),
    meta: textMessage(last),
  }
}

/** As the older lists have it (sdk-rest-calls.md V3, V4). */
export function oldConversationJson(app: App, user: string, { log, last, unread }: Conversation) {
  const domain = kindOf(log) === 'pair' ? 'easemob.com' : 'conference.easemob.com'
  return {
    channel_id: `${app.key}_${peerOf(log, user)}@${domain}`,
    unread_num: unread,
    meta: textMessage(last),
  }
}

/** In these replies the payload is text; a conversation without a message has an empty one (§6). */
export function textMessage(message: StoredMessage | null): Message | Record<string, never> {
  if (message === null) return {}
  const { payload, ...rest } = messageJson(message)
  return { ...rest, payload: JSON.stringify(payload) }
}
