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

/** Tells the reader of a message the reactions to it; everything else stays, byte for byte. Throws ProtocolError. */
export function withReactions(payload: Uint8Array, reaction: readonly ReactionMeta[]): Uint8Array {
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
    return appended(kept, JSON.stringify({ ...others, reaction }))
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
