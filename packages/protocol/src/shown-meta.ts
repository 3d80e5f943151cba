import type { MessageJson } from './message-json.ts'
import { metaOf } from './message-meta.ts'
import { META } from './message-peek.ts'
import { guarded, Reader } from './wire.ts'

/** An entry of `reaction` in MessageBody.meta (msync.md §6.5). */
export interface ReactionMeta {
  reaction: string
  /** How many have given it. */
  count: number
  /** The reader has. SDKs before 5 rename it to `isAddedBySelf`, except in the JSON form of messages. */
  state: boolean
  isAddedBySelf: boolean
  /** The first of those who have. */
  userList: readonly string[]
}

/** `thread_overview` in MessageBody.meta: the thread that is attached to the message (msync.md §6.5). */
export interface ThreadOverviewMeta {
  id: string
  /** The group. */
  muc_parent_id: string
  name: string
  /** Web SDKs read it as they read the message of a thread's event. */
  last_message?: MessageJson
  /** ms since 1970. */
  create_timestamp: number
  update_timestamp: number
  message_count: number
}

/** What the reader of a message is told besides what its author wrote. */
export interface ShownMeta {
  reaction?: readonly ReactionMeta[]
  thread_overview?: ThreadOverviewMeta
  /** Of the reader's own messages. */
  isDelivered?: true
  isRead?: true
}

/** Adds what the reader of a message is told; everything else stays, byte for byte. Throws ProtocolError. */
export function withShown(payload: Uint8Array, shown: ShownMeta): Uint8Array {
  return guarded(() => {
    const { meta, others } = apart(payload)
    return withMeta(others, JSON.stringify(meta === null ? shown : { ...metaOf(meta), ...shown }))
  })
}

/** The meta of a message, and its bytes without it. */
function apart(payload: Uint8Array): { meta: string | null; others: Uint8Array } {
  const reader = Reader.create(payload)
  let meta: string | null = null
  const others: Uint8Array[] = []
  /** Where the bytes begin that are not among the others. */
  let from = 0
  while (reader.pos < reader.len) {
    const start = reader.pos
    const tag = reader.tag()
    if (tag === META) {
      meta = reader.string()
      others.push(payload.subarray(from, start))
      from = reader.pos
    } else reader.skipType(tag & 7)
  }
  if (meta === null) return { meta, others: payload }
  others.push(payload.subarray(from))
  return { meta, others: Buffer.concat(others) }
}

/** Without the library's writer, which takes twice as long: this is done for every message of a page. */
function withMeta(others: Uint8Array, meta: string): Uint8Array {
  const length = Buffer.byteLength(meta)
  let at = others.length
  const bytes = Buffer.allocUnsafe(at + 1 + varintBytes(length) + length)
  bytes.set(others)
  bytes[at++] = META
  let rest = length
  for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128
  bytes[at++] = rest
  bytes.write(meta, at)
  return bytes
}

/** Of a number below 2^32. */
function varintBytes(number: number): number {
  return number < 128 ? 1 : 1 + varintBytes(number >>> 7)
}
