import { parseJson } from './json/index.ts'
import { Jid, MessageBody, MessageConfig } from './msync.generated.js'
import { ContentType, ValueType } from './numbers.ts'
import { guarded, Reader, Writer } from './wire.ts'
import { checkWire } from './wire-check.ts'

const TYPE = 0x08
const FROM = 0x12
const TO = 0x1a
const CONTENTS = 0x22
const ACK_ID = 0x30
const CONFIG = 0x3a
/** Tag of MessageBody.meta. */
export const META = 0x4a
const EDIT_ID = 0x58
const STREAM = 0x6a
const SEND_TO_PEER = 0x80
const ACK_IDS = 0x88
const ACK_IDS_PACKED = 0x8a
const CLEARS_ALL = 0x90
const NAME = 0x12

/** Tag in Content. */
const TEXT = 0x12

export interface MessageBodyPeek {
  /** A BodyType, or a number that this version does not know; null if absent. */
  type: number | null
  from: string | null
  to: string | null
  /** `from` and `to` if they are more than names; usually none. */
  jids: readonly Jid[]
  /** ContentType of the first content; null if it is missing or empty, as in receipts. */
  contentType: number | null
  /** 0 for an id that cannot be one of ours: of 2^53 and more. */
  ackId: number | null
  /** What a receipt of SDK 5 is about, instead of `ackId`; 0 for what cannot be an id of ours. */
  ackIds: readonly number[]
  /** False: what has been read is told to the user's own devices only (sdk5.md §7). */
  sendToPeer: boolean
  /** All conversations have been read. */
  clearsAll: boolean
  allowGroupAck: boolean
  /** JSON text as the client sent it, unparsed: `{"thread":{}}` marks a message to a thread (msync.md §6.5). */
  meta: string | null
  /** Like `ackId`. */
  editId: number | null
  /** Claims to be a piece of a stream, which only the server makes. */
  isStream: boolean
}

/**
 * The parts of a client's message that routing needs, at a third of the cost of decodeMessageBody, since contents and attributes
 * are not built. The whole message is checked, so that no later reader of its bytes finds anything else in them. Attributes that
 * claim to be JSON must be, because the SDKs lose the frame over one that is not. Throws ProtocolError.
 */
export function peekMessageBody(payload: Uint8Array): MessageBodyPeek {
  const hasJson = checkWire(payload, 'MessageBody')
  return guarded(() => {
    if (hasJson) checkJsonAttributes(payload)
    return peek(Reader.create(payload))
  })
}

function peek(reader: Reader): MessageBodyPeek {
  const found = {
    type: null as number | null,
    from: null as string | null,
    to: null as string | null,
    jids: [] as Jid[],
    contentType: null as number | null,
    ackId: null as number | null,
    ackIds: [] as number[],
    sendToPeer: true,
    clearsAll: false,
    allowGroupAck: false,
    meta: null as string | null,
    editId: null as number | null,
    isStream: false,
  }
  let contents = 0
  while (reader.pos < reader.len) {
    const tag = reader.tag()
    if (tag === TYPE) found.type = reader.int32()
    else if (tag === FROM) found.from = readName(reader, found.jids)
    else if (tag === TO) found.to = readName(reader, found.jids)
    else if (tag === CONTENTS && contents++ === 0) found.contentType = readContentType(reader)
    else if (tag === ACK_ID) found.ackId = reader.ownId()
    else if (tag === CONFIG)
      found.allowGroupAck = MessageConfig.decode(reader, reader.size()).allowGroupAck ?? false
    else if (tag === META) found.meta = reader.string()
    else if (tag === EDIT_ID) found.editId = reader.ownId()
    else if (tag === STREAM) {
      found.isStream = true
      reader.skipType(2)
    } else if (tag === SEND_TO_PEER) found.sendToPeer = reader.bool()
    else if (tag === CLEARS_ALL) found.clearsAll = reader.bool()
    else if (tag === ACK_IDS) found.ackIds.push(reader.ownId())
    else if (tag === ACK_IDS_PACKED) {
      for (const end = reader.size() + reader.pos; reader.pos < end; ) found.ackIds.push(reader.ownId())
    } else reader.skipType(tag & 7)
  }
  return found
}

/** Usually there is nothing but a name. */
function readName(reader: Reader, jids: Jid[]): string | null {
  const outer = reader.pos
  const end = reader.size() + reader.pos
  if (reader.pos < end && reader.tag() === NAME) {
    const name = reader.string()
    if (reader.pos === end) return name
  }
  reader.pos = outer
  const jid = Jid.decode(reader, reader.size())
  jids.push(jid)
  return jid.name
}

/** Type of the content at the reader's position. Absent means text: its number is 0, which some encoders omit. */
function readContentType(reader: Reader): number | null {
  const end = reader.size() + reader.pos
  let type: number | null = null
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === TYPE) {
      type = reader.int32()
      reader.pos = end
    } else {
      if (tag === TEXT) type = ContentType.TEXT
      reader.skipType(tag & 7)
    }
  }
  return type
}

/** The SDKs parse them without checking, and lose the whole frame. */
function checkJsonAttributes(payload: Uint8Array): void {
  const { ext, contents } = MessageBody.decode(Reader.create(payload))
  for (const pairs of [ext, ...contents.flatMap(({ params, customExts }) => [params, customExts])])
    for (const { type, stringValue } of pairs)
      if (type === ValueType.JSON_STRING) parseJson(stringValue ?? '')
}

/**
 * The same message with the given `from`, `to` and `meta` (names; the SDK reads nothing else there). Everything else is kept byte
 * for byte, including unknown fields. For payloads whose peek differs from what the server knows; others can be passed on as they
 * are. Throws ProtocolError.
 */
export function readdressMessageBody(
  payload: Uint8Array,
  { from, to, meta }: { from: string; to: string; meta: string | null },
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
      if (tag !== META) writer.raw(payload.subarray(start, reader.pos))
      else if (meta !== null) writer.uint32(META).string(meta)
    }
    if (!addressed) writeNames(writer, from, to)
    return writer.finish()
  })
}

function writeNames(writer: Writer, from: string, to: string): void {
  Jid.encode({ name: from }, writer.uint32(FROM).fork()).ldelim()
  Jid.encode({ name: to }, writer.uint32(TO).fork()).ldelim()
}
