import { encodeJsonPayload } from '@ringpost/protocol'
import type { ConversationEvent } from '../../domain/events/conversation-event.ts'

const types = { user: 'chat', group: 'groupchat', room: 'chatroom' } as const
const operations: Readonly<Record<ConversationEvent['what'], string>> = { deleted: 'del' }

/** What devices are told about conversations, as the SDKs read it (msync.md §10 "conv"). */
export function conversationPayload({ conversation, what, by, device, at }: ConversationEvent): Uint8Array {
  const { kind, id } = conversation
  return encodeJsonPayload({
    type: 'conv',
    data: { op: operations[what], id, type: types[kind], ts: at, from: by, res: device ?? '', ext: '' },
  })
}
