import { metaOf } from './message-meta.ts'
import { MessageBody } from './msync.generated.js'
import { decode, encode } from './wire.ts'

/** The message with what its readers are told of the thread that it stands in (msync.md §6.5). Throws ProtocolError. */
export function withThread(
  payload: Uint8Array,
  { name, group, message }: { name: string; group: string; message: string },
): Uint8Array {
  const body = decode(MessageBody, payload)
  const thread = { msg_parent_id: message, muc_parent_id: group, thread_name: name }
  return encode(MessageBody, { ...body, meta: JSON.stringify({ ...metaOf(body.meta), thread }) })
}
