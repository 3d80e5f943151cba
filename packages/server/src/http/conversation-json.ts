import { type MessageJson, messageJson } from '@ringpost/protocol'
import type { Conversation } from '../domain/conversations/conversation-store.ts'
import type { StoredMessage } from '../domain/history/history-store.ts'
import type { App } from '../domain/tenancy/app.ts'

type Message = Omit<MessageJson, 'payload'> & { payload: string }

/** A conversation as the lists by cursor have it (sdk-rest-calls.md V1). */
export function conversationJson(user: string, conversation: Conversation) {
  const { log, last, unread, pinnedAt, marks } = conversation
  return {
    session_to: peerOf(user, log),
    session_type: log.startsWith('p:') ? ('chat' as const) : ('groupchat' as const),
    is_top: pinnedAt !== null,
    update_top_status_time: pinnedAt ?? 0,
    unread_num: unread,
    marks: Array.from({ length: 20 }, (_, n) => n).flatMap((n) => (marks & (1 << n) ? [`mark_${n}`] : [])),
    meta: textMessage(last),
  }
}

/** As the older lists have it (sdk-rest-calls.md V3, V4). */
export function oldConversationJson(app: App, user: string, { log, last, unread }: Conversation) {
  const domain = log.startsWith('p:') ? 'easemob.com' : 'conference.easemob.com'
  return {
    channel_id: `${app.key}_${peerOf(user, log)}@${domain}`,
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

/** Names hold no `|`; in receivers that were never registered it is escaped. */
function peerOf(user: string, log: string): string {
  if (!log.startsWith('p:')) return log.slice(2)
  const [a, b] = log.slice(2).split('|') as [string, string]
  return (a === user ? b : a).replaceAll('%7C', '|')
}
