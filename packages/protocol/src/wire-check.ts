import { isUtf8 } from 'node:buffer'
import { ValueType } from './numbers.ts'
import { ProtocolError } from './protocol-error.ts'
import { shapes } from './wire-shapes.generated.ts'

/*
 * The only form in which a client's bytes are accepted. Decoders disagree on any other: ours skips a known number with a foreign
 * wire type, the SDKs' read it anyway; if a field occurs twice, one takes the first and another the last. Bytes that are passed
 * on unchanged must mean to every receiver what they meant here (docs/decisions/0019-one-wire-form.md).
 */

type Name = keyof typeof shapes

/** The values that a field may hold. Each is an index into `wireTypes`. */
const Kind = {
  UNKNOWN: 0,
  BOOL: 1,
  INT32: 2,
  UINT32: 3,
  WIDE: 4,
  DOUBLE: 5,
  FLOAT: 6,
  STRING: 7,
  BYTES: 8,
  MESSAGE: 9,
  /** Repeated numbers, one by one or packed. */
  NUMBERS: 10,
  /** The same of 64 bits. */
  IDS: 11,
} as const
type Kind = (typeof Kind)[keyof typeof Kind]

const VARINT = 0
const FIXED64 = 1
const LENGTH = 2
const FIXED32 = 5

/** Wire type by Kind. */
const wireTypes = [
  -1,
  VARINT,
  VARINT,
  VARINT,
  VARINT,
  FIXED64,
  FIXED32,
  LENGTH,
  LENGTH,
  LENGTH,
  VARINT,
  VARINT,
]

const kinds: Readonly<Record<string, Kind>> = {
  bool: Kind.BOOL,
  int32: Kind.INT32,
  uint32: Kind.UINT32,
  int64: Kind.WIDE,
  uint64: Kind.WIDE,
  double: Kind.DOUBLE,
  float: Kind.FLOAT,
  string: Kind.STRING,
  bytes: Kind.BYTES,
}

/** Numbers that come as a list. */
const listKinds: Partial<Record<Kind, Kind>> = { [Kind.INT32]: Kind.NUMBERS, [Kind.WIDE]: Kind.IDS }

/** Look-up tables of `walk`, by field number. Numbers are below 32, so that a bit set can record those already seen. */
interface Rules {
  kinds: Kind[]
  nested: (Rules | undefined)[]
  /** Bit set of the fields that occur at most once. */
  single: number
  /** Bit set of fields that exclude each other. */
  exclusive: number
  /** Whether its fractions have to be numbers: JSON knows no others, and a place on earth is none. */
  isFinite: boolean
}

/** Tag of a number in a KeyValue that no reader knows. */
const NO_VALUE = 0x78

/** A KeyValue has one of four values: readers disagree on which of several counts. */
const VALUES = (1 << 3) | (1 << 4) | (1 << 5) | (1 << 6)

const rulesByName = new Map<Name, Rules>()

function rulesOf(name: Name): Rules {
  const known = rulesByName.get(name)
  if (known !== undefined) return known
  const rules: Rules = {
    kinds: [],
    nested: [],
    single: 0,
    exclusive: name === 'KeyValue' ? VALUES : 0,
    isFinite: name === 'Content',
  }
  for (const [key, type] of Object.entries<string>(shapes[name])) {
    const number = Number(key)
    if (number > 31) throw new RangeError(`field ${number} of ${name} has no bit of its own`)
    const of = type.replace('repeated ', '')
    const isRepeated = of !== type
    const kind = kinds[of] ?? Kind.MESSAGE
    while (rules.kinds.length < number) rules.kinds.push(Kind.UNKNOWN)
    rules.kinds[number] = isRepeated ? (listKinds[kind] ?? kind) : kind
    if (kind === Kind.MESSAGE) rules.nested[number] = rulesOf(of as Name)
    if (!isRepeated) rules.single |= 1 << number
  }
  rulesByName.set(name, rules)
  return rules
}

for (const name of Object.keys(shapes)) rulesOf(name as Name)

/** State of the walk: its position and findings. Only one walk runs at a time, from start to end. */
let at = 0
let hasJson = false

/**
 * Rejects bytes that are not in the one form of the message: a known field with another wire type, repeated, or with a value
 * outside its type; a group; a number or length that is longer than necessary; text that is not UTF-8. Unknown fields pass. Half
 * of a surrogate pair in text, which clients produce by truncating or by themselves, becomes U+FFFD in place: both are 3 bytes.
 * A false attribute loses its 0, in place too: SDK 5 takes any number for true, and all take none for false (sdk5.md §16).
 * @returns whether the message contains an attribute that claims to be JSON.
 * @throws ProtocolError
 */
export function checkWire(bytes: Uint8Array, name: Name): boolean {
  at = 0
  hasJson = false
  walk(bytes, bytes.length, rulesByName.get(name)!)
  return hasJson
}

