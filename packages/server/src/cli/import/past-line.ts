import { ExactNumber, isJsonObject, parseJson } from '@ringpost/protocol/json'
import type { PastMessage } from '../../domain/import/past-message.ts'

const chats: Readonly<Record<string, PastMessage['chat']>> = { chat: 'user', groupchat: 'group' }

/**
 * Parses one line of an import: our own form `{chat_type, from, to, type, body, timestamp, ext?, is_read?, id?}`, or a record of
 * a history export (seed 003 "历史消息内容"), by this server or another.
 * @throws Error that says what is wrong.
 */
export function parsePastLine(line: string): PastMessage {
  const record = parseObject(line)
  const payload = isJsonObject(record.payload) ? record.payload : undefined
  const message = payload === undefined ? record : flattened(record, payload)
  const chat = typeof message.chat_type === 'string' ? message.chat_type.toLowerCase() : 'chat'
  if (!Object.hasOwn(chats, chat)) throw new Error(`chat_type ${chat} is not imported`)
  const { body, timestamp, id } = message
  // PHP encodes an empty object as an empty array.
  const ext = Array.isArray(message.ext) && message.ext.length === 0 ? {} : message.ext
  if (!isJsonObject(body)) throw new Error('body must be an object')
  if (ext !== undefined && ext !== null && !isJsonObject(ext)) throw new Error('ext must be an object')
  if (!isNumber(timestamp)) throw new Error('timestamp must be milliseconds since 1970')
  return {
    chat: chats[chat]!,
    from: text(message, 'from'),
    to: text(message, 'to'),
    type: text(message, 'type'),
    body,
    ext: ext ?? undefined,
    time: Number(timestamp),
    read: message.is_read === true,
    id: id === undefined || id === null ? undefined : String(id),
  }
}

/** A record of an export keeps the content in its payload. */
function flattened(
  record: Record<string, unknown>,
  payload: Record<string, unknown>,
): Record<string, unknown> {
  const body: unknown = Array.isArray(payload.bodies) ? payload.bodies[0] : undefined
  return {
    chat_type: record.chat_type,
    from: payload.from ?? record.from,
    to: payload.to ?? record.to,
    type: isJsonObject(body) ? body.type : undefined,
    body,
    ext: payload.ext,
    timestamp: record.timestamp,
    id: record.msg_id,
  }
}

function parseObject(line: string): Record<string, unknown> {
  let value: unknown
  try {
    value = parseJson(line)
  } catch {
    throw new Error('not JSON, or nested too deep')
  }
  if (!isJsonObject(value)) throw new Error('no JSON object')
  return value
}

function text(message: Record<string, unknown>, field: string): string {
  const value = message[field]
  if (isNumber(value)) return String(value)
  if (typeof value !== 'string') throw new Error(`${field} must be text`)
  return value
}

function isNumber(value: unknown): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber
}
