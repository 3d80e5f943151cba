import { shapes } from '../../packages/protocol/src/wire-shapes.generated.ts'
import type { Random } from '../harness/random.ts'

export type Name = keyof typeof shapes

const NAMES = ['mallory', 'carol', 'administrator', 'bob', '', 'Größe', 'acme#chat', '😀']
const IDS = [
  0n,
  1n,
  7n,
  342n,
  598n,
  1795294788548n,
  9005583358230528n,
  530312388690n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 32n,
  2n ** 63n,
  2n ** 64n - 1n,
]
const NUMBERS = [
  0n,
  1n,
  2n,
  3n,
  4n,
  5n,
  6n,
  7n,
  8n,
  10n,
  127n,
  128n,
  2n ** 31n - 1n,
  2n ** 64n - 1n,
  2n ** 64n - 2n ** 31n,
]
const BROKEN_NUMBERS = [
  2n ** 31n,
  2n ** 32n,
  2n ** 32n + 1n,
  2n ** 33n + 4n,
  2n ** 63n,
  2n ** 64n + 1n,
  2n ** 70n,
]
const BROKEN_TEXTS = [
  'eda0bd',
  'edb880',
  'eda0bdedb880',
  'c1a1',
  'ff',
  'e4bd',
  'f0908080',
  'f4908080',
  'efbbbf',
  '00',
]

const fields = new Map(
  Object.entries(shapes).map(([name, types]) => [
    name,
    Object.entries<string>(types).map(([key, type]) => {
      const of = type.replace('repeated ', '')
      return { number: Number(key), of, isRepeated: of !== type }
    }),
  ]),
)

/**
 * Writes messages of the schema that are correct, and nearly correct in every way in which decoders are known to
 * differ.
 */
export class MessageWriter {
  readonly #random: Random
  /** One in this many fields is corrupted; Infinity for none. */
  readonly #spoilsOneIn: number

  constructor(random: Random, spoilsOneIn: number) {
    this.#random = random
    this.#spoilsOneIn = spoilsOneIn
  }