function walk(bytes: Uint8Array, end: number, rules: Rules): void {
  const { kinds, single, exclusive } = rules
  let met = 0
  let type = 0
  let zeroAt = -1
  while (at < end) {
    const tag = readNumber(bytes, end)
    const number = tag >>> 3
    const kind = number < kinds.length ? kinds[number]! : Kind.UNKNOWN
    if (kind === Kind.UNKNOWN) {
      if (number === 0) throw new ProtocolError('field number 0')
      skip(bytes, end, tag & 7)
      continue
    }
    const bit = 1 << number
    if (met & bit & single) throw new ProtocolError('repeated field')
    if (bit & exclusive && met & exclusive) throw new ProtocolError('second value')
    met |= bit
    if ((tag & 7) !== wireTypes[kind]) {
      const isList = kind === Kind.NUMBERS || kind === Kind.IDS
      if (!isList || (tag & 7) !== LENGTH) throw new ProtocolError('foreign wire type')
      const read = kind === Kind.IDS ? readWide : readInt32
      const last = readLength(bytes, end)
      while (at < last) read(bytes, last)
      continue
    }
    switch (kind) {
      case Kind.STRING: {
        const last = readLength(bytes, end)
        readText(bytes, last)
        break
      }
      case Kind.MESSAGE: {
        const last = readLength(bytes, end)
        walk(bytes, last, rules.nested[number]!)
        break
      }
      case Kind.BYTES:
        at = readLength(bytes, end)
        break
      case Kind.UINT32:
        readNumber(bytes, end)
        break
      case Kind.WIDE:
      case Kind.IDS:
        if (bytes[at] === 0) zeroAt = at
        readWide(bytes, end)
        break
      case Kind.BOOL:
        if (readNumber(bytes, end) > 1) throw new ProtocolError('neither true nor false')
        break
      case Kind.DOUBLE:
      case Kind.FLOAT:
        skip(bytes, end, tag & 7)
        if (rules.isFinite && bytes[at - 1]! % 128 === 127 && bytes[at - 2]! >= 0xf0)
          throw new ProtocolError('fraction that is no number')
        break
      default:
        type = bytes[at]!
        readInt32(bytes, end)
    }
  }
  if (exclusive === 0) return
  if (type === ValueType.JSON_STRING) hasJson = true
  else if (type === ValueType.BOOL && zeroAt >= 0) bytes[zeroAt - 1] = NO_VALUE
}

/** At most 32 bits, in the minimal number of bytes. */
function readNumber(bytes: Uint8Array, end: number): number {
  let byte = next(bytes, end)
  if (byte < 128) return byte
  let value = byte & 127
  for (let shift = 7; shift < 35; shift += 7) {
    byte = next(bytes, end)
    value |= (byte & 127) << shift
    if (byte >= 128) continue
    if (byte === 0 || (shift === 28 && byte > 15)) break
    return value >>> 0
  }
  throw new ProtocolError('number too long')
}

/** Negative numbers are written as 64 bits. */
function readInt32(bytes: Uint8Array, end: number): void {
  const from = at
  let byte = next(bytes, end)
  if (byte < 128) return
  while (byte >= 128) byte = next(bytes, end)
  const length = at - from
  const isPositive = byte > 0 && (length < 5 || (length === 5 && byte < 8))
  if (isPositive) return
  let isNegative = length === 10 && byte === 1 && bytes[from + 4]! >= 0xf8
  for (let i = 5; i < 9; i++) isNegative &&= bytes[from + i] === 0xff
  if (!isNegative) throw new ProtocolError('number outside 32 bits')
}

/** At most 64 bits, in the minimal number of bytes. */
function readWide(bytes: Uint8Array, end: number): void {
  const from = at
  let byte = next(bytes, end)
  if (byte < 128) return
  while (byte >= 128) byte = next(bytes, end)
  const length = at - from
  if (byte === 0 || length > 10 || (length === 10 && byte > 1)) throw new ProtocolError('number too long')
}

/** Reads a length; returns where the data ends. */
function readLength(bytes: Uint8Array, end: number): number {
  const last = readNumber(bytes, end) + at
  if (last > end) throw new ProtocolError('length exceeds its container')
  return last
}

function skip(bytes: Uint8Array, end: number, wireType: number): void {
  if (wireType === VARINT) {
    const from = at
    while (next(bytes, end) >= 128);
    if (at - from > 10) throw new ProtocolError('number too long')
    return
  }
  const last =
    wireType === LENGTH
      ? readLength(bytes, end)
      : wireType === FIXED64
        ? at + 8
        : wireType === FIXED32
          ? at + 4
          : Number.POSITIVE_INFINITY
  if (last > end) throw new ProtocolError('group, or length exceeds its container')
  at = last
}

function next(bytes: Uint8Array, end: number): number {
  if (at >= end) throw new ProtocolError('truncated')
  return bytes[at++]!
}

/** Up to this many characters, checking each is faster than calling the platform. */
const SHORT = 64

function readText(bytes: Uint8Array, end: number): void {
  const from = at
  at = end
  if (end - from <= SHORT) {
    let i = from
    while (i < end && bytes[i]! < 128) i++
    if (i === end) return
  }
  const text = bytes.subarray(from, end)
  if (isUtf8(text)) return
  mendHalfPairs(text)
  if (!isUtf8(text)) throw new ProtocolError('text is not UTF-8')
}

/** A lone surrogate is encoded as ED, A0 to BF, and one more byte. */
function mendHalfPairs(text: Uint8Array): void {
  for (let i = text.indexOf(0xed); i >= 0; i = text.indexOf(0xed, i + 1)) {
    if (text[i + 1]! >= 0xa0 && text[i + 1]! < 0xc0 && (text[i + 2]! & 0xc0) === 0x80)
      text.set([0xef, 0xbf, 0xbd], i)
  }
}
