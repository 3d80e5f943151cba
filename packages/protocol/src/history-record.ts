import type { Body } from './body.ts'
import { type DecodedMessageBody, decodeMessageBody } from './message-body.ts'
import { BodyType } from './numbers.ts'
import { ProtocolError } from './protocol-error.ts'

export type ChatType = 'chat' | 'groupchat' | 'chatroom'

/** A message in the form of history exports (seed 003 "历史消息内容"; rest-messages-users.md §9). */
export interface HistoryRecord {
  msg_id: string
  /** ms since 1970. */
  timestamp: number
  /** The documents disagree on its meaning; every sample shows this value (§16 row 35). */
  direction: 'outgoing'
  to: string
  from: string
  chat_type: ChatType
  payload: { bodies: Body[]; ext: Record<string, unknown>; from: string; to: string }
}

export interface RecordedMessage {
  id: number
  /** ms since 1970. */
  time: number
  sender: string
  receiver: string
  /** A MessageBody. */
  payload: Uint8Array
}

const chatTypes: Readonly<Record<number, ChatType>> = {
  [BodyType.GROUP_CHAT]: 'groupchat',
  [BodyType.CHAT_ROOM]: 'chatroom',
}

/** Converts a message. A payload that cannot be read, as from a broken client, yields a record without a body. */
export function historyRecord({ id, time, sender, receiver, payload }: RecordedMessage): HistoryRecord {
  const body = readable(payload)
  return {
    msg_id: String(id),
    timestamp: time,
    direction: 'outgoing',
    to: receiver,
    from: sender,
    chat_type: chatTypes[body?.type ?? BodyType.CHAT] ?? 'chat',
    payload: {
      bodies: body?.content ? [body.content] : [],
      ext: body?.ext ?? {},
      from: sender,
      to: receiver,
    },
  }
}

function readable(payload: Uint8Array): DecodedMessageBody | undefined {
  try {
    return decodeMessageBody(payload)
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
