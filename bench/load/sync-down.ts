/** The facts about a SYNC frame that a client needs, found without decoding it. */
export interface SyncFacts {
  /** Local id of the send that it answers. */
  metaId: number
  metas: number
  /** Position of the varint of `nextKey` in the bytes; 0, 0 if absent. */
  keyFrom: number
  keyTo: number
  isLast: boolean
}

const facts: SyncFacts = { metaId: 0, metas: 0, keyFrom: 0, keyTo: 0, isLast: false }
let at = 0

function varint(bytes: Buffer): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++]!
    value += (byte & 127) * scale
    if (byte < 128) return value
  }
}

/**
 * Walks over the fields of an envelope and of the SyncDown in it (msync.md §2.1, §4.1).
 * @returns the same object on every call; undefined for other commands.
 */
export function readSyncDown(envelope: Buffer): SyncFacts | undefined {
  at = 0
  while (at < envelope.length) {
    const tag = varint(envelope)
    if (tag === 0x40 && varint(envelope) !== 0) return undefined
    if (tag === 0x4a) {
      const length = varint(envelope)
      return readFields(envelope, at + length)
    }
  }
  return undefined
}

function readFields(bytes: Buffer, end: number): SyncFacts {
  facts.metaId = facts.metas = facts.keyFrom = facts.keyTo = 0
  facts.isLast = false
  while (at < end) {
    const tag = varint(bytes)
    if ((tag & 7) === 2) {
      if (tag >> 3 === 4) facts.metas++
      const length = varint(bytes)
      at += length
    } else {
      const from = at
      const value = varint(bytes)
      if (tag >> 3 === 2) facts.metaId = value
      else if (tag >> 3 === 7) facts.isLast = value === 1
      else if (tag >> 3 === 5) {
        facts.keyFrom = from
        facts.keyTo = at
      }
    }
  }
  return facts
}
