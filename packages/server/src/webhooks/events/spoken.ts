import { callbackBody, decodeMessageBody, metaOf, ProtocolError } from '@ringpost/protocol'
import type { Body } from '@ringpost/protocol/body'
import type { ChatType } from '../../domain/messages/chat-type.ts'

/** What is told of a message, in the form of history files with what callbacks add (webhooks.md §5.1). */
export interface Spoken {
  /** As bodies name it; `unknown` for a body that this version cannot read. */
  type: Body['type'] | 'unknown'
  /** As the newest callbacks name it. */
  contentType: string
  bodies: readonly object[]
  ext: Record<string, unknown>
  meta: Record<string, unknown>
  payload: Record<string, unknown>
}

const contentTypes: Readonly<Record<Body['type'], string>> = {
  txt: 'text',
  img: 'image',
  audio: 'voice',
  video: 'video',
  file: 'file',
  loc: 'location',
  cmd: 'command',
  custom: 'custom',
}
const places: Readonly<Record<ChatType, string>> = { chat: 'user', groupchat: 'group', chatroom: 'room' }

/** Name of a type of message in a kind of conversation. @param type null: this version does not know it. */
export function contentTypeOf(type: string | null, chatType: ChatType): string {
  const name = type !== null && type in contentTypes ? contentTypes[type as Body['type']] : 'unknown'
  return `chat:${places[chatType]}:${name}`
}

export function spokenIn(
  { sender, receiver, payload }: { sender: string; receiver: string; payload: Uint8Array },
  chatType: ChatType,
): Spoken {
  const { content, ext, meta } = read(payload)
  const bodies = content === null ? [] : [callbackBody(content)]
  const isCombined = content?.type === 'txt' && content.subType === 'sub_combine'
  const type = content?.type ?? 'unknown'
  return {
    type,
    contentType: isCombined ? `chat:${places[chatType]}:txt` : contentTypeOf(type, chatType),
    bodies,
    ext,
    meta,
    payload: { ext, bodies, from: sender, to: receiver, type: chatType, meta },
  }
}

/** Clients may have written anything. */
function read(payload: Uint8Array): {
  content: Body | null
  ext: Record<string, unknown>
  meta: Record<string, unknown>
} {
  try {
    const { content, ext, meta } = decodeMessageBody(payload)
    return { content, ext, meta: metaOf(meta) }
  } catch (error) {
    if (error instanceof ProtocolError) return { content: null, ext: {}, meta: {} }
    throw error
  }
}
