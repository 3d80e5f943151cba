import { sdkBody } from './body.ts'
import { historyRecord, type RecordedMessage } from './history-record.ts'
import { isJsonObject } from './json/json-object.ts'
import { parseJson } from './json/parse-json.ts'
import { decodeMessageBody } from './message-body.ts'
import type { StreamChunk } from './msync.generated.js'
import { ProtocolError } from './protocol-error.ts'
import { streamStatus } from './stream-state.ts'

/** A message in the JSON form of REST replies (sdk-rest-calls.md §6 form B); in some replies the payload is text. */
export interface MessageJson {
  id: string
  from: string
  to: string
  /** ms since 1970. */
  timestamp: number
  payload: {
    type: string
    from: string
    to: string
    ext: Record<string, unknown>
    /** SDKs read only the first one and require it: one message without spoils the whole list. */
    bodies: [object]
    msgConfig?: { allowGroupAck: true }
    /** Reactions, edits, translations. */
    meta?: object
    /** Required beside a body of subtype `sub_stream`. */
    stream?: StreamJson
  }
}

/** How far a text that is sent piece by piece has come (search-streams-translation.md §2.3). */
interface StreamJson {
  stream_type: string
  stream_status: string
  stream_error: number
  stream_finish_reason: number
}

const statuses: Readonly<Record<number, string>> = {
  [streamStatus.start]: 'stream_start',
  [streamStatus.whole]: 'stream_start_completed',
  [streamStatus.inProgress]: 'stream_in_progress',
  [streamStatus.completed]: 'stream_completed',
  [streamStatus.full]: 'stream_full',
}

export function messageJson(message: RecordedMessage): MessageJson {
  const { msg_id: id, timestamp, from, to, chat_type: type, payload } = historyRecord(message)
  const [body] = payload.bodies
  return {
    id,
    from,
    to,
    timestamp,
    payload: {
      type,
      from,
      to,
      ext: payload.ext,
      bodies: [body ? sdkBody(body) : NO_BODY],
      ...extras(message),
    },
  }
}

/** Body for a message that this version cannot read. */
const NO_BODY = { type: 'txt', msg: '' }

function extras({ payload }: RecordedMessage): Pick<MessageJson['payload'], 'msgConfig' | 'meta' | 'stream'> {
  try {
    const { allowGroupAck, meta, stream } = decodeMessageBody(payload)
    const parsed: unknown = meta ? parseJson(meta) : undefined
    return {
      ...(allowGroupAck && { msgConfig: { allowGroupAck } }),
      ...(isJsonObject(parsed) && { meta: parsed }),
      ...(stream && { stream: streamJson(stream) }),
    }
  } catch (error) {
    // Clients write the text themselves.
    if (error instanceof ProtocolError || error instanceof SyntaxError) return {}
    throw error
  }
}

function streamJson({ type, status, error, finishReason }: StreamChunk): StreamJson {
  return {
    stream_type: type ?? 'text',
    stream_status: statuses[status ?? streamStatus.start] ?? 'stream_completed',
    stream_error: error ?? 0,
    stream_finish_reason: finishReason ?? 0,
  }
}
