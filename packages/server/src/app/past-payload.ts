import { BodyType, encodeMessageBody } from '@ringpost/protocol'
import type { PreparedMessage } from '../domain/import/past-message.ts'

/** As the sender's client would have written it; SDKs take the flags from the history (msync.md §6.5). */
export function pastPayload(message: PreparedMessage): Uint8Array {
  const { chat, sender, receiver, content, ext, read } = message
  return encodeMessageBody({
    type: chat === 'user' ? BodyType.CHAT : BodyType.GROUP_CHAT,
    from: sender,
    to: receiver,
    content,
    ext,
    ...(read ? { meta: { isRead: true, isDelivered: true } } : {}),
  })
}
