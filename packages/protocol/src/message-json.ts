import { type Body, sdkBody } from './body.ts'
import { historyRecord, type RecordedMessage } from './history-record.ts'
import { isJsonObject } from './json/json-object.ts'
import { parseJson } from './json/parse-json.ts'
import { decodeMessageBody } from './message-body.ts'
import { ProtocolError } from './protocol-error.ts'

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
  }
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
      bodies: [body ? sdkBody(whole(body)) : NO_BODY],
      ...extras(message),
    },
  }
}

/** Body for a message that this version cannot read. */
const NO_BODY = { type: 'txt', msg: '' }

/** A streamed message is complete by now and sent as one text: marked as a stream, it would need a stream's state. */
function whole(body: Body): Body {
  return body.type === 'txt' && body.subType === 'sub_stream' ? { type: 'txt', msg: body.msg } : body
}

function extras({ payload }: RecordedMessage): Pick<MessageJson['payload'], 'msgConfig' | 'meta'> {
  try {
    const { allowGroupAck, meta } = decodeMessageBody(payload)
    const parsed: unknown = meta ? parseJson(meta) : undefined
    return {
      ...(allowGroupAck && { msgConfig: { allowGroupAck } }),
      ...(isJsonObject(parsed) && { meta: parsed }),
    }
  } catch (error) {
    // Clients write the text themselves.
    if (error instanceof ProtocolError || error instanceof SyntaxError) return {}
    throw error
  }
}
