import { metaOf } from './message-meta.ts'
import { META } from './message-peek.ts'
import { guarded, Reader, Writer } from './wire.ts'

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
    const writer = Writer.create()
    const reader = Reader.create(payload)
    let meta: string | null = null
    /** Where the bytes begin that have not been copied. */
    let from = 0
    while (reader.pos < reader.len) {
      const start = reader.pos
      const tag = reader.tag()
      if (tag !== META) {
        reader.skipType(tag & 7)
        continue
      }
      meta = reader.string()
      writer.raw(payload.subarray(from, start))
      from = reader.pos
    }
    writer.raw(payload.subarray(from))
    return writer
      .uint32(META)
      .string(JSON.stringify({ ...metaOf(meta), reaction }))
      .finish()
  })
}
