import { isDeepStrictEqual } from 'node:util'
import { historyRecord } from '@ringpost/protocol'
import { isJsonObject } from '@ringpost/protocol/json'
import { type Entry, entryKind } from '../domain/log/entry.ts'
import type { ChatType } from '../domain/messages/chat-type.ts'

/** A message that was sent in an app, as tests see it. */
export interface SaidMessage {
  id: string
  from: string
  /** User, or id of the group or room. */
  to: string
  chatType: ChatType
  /** `txt`, `img`, `cmd`, `custom` and so on; empty if the body cannot be read. */
  type: string
  /** Of text messages. */
  text?: string
  /** As in history exports. */
  body: Readonly<Record<string, unknown>>
  ext: Readonly<Record<string, unknown>>
  /** ms since 1970. */
  timestamp: number
}

/** Undefined for entries that are no message, and for the pieces of one. */
export function saidMessage(entry: Entry): SaidMessage | undefined {
  if (entry.kind !== entryKind.message || entry.piece !== undefined) return undefined
  const { msg_id: id, from, to, chat_type: chatType, payload, timestamp } = historyRecord(entry)
  const [body] = payload.bodies
  return {
    ...{ id, from, to, chatType },
    type: body?.type ?? '',
    ...(body?.type === 'txt' && { text: body.msg }),
    body: { ...body },
    ext: payload.ext,
    timestamp,
  }
}

/** One line for people. */
export function describeMessage({ id, from, to, chatType, type, text, ext }: SaidMessage): string {
  const where = chatType === 'chat' ? to : `${chatType} ${to}`
  const said = text === undefined ? type : JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
  const more = Object.keys(ext).length === 0 ? '' : ` ext ${JSON.stringify(ext).slice(0, 120)}`
  return `${from} → ${where}: ${said}${more} (${id})`
}

/** Whether a value has everything that `wanted` names, to any depth; lists have to be equal. */
export function has(value: unknown, wanted: unknown): boolean {
  if (!isJsonObject(wanted)) return isDeepStrictEqual(value, wanted)
  return isJsonObject(value) && Object.entries(wanted).every(([name, each]) => has(value[name], each))
}
