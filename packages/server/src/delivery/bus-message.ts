import { MESSAGE_BYTES } from '../domain/cluster/bus.ts'
import type { Entry } from '../domain/log/entry.ts'

/** What nodes publish about logs. */
export type BusMessage =
  | { entry: Entry }
  /**
   * Entries of a log up to this position are committed, the first of them not known to have been published: nodes that want them
   * read them. Earlier versions name only the last one.
   */
  | { log: string; first?: number; seq: number }
  /** The user of the topic follows the log from after a position, or no longer. */
  | { follow: string; after: number }
  | { unfollow: string }

/** Space for the fields of an entry besides payload and attributes; an audience of thousands would not fit. */
const HEAD_BYTES = 128 * 1024

/** Layout: length of the head (4 bytes), head as JSON, attributes, payload. */
export function encodeBusMessage(message: BusMessage): Uint8Array {
  if (!('entry' in message)) return pack(message, [])
  const { payload, attributes, ...head } = message.entry
  const size = payload.length + (attributes?.length ?? 0)
  const packed =
    size > MESSAGE_BYTES - HEAD_BYTES
      ? undefined
      : pack({ entry: head, attributes: attributes?.length ?? null }, [attributes ?? NOTHING, payload])
  return packed === undefined || packed.length > MESSAGE_BYTES
    ? pack({ log: head.log, first: head.seq, seq: head.seq }, [])
    : packed
}

const NOTHING = new Uint8Array()

function pack(head: object, parts: readonly Uint8Array[]): Buffer {
  const json = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json, ...parts])
}

export function decodeBusMessage(bytes: Uint8Array): BusMessage {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = 4 + message.readUInt32BE(0)
  const head = JSON.parse(message.toString('utf8', 4, end)) as
    | Exclude<BusMessage, { entry: Entry }>
    | { entry: Omit<Entry, 'payload' | 'attributes'>; attributes: number | null }
  if (!('entry' in head)) return head
  const { entry, attributes } = head
  const middle = end + (attributes ?? 0)
  return {
    entry: {
      ...entry,
      attributes: attributes === null ? null : message.subarray(end, middle),
      payload: message.subarray(middle),
    },
  }
}
