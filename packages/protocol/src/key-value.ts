import type { KeyValue, KeyValueFields } from './msync.generated.js'
import { ValueType } from './numbers.ts'

/**
 * A JSON object as the wire's attribute list, typed as the web SDK types it (msync.md §2.4), except that integers beyond
 * 32 bits say so (LLINT, or DOUBLE when not exact) for clients that look at the declared width. Undefined is left out;
 * the rest of what JSON does not know (functions, symbols, bigint, NaN) becomes its text.
 */
export function encodeKeyValues(object: Readonly<Record<string, unknown>>): KeyValueFields[] {
  const pairs: KeyValueFields[] = []
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) pairs.push({ key, ...encodeValue(value) })
  }
  return pairs
}

function encodeValue(value: unknown): KeyValueFields {
  if (typeof value === 'object') return { type: ValueType.JSON_STRING, stringValue: JSON.stringify(value) }
  if (typeof value === 'boolean') return { type: ValueType.BOOL, varintValue: value ? 1 : 0 }
  if (typeof value !== 'number' || Number.isNaN(value)) {
    return { type: ValueType.STRING, stringValue: String(value) }
  }
  if (!Number.isSafeInteger(value)) return { type: ValueType.DOUBLE, doubleValue: value }
  return { type: value === (value | 0) ? ValueType.INT : ValueType.LLINT, varintValue: value }
}

/**
 * The attribute list as a JSON object: the last of equal keys wins, a value of unknown type is left out, as in the web
 * SDK. Text that claims to be JSON and is not stays text, so that one bad attribute does not hide a message.
 */
export function decodeKeyValues(pairs: readonly KeyValue[]): Record<string, unknown> {
  // fromEntries defines properties, so that a key named __proto__ is data and not the object's prototype.
  return Object.fromEntries(
    pairs.map((pair) => [pair.key ?? '', decodeValue(pair)]).filter(([, value]) => value !== undefined),
  )
}

function decodeValue(pair: KeyValue): unknown {
  switch (pair.type) {
    case ValueType.BOOL:
      return (pair.varintValue ?? 0) !== 0
    case ValueType.INT:
    case ValueType.UINT:
    case ValueType.LLINT:
      return pair.varintValue ?? 0
    case ValueType.FLOAT:
      return pair.floatValue ?? 0
    case ValueType.DOUBLE:
      return pair.doubleValue ?? 0
    case ValueType.STRING:
      return pair.stringValue ?? ''
    case ValueType.JSON_STRING:
      return parseOrKeep(pair.stringValue ?? '')
    default:
      return undefined
  }
}

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
