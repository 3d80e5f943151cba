import { Jid } from './msync.generated.js'
import { guarded, Reader, Writer } from './wire.ts'

const TYPE = 0x08
const FROM = 0x12
const TO = 0x1a
const CONTENTS = 0x22
const ACK_ID = 0x30
const CONFIG = 0x3a
const META = 0x4a
const EDIT_ID = 0x58
const NAME = 0x12
const ALLOW_GROUP_ACK = 0x08

export interface MessageBodyPeek {
  /** A BodyType, or a number that this version does not know; null if absent. */
  type: number | null
  from: string | null
  to: string | null
  /** The first content's ContentType; null if there is none, as in receipts. */
  contentType: number | null
  ackId: number | null
  allowGroupAck: boolean
  /** JSON text as the client sent it, unparsed: `{"thread":{}}` marks a message to a thread (msync.md §6.5). */
  meta: string | null
  editId: number | null
}

/**
 * What routing a client's message needs, without building its contents and attributes: a seventh of the cost of
 * decodeMessageBody. Throws ProtocolError, for ids of 2^53 and more too: a client with history from the vendor's server
 * can name such messages, so refuse that one send rather than the connection.
 */
export function peekMessageBody(payload: Uint8Array): MessageBodyPeek {
  return guarded(() => peek(Reader.create(payload)))
}

function peek(reader: Reader): MessageBodyPeek {
  const found: MessageBodyPeek = {
    type: null,
    from: null,
    to: null,
    contentType: null,
    ackId: null,
    allowGroupAck: false,
    meta: null,
    editId: null,
  }
  let contents = 0
  while (reader.pos < reader.len) {
    const tag = reader.tag()
    if (tag === TYPE) found.type = reader.int32()
    else if (tag === FROM) found.from = within(reader, NAME, () => reader.string())
    else if (tag === TO) found.to = within(reader, NAME, () => reader.string())
    else if (tag === CONTENTS && contents++ === 0)
      found.contentType = within(reader, TYPE, () => reader.int32())
    else if (tag === ACK_ID) found.ackId = reader.uint64()
    else if (tag === CONFIG)
      found.allowGroupAck = within(reader, ALLOW_GROUP_ACK, () => reader.bool()) ?? false
    else if (tag === META) found.meta = reader.string()
    else if (tag === EDIT_ID) found.editId = reader.uint64()
    else reader.skipType(tag & 7)
  }
  return found
}

/** Reads one field of the embedded message at the reader's position and leaves the reader behind that message. */
function within<Value>(reader: Reader, wanted: number, read: () => Value): Value | null {
  const outer = reader.len
  const end = reader.size() + reader.pos
  if (end > outer) throw new RangeError('embedded message longer than its parent')
  let value: Value | null = null
  reader.len = end
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === wanted) value = read()
    else reader.skipType(tag & 7)
  }
  reader.len = outer
  return value
}

/**
 * The same message with `from` and `to` as given (names; the SDK reads nothing else there), everything else byte for
 * byte as the client wrote it, unknown fields too. For payloads whose peeked names differ from what the server knows
 * of the sender; others can be passed on as they are. Throws ProtocolError.
 */
export function readdressMessageBody(
  payload: Uint8Array,
  { from, to }: { from: string; to: string },
): Uint8Array {
  return guarded(() => {
    const writer = Writer.create()
    const reader = Reader.create(payload)
    let addressed = false
    while (reader.pos < reader.len) {
      const start = reader.pos
      const tag = reader.tag()
      reader.skipType(tag & 7)
      if (tag === FROM || tag === TO) continue
      // Fields stay in the order of their numbers, as encoders write them.
      if (tag !== TYPE && !addressed) {
        writeNames(writer, from, to)
        addressed = true
      }
      writer.raw(payload.subarray(start, reader.pos))
    }
    if (!addressed) writeNames(writer, from, to)
    return writer.finish()
  })
}

function writeNames(writer: Writer, from: string, to: string): void {
  Jid.encode({ name: from }, writer.uint32(FROM).fork()).ldelim()
  Jid.encode({ name: to }, writer.uint32(TO).fork()).ldelim()
}
