import { decodeKeyValues, type KeyValue } from '@ringpost/protocol'

/** Attributes that travel beside the payload (Meta.ext, msync.md §5), as entries store them: JSON; null for none. */
export function encodeAttributes(ext: readonly KeyValue[]): Uint8Array | null {
  return ext.length === 0 ? null : Buffer.from(JSON.stringify(decodeKeyValues(ext)))
}
