import { ExactNumber } from './json/exact-number.ts'
import { parseJson } from './json/parse-json.ts'
import type { KeyValue, KeyValueFields } from './msync.generated.js'
import { ValueType } from './numbers.ts'
import type { LongParts } from './wire.ts'

/**
 * Encodes a JSON object as the wire's attribute list. Types are those of the web SDK (msync.md §2.4), except that integers beyond
 * 32 bits say so (LLINT, or DOUBLE beyond 64) for clients that look at the declared width, and that numbers keep their
 * digits (docs/decisions/0023). Undefined is omitted; other values that JSON does not know (functions, symbols, bigint, NaN)
 * become text.
 */
export function encodeKeyValues(object: Readonly<Record<string, unknown>>): KeyValueFields[] {
  const pairs: KeyValueFields[] = []
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) pairs.push({ key, ...encodeValue(value) })
  }
  return pairs
}

function encodeValue(value: unknown): KeyValueFields {
  if (value instanceof ExactNumber) return encodeExact(value)
  if (typeof value === 'object') return { type: ValueType.JSON_STRING, stringValue: JSON.stringify(value) }
  // SDK 5 takes any number for true, even 0; all SDKs take none for false (sdk5.md §16, trap 4).
  if (typeof value === 'boolean') return { type: ValueType.BOOL, ...(value && { varintValue: 1 }) }
  if (typeof value !== 'number' || Number.isNaN(value)) {
    return { type: ValueType.STRING, stringValue: String(value) }
  }
  if (value === (value | 0)) return { type: ValueType.INT, varintValue: value }
  if (Number.isSafeInteger(value)) return { type: ValueType.LLINT, varintValue: value }
  return encodeLong(ExactNumber.of(String(value))) ?? { type: ValueType.DOUBLE, doubleValue: value }
}

/** A number that fits no type of the wire is text to clients. An extra field, unknown to them, records how it was written. */
function encodeExact(number: ExactNumber): KeyValueFields {
  const { digits } = number
  const long = encodeLong(number)
  if (long !== undefined) return long
  return number.isRespelled
    ? { type: ValueType.DOUBLE, doubleValue: Number(digits), digits }
    : { type: ValueType.STRING, stringValue: digits, digits }
}

function encodeLong(number: ExactNumber | undefined): KeyValueFields | undefined {
  const long = number?.toInt64()
  if (long === undefined) return undefined
  const low = Number(BigInt.asIntN(32, long))
  return { type: ValueType.LLINT, varintValue: { low, high: Number(long >> 32n), unsigned: false } }
}

/**
 * Decodes the attribute list to a JSON object: the last of equal keys wins, and values of unknown type are omitted, as in the web
 * SDK. Text that claims to be JSON but is not stays text, so that one bad attribute does not hide a message.
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
      return integer(pair.varintValue ?? 0)
    case ValueType.FLOAT:
      return finite(pair.floatValue ?? 0)
    case ValueType.DOUBLE:
      return respelled(pair.doubleValue ?? 0, pair.digits)
    case ValueType.STRING: {
      const text = pair.stringValue ?? ''
      return pair.digits === text ? (ExactNumber.of(text) ?? text) : text
    }
    case ValueType.JSON_STRING:
      return parseOrKeep(pair.stringValue ?? '')
    default:
      return undefined
  }
}

function integer(value: number | LongParts): unknown {
  if (typeof value === 'number') return value
  return ExactNumber.nearest(String((BigInt(value.high) << 32n) | BigInt(value.low >>> 0)))
}

/** The digits count only if they equal the value that clients read: nobody may show one thing and record another. */
function respelled(value: number, digits: string | null): unknown {
  const exact = digits === null ? undefined : ExactNumber.of(digits)
  return exact?.isRespelled && Number(digits) === value ? exact : finite(value)
}

/** JSON has no other numbers; they would become null. */
function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}

function parseOrKeep(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}
