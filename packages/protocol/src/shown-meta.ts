import type { MessageJson } from './message-json.ts'
import { metaOf } from './message-meta.ts'
import { META } from './message-peek.ts'
import { guarded, Reader } from './wire.ts'

/** Of the length of what is shorter than 2^32 bytes. */
const MOST_LENGTH_BYTES = 5

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
    const reader = Reader.create(payload)
    let meta: string | null = null
    const kept: Uint8Array[] = []
    /** Where the bytes begin that are not among them. */
    let from = 0
    while (reader.pos < reader.len) {
      const start = reader.pos
      const tag = reader.tag()
      if (tag !== META) {
        reader.skipType(tag & 7)
        continue
      }
      meta = reader.string()
      kept.push(payload.subarray(from, start))
      from = reader.pos
    }
    kept.push(payload.subarray(from))
    const others = meta === null ? undefined : metaOf(meta)
    return appended(kept, JSON.stringify({ ...others, ...shown }))
  })
}

/** Without the library's writer, which takes twice as long: this is done for every message of a page. */
function appended(kept: readonly Uint8Array[], meta: string): Uint8Array {
  const length = Buffer.byteLength(meta)
  const size = kept.reduce((sum, part) => sum + part.length, 0)
  const bytes = Buffer.allocUnsafe(size + 1 + MOST_LENGTH_BYTES + length)
  let at = 0
  for (const part of kept) {
    bytes.set(part, at)
    at += part.length
  }
  bytes[at++] = META
  let rest = length
  for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128
  bytes[at++] = rest
  return bytes.subarray(0, at + bytes.write(meta, at))
}
