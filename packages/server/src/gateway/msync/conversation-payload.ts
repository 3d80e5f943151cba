import { encodeJsonPayload } from '@ringpost/protocol'
import type { ConversationEvent } from '../../domain/events/conversation-event.ts'

const types = { user: 'chat', group: 'groupchat', room: 'chatroom' } as const
const operations: Readonly<Record<Exclude<ConversationEvent['what'], 'history-deleted'>, string>> = {
  deleted: 'del',
  pinned: 'top',
  unpinned: 'not_top',
  marked: 'mark',
  unmarked: 'mark_delete',
  'message-pinned': 'pin',
  'message-unpinned': 'pin_delete',
}

/** Encodes events of conversations as the SDKs read them (msync.md §10 "conv", "roaming_delete"). */
export function conversationPayload(event: ConversationEvent): Uint8Array {
  const { conversation, what, by, device, at } = event
  const { kind, id } = conversation
  const resource = device ?? ''
  if (what === 'history-deleted') {
    const data = { resource, to: id, chatType: types[kind], ...erased(event) }
    return encodeJsonPayload({ type: 'roaming_delete', data })
  }
  return encodeJsonPayload({
    type: 'conv',
    data: { op: operations[what], id, type: types[kind], ts: at, from: by, res: resource, ext: ext(event) },
  })
}

/** Without it SDK 5 drops the event (sdk5.md §8.1). */
function erased({ erased }: ConversationEvent): object {
  if (erased === undefined) return {}
  return 'until' in erased ? { deleteTime: erased.until } : { msgIdList: erased.messages.map(String) }
}

function ext({ what, subject }: ConversationEvent): string {
  if (subject === undefined) return ''
  return what === 'marked' || what === 'unmarked' ? `mark_${subject}` : String(subject)
}
