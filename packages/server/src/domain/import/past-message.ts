import { hash } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import { type Body, contentNumbers } from '@ringpost/protocol/body'
import { groupLog, pairLog } from '../log/log-key.ts'
import { parseContent } from '../messages/content.ts'
import { DAY_MS, type KeptDays } from '../retention/kept-days.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName } from '../users/user-name.ts'

/** Earliest time accepted, in ms: a value below one second was not meant as milliseconds (§7 R4). */
const EARLIEST = 1000

/** A message of another system, as the caller describes it. */
export interface PastMessage {
  chat: 'user' | 'group'
  from: string
  /** User or group. */
  to: string
  type: string
  body: Readonly<Record<string, unknown>>
  ext: Readonly<Record<string, unknown>> | undefined
  /** ms since 1970; now when absent. */
  time: number | undefined
  /** The receiver has read it. */
  read: boolean
  /** Id in the other system: a message with the same id and time is the same message, whatever its content. */
  id: string | undefined
}

/** The same, validated. */
export interface PreparedMessage {
  chat: PastMessage['chat']
  log: string
  sender: string
  receiver: string
  content: Body
  contentType: number
  ext: PastMessage['ext']
  time: number
  read: boolean
  /** Identifies a repeat; null if a repeat cannot be told from a new message. */
  origin: string | null
}

/**
 * Validates an imported message.
 * @param fileBase URL to which a bare file UUID is appended, ending in `/`.
 * @param kept what is older is refused, as it would be removed at once.
 * @param now ms since 1970.
 * @throws ApiError for a missing or invalid field: `import.*`, `send.type_illegal`, `send.field_missing`,
 * `send.field_illegal`, `send.too_large`.
 */
export function prepare(
  { settings }: Pick<App, 'settings'>,
  message: PastMessage,
  fileBase: string,
  kept: KeptDays,
  now: number,
): PreparedMessage {
  const { chat, type, ext, read, time } = message
  if (message.from === '') throw new ApiError('import.from_missing')
  if (message.to === '') throw new ApiError('import.target_missing')
  if (type === '') throw new ApiError('import.type_missing')
  if (Object.keys(message.body).length === 0) throw new ApiError('import.body_missing')
  const days = chat === 'user' ? kept.pair : kept.group
  const earliest = days === 0 ? EARLIEST : now - days * DAY_MS
  if (time !== undefined && !(Number.isInteger(time) && time >= earliest && time <= now)) {
    const reason = days === 0 ? '' : `: messages are kept for ${days} days`
    throw new ApiError('import.time_illegal', { bounds: `from ${earliest} up to now${reason}` })
  }
  const content = parseContent(type, message.body, fileBase)
  const said = JSON.stringify([content, ext ?? null])
  if (Buffer.byteLength(said) > settings.messageBytes) throw new ApiError('send.too_large')
  const sender = foldUserName(message.from)
  const receiver = chat === 'user' ? foldUserName(message.to) : message.to
  return {
    chat,
    log: chat === 'user' ? pairLog(sender, receiver) : groupLog(receiver),
    sender,
    receiver,
    content,
    contentType: contentNumbers[content.type],
    ext,
    time: time ?? now,
    read,
    origin: originOf([chat, sender, receiver], message, said),
  }
}

/**
 * Without a time and an id, a repeated message counts as a new one. The time comes first because files are in
 * chronological order: the index of origins then grows at one end.
 */
function originOf(address: readonly string[], { id, time }: PastMessage, said: string): string | null {
  if (id === undefined && time === undefined) return null
  const facts = id === undefined ? [...address, said] : [...address, id]
  return `import/${(time ?? 0).toString(36)}/${hash('sha256', JSON.stringify(facts), 'base64url')}`
}
