import { decodeKeyValues, type KeyValue } from '@ringpost/protocol'
import { parseJson } from '@ringpost/protocol/json'

/** Attributes that travel beside the payload (Meta.ext, msync.md §5), as entries store them: JSON; null for none. */
export function encodeAttributes(ext: readonly KeyValue[]): Uint8Array | null {
  return ext.length === 0 ? null : Buffer.from(JSON.stringify(decodeKeyValues(ext)))
}

/** Back again. */
export function decodeAttributes(attributes: Uint8Array): Record<string, unknown> {
  return parseJson(Buffer.from(attributes).toString('utf8')) as Record<string, unknown>
}
