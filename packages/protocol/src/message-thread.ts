import { metaOf } from './message-meta.ts'
import { MessageBody } from './msync.generated.js'
import { decode, encode } from './wire.ts'

/** The message to which a thread is attached, and the name of the thread. */
export interface ThreadPlace {
  name: string
  group: string
  message: number
}

/** Tells the readers of a message which thread it is in (msync.md §6.5). */
export function threadMeta({ name, group, message }: ThreadPlace) {
  return { thread: { msg_parent_id: String(message), muc_parent_id: group, thread_name: name } }
}

/** Adds that to a message. Throws ProtocolError. */
export function withThread(payload: Uint8Array, place: ThreadPlace): Uint8Array {
  const body = decode(MessageBody, payload)
  return encode(MessageBody, {
    ...body,
    meta: JSON.stringify({ ...metaOf(body.meta), ...threadMeta(place) }),
  })
}
