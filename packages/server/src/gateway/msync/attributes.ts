import { decodeKeyValues, type KeyValue } from '@ringpost/protocol'
import { parseJson } from '@ringpost/protocol/json'
import type { RoomLevel } from '../../domain/messages/message-codec.ts'

/**
 * Attributes that only the server sets (msync.md §5), and the name under which SDKs, which assign attributes to an
 * object, inherit them.
 */
const RESERVED: readonly (string | null)[] = ['is_broadcast', 'is_online', '__proto__']

/**
 * Encodes the attributes beside the payload of a client's message (Meta.ext, msync.md §5) as entries store them: JSON;
 * null for none.
 */
export function encodeAttributes(ext: readonly KeyValue[]): Uint8Array | null {
  const own = ext.filter(({ key }) => !RESERVED.includes(key))
  return own.length === 0 ? null : Buffer.from(JSON.stringify(decodeKeyValues(own)))
}

/** Reverses `encodeAttributes`. */
export function decodeAttributes(attributes: Uint8Array): Record<string, unknown> {
  return parseJson(Buffer.from(attributes).toString('utf8')) as Record<string, unknown>
}

/** `chatroom_msg_tag` (msync.md §5). */
const levels: Readonly<Record<RoomLevel, number>> = { high: 0, normal: 1, low: 2 }

export function attributesWithLevel(attributes: Uint8Array | null, level: RoomLevel): Uint8Array {
  const others = attributes === null ? {} : decodeAttributes(attributes)
  return Buffer.from(JSON.stringify({ ...others, chatroom_msg_tag: levels[level] }))
}
