import type { Happening } from '../facts/fact.ts'
import { textOf } from '../facts/fact-text.ts'
import type { Appended, NewEntry } from './entry.ts'

/** Indexes of an entry's numbers. `attributes` is -1 for none. */
export const numberAt = {
  app: 0,
  id: 1,
  time: 2,
  kind: 3,
  contentType: 4,
  echo: 5,
  payload: 6,
  attributes: 7,
  past: 8,
} as const
const NUMBERS = 9

/** Indexes of an entry's texts. */
export const textAt = {
  log: 0,
  sender: 1,
  senderDevice: 2,
  receiver: 3,
  receiverDevice: 4,
  audience: 5,
  origin: 6,
} as const
const TEXTS = 7

/**
 * Entries as arrays of columns: a batch crosses to another thread as two transferred buffers and one list of strings,
 * instead of an object and two buffers per entry.
 */
export interface EntryBatch {
  /** {@link numberAt} per entry; byte lengths for payload and attributes. */
  numbers: Float64Array<ArrayBuffer>
  /** {@link textAt} per entry. */
  texts: (string | null)[]
  followers: (readonly string[])[]
  /** Payload, then attributes, of each entry in turn. */
  bytes: Uint8Array<ArrayBuffer>
  /** Kind and text of each entry's fact, null for entries without one; null if no entry has one. */
  facts: readonly (string | null)[] | null
}

/** An entry with the fact it states, if somebody follows facts. */
export type Line = NewEntry & { happening?: Happening | undefined }

/** Size of an entry in the arrays of a batch. */
export const batchRows = { numbers: NUMBERS, texts: TEXTS, facts: 2 } as const

/** Approximate bytes of an entry in a batch; bounds a flight. */
export function entryBytes(entry: NewEntry): number {
  return entry.payload.byteLength + (entry.attributes?.byteLength ?? 0) + 256
}

/** Buffers of a batch, to be transferred to another thread instead of copied. */
export function buffersOf({ numbers, bytes }: EntryBatch): ArrayBuffer[] {
  return [numbers.buffer, bytes.buffer]
}

/** Times of the entries, in ms since 1970. */
export function timesOf({ numbers }: EntryBatch): number[] {
  return Array.from(
    { length: numbers.length / NUMBERS },
    (_, index) => numbers[index * NUMBERS + numberAt.time]!,
  )
}

/** Sets the id of each entry. */
export function setIds({ numbers }: EntryBatch, ids: readonly number[]): void {
  for (const [index, id] of ids.entries()) numbers[index * NUMBERS + numberAt.id] = id
}

export function packEntries(entries: readonly Line[]): EntryBatch {
  const numbers = new Float64Array(entries.length * NUMBERS)
  // Grown with push, not preallocated: V8 clones an array that never had holes twice as fast.
  const texts: (string | null)[] = []
  const followers: (readonly string[])[] = []
  let size = 0
  for (const entry of entries) size += entry.payload.byteLength + (entry.attributes?.byteLength ?? 0)
  const bytes = new Uint8Array(size)
  let offset = 0
  let n = 0
  for (const entry of entries) {
    numbers[n++] = entry.app
    numbers[n++] = entry.id
    numbers[n++] = entry.time
    numbers[n++] = entry.kind
    numbers[n++] = entry.contentType
    numbers[n++] = entry.echo ? 1 : 0
    numbers[n++] = entry.payload.byteLength
    numbers[n++] = entry.attributes?.byteLength ?? -1
    numbers[n++] = entry.past === true ? 1 : 0
    texts.push(
      entry.log,
      entry.sender,
      entry.senderDevice,
      entry.receiver,
      entry.receiverDevice,
      audienceText(entry),
      entry.origin,
    )
    followers.push(entry.followers)
    bytes.set(entry.payload, offset)
    offset += entry.payload.byteLength
    if (entry.attributes !== null) {
      bytes.set(entry.attributes, offset)
      offset += entry.attributes.byteLength
    }
  }
  return { numbers, texts, followers, bytes, facts: packFacts(entries) }
}

/** Names, or the position that the part of the log which a reader sees must include; null: everybody. */
function audienceText({ audience, about }: NewEntry): string | null {
  if (audience !== null) return JSON.stringify(audience)
  return about === undefined ? null : String(about)
}

function packFacts(entries: readonly Line[]): (string | null)[] | null {
  if (!entries.some(({ happening }) => happening !== undefined)) return null
  return entries.flatMap(({ happening }) =>
    happening === undefined ? [null, null] : [happening.kind, textOf(happening)],
  )
}

/** Result of a batch: seq, id, time, repeat (0 or 1) per entry. */
export type AppendedRows = Float64Array<ArrayBuffer>
export const APPENDED_NUMBERS = 4

export function unpackAppended(rows: AppendedRows): Appended[] {
  return Array.from({ length: rows.length / APPENDED_NUMBERS }, (_, index) => {
    const at = index * APPENDED_NUMBERS
    return { seq: rows[at]!, id: rows[at + 1]!, time: rows[at + 2]!, repeat: rows[at + 3] === 1 }
  })
}