  /** @param given values for some of the fields, instead of random ones. */
  message(name: Name, given: Readonly<Record<number, Buffer | bigint>> = {}): Buffer {
    const random = this.#random
    const parts: Buffer[] = []
    const value = name === 'KeyValue' ? 3 + random.below(4) : 0
    for (const { number, of, isRepeated } of fields.get(name)!) {
      let times = number in given ? 1 : isRepeated ? random.of([0, 0, 0, 1, 2]) : random.of([0, 0, 1])
      if (value > 0 && number > 2) times = number === value ? 1 : 0
      for (; times > 0; times--) {
        parts.push(this.#field(number, of, given[number]))
        if (this.#spoils()) parts.push(this.#spoilt(number, of))
      }
    }
    if (random.oneIn(4)) parts.push(this.#unknown())
    if (random.oneIn(4)) parts.sort(() => random.below(3) - 1)
    if (this.#spoils() && parts.length > 0) parts.push(random.of(parts))
    return Buffer.concat(parts)
  }

  #spoils(): boolean {
    return this.#spoilsOneIn !== Number.POSITIVE_INFINITY && this.#random.oneIn(this.#spoilsOneIn)
  }

  #field(number: number, type: string, given?: Buffer | bigint): Buffer {
    const tag = (wireType: number) => varint(BigInt(number * 8 + wireType), this.#pad())
    switch (type) {
      case 'int32':
      case 'uint32':
        return Buffer.concat([
          tag(0),
          varint(typeof given === 'bigint' ? given : this.#number(), this.#pad()),
        ])
      case 'bool':
        return Buffer.concat([tag(0), varint(BigInt(this.#random.below(2)), this.#pad())])
      case 'int64':
      case 'uint64':
        return Buffer.concat([tag(0), varint(this.#random.of(IDS), this.#pad())])
      case 'double':
      case 'float':
        return Buffer.concat([tag(type === 'double' ? 1 : 5), this.#bytes(type === 'double' ? 8 : 4)])
      default: {
        const value = given instanceof Buffer ? given : this.#value(type)
        const length = this.#spoils() ? value.length + this.#random.below(3) - 1 : value.length
        return Buffer.concat([tag(2), varint(BigInt(Math.max(0, length)), this.#pad()), value])
      }
    }
  }

  #value(type: string): Buffer {
    if (type === 'string') return this.#text()
    if (type === 'bytes') return this.#bytes(this.#random.below(12))
    return this.message(type as Name)
  }

  #text(): Buffer {
    const random = this.#random
    const text = Buffer.from(random.of(NAMES).repeat(random.oneIn(16) ? 20 : 1))
    if (!this.#spoils()) return text
    return Buffer.concat([text, Buffer.from(random.of(BROKEN_TEXTS), 'hex'), text])
  }

  #number(): bigint {
    return this.#spoils() ? this.#random.of(BROKEN_NUMBERS) : this.#random.of(NUMBERS)
  }

  /** Bytes by which a number is longer than necessary. */
  #pad(): number {
    return this.#spoils() ? 1 + this.#random.below(4) : 0
  }

  #bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    for (let i = 0; i < length; i++) bytes[i] = this.#random.below(256)
    return bytes
  }

  #unknown(): Buffer {
    const random = this.#random
    const wireType = random.of([0, 1, 2, 5])
    const tag = varint(BigInt(random.of([30, 100, 999, 2 ** 29 - 1]) * 8 + wireType))
    if (wireType === 0) return Buffer.concat([tag, varint(random.of(IDS))])
    if (wireType === 2) return Buffer.concat([tag, varint(3n), this.#bytes(3)])
    return Buffer.concat([tag, this.#bytes(wireType === 1 ? 8 : 4)])
  }

  /** A tag that one decoder takes for the field and another does not. */
  #spoilt(number: number, type: string): Buffer {
    const random = this.#random
    const right = this.#field(number, type)
    const jid = Buffer.concat([Buffer.from([0x12, 5]), Buffer.from('carol')])
    switch (random.below(7)) {
      case 0:
        return right
      case 1:
        return Buffer.concat([varint(BigInt(number * 8 + random.below(8))), right.subarray(1)])
      case 2:
        return Buffer.concat([varint(BigInt(number * 8)), varint(BigInt(jid.length)), jid])
      case 3:
        return Buffer.concat([
          varint(BigInt(random.of([number, 31]) * 8 + 3)),
          right,
          varint(BigInt(number * 8 + 4)),
        ])
      case 4:
        return groupThatReadsAsJid(number, random.of(['carol', 'administrator']))
      case 5:
        // Bits above the 32 that some keep, or above the 29 of a field's number.
        return Buffer.concat([
          varint(BigInt(number * 8 + 2) + random.of([2n ** 32n, 2n ** 35n, 2n ** 63n])),
          right.subarray(1),
        ])
      default:
        return Buffer.concat([Buffer.from([random.of([0, 2, 6, 7])]), right])
    }
  }
}

/**
 * A group whose field number is that of a JID: its first byte is a tag to decoders that skip groups, and a length to
 * decoders that ignore wire types.
 */
export function groupThatReadsAsJid(number: number, name: string): Buffer {
  const padding = 29 - name.length
  return Buffer.concat([
    varint(BigInt(number * 8 + 3)),
    Buffer.from([0x2a, 0x22, 0x00, 0x12, name.length]),
    Buffer.from(name),
    Buffer.from([0x1a, padding + 7]),
    Buffer.alloc(padding, 'x'),
    varint(BigInt(number * 8 + 4)),
    Buffer.from([0x78, 0x01, 0x78, 0x01, 0x78, 0x01]),
  ])
}

/** @param pad extra bytes. */
export function varint(value: bigint, pad = 0): Buffer {
  if (value < 128n && pad === 0) return Buffer.from([Number(value)])
  const bytes: number[] = []
  let rest = value
  do {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  } while (rest > 0n)
  for (let i = 0; i < pad; i++) bytes.push(128)
  bytes[bytes.length - 1]! &= 127
  return Buffer.from(bytes)
}
