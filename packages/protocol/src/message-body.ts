import type { Body } from './body.ts'
import { decodeContent } from './decode-content.ts'
import { encodeContent } from './encode-content.ts'
import { decodeKeyValues, encodeKeyValues } from './key-value.ts'
import { MessageBody, type StreamChunk, type StreamChunkFields } from './msync.generated.js'
import type { BodyType } from './numbers.ts'
import { decode, encode } from './wire.ts'

export interface MessageBodyInput {
  type: BodyType
  /** User id; the SDK shows it as the sender. */
  from: string
  /** User, group, room or thread id; the SDK shows it as the receiver. */
  to: string
  /** What the user wrote; absent in receipts and recalls. */
  content?: Body | undefined
  /** The application's attributes. Absent in READ_ACK, where the SDK parses the first one as JSON (trap 14). */
  ext?: Readonly<Record<string, unknown>> | undefined
  /** Id of the message that a receipt or a recall refers to. */
  ackId?: number | undefined
  ackContent?: string | undefined
  allowGroupAck?: boolean | undefined
  /** JSON about the message: reactions, thread, edit (msync.md §6.5). */
  meta?: object | undefined
  editId?: number | undefined
  editScope?: number | undefined
  stream?: StreamChunkFields | undefined
  sendToPeer?: boolean | undefined
  clearsAll?: boolean | undefined
}

/** Meta.payload in namespace CHAT. */
export function encodeMessageBody(input: MessageBodyInput): Uint8Array {
  return encode(MessageBody, {
    type: input.type,
    from: { name: input.from },
    to: { name: input.to },
    // Without a first Content the SDK silently shows nothing (trap 15), so receipts carry an empty one.
    contents: [input.content ? encodeContent(input.content) : {}],
    ext: input.ext && encodeKeyValues(input.ext),
    ackId: input.ackId,
    config: input.allowGroupAck === undefined ? null : { allowGroupAck: input.allowGroupAck },
    ackContent: input.ackContent,
    meta: input.meta && JSON.stringify(input.meta),
    editId: input.editId,
    editScope: input.editScope,
    stream: input.stream,
    sendToPeer: input.sendToPeer,
    clearsAll: input.clearsAll,
  })
}

export interface DecodedMessageBody {
  /** A BodyType, or a number that this version does not know; null if absent. */
  type: number | null
  from: string
  to: string
  /** The first content, the only one that clients show. Null in receipts and for unknown content. */
  content: Body | null
  ext: Record<string, unknown>
  ackId: number | null
  ackContent: string | null
  allowGroupAck: boolean
  /** JSON text as the client sent it, unparsed. */
  meta: string | null
  editId: number | null
  editScope: number | null
  stream: StreamChunk | null
}

/** Throws ProtocolError. */
export function decodeMessageBody(payload: Uint8Array): DecodedMessageBody {
  const body = decode(MessageBody, payload)
  const first = body.contents[0]
  return {
    type: body.type,
    from: body.from?.name ?? '',
    to: body.to?.name ?? '',
    content: first ? decodeContent(first) : null,
    ext: decodeKeyValues(body.ext),
    ackId: body.ackId,
    ackContent: body.ackContent,
    allowGroupAck: body.config?.allowGroupAck ?? false,
    meta: body.meta,
    editId: body.editId,
    editScope: body.editScope,
    stream: body.stream,
  }
}
