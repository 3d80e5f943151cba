import { shapes } from '../../packages/protocol/src/wire-shapes.generated.ts'
import type { Name } from './hostile-message.ts'

/** A decoded message: number -> value; 64-bit numbers and doubles as text, bytes as hex, repeated fields as a list. */
export type Tree = { [number: number]: Value }
export type Value = string | number | boolean | Tree | Value[]

export interface Habits {
  /** Which value of a repeated singular field counts. */
  wins: 'first' | 'last'
  /**
   * Whether the contents of a group count as if they were in the message; otherwise the field's number determines what
   * follows, whatever the wire type.
   */
  flattens: boolean
  /** Significant bits of tags, lengths and 32-bit values. */
  bits: 32 | 64
}

/** Reads as trusting decoders do: by the field's number. @throws RangeError if the bytes end early. */
export class PermissiveDecoder {
  readonly #bytes: Buffer
  readonly #habits: Habits
  #at = 0

  constructor(bytes: Buffer, habits: Habits) {
    this.#bytes = bytes
    this.#habits = habits
  }

  decode(name: Name, end = this.#bytes.length, tree: Tree = {}, group?: number): Tree {
    while (this.#at < end) {
      const tag = this.#short()
      const number = Math.floor(tag / 8)
      const wireType = tag % 8
      if (wireType === 4 && number === group) return tree
      const type: string | undefined = (shapes[name] as Record<number, string>)[number]
      if (wireType === 3 && (this.#habits.flattens || type === undefined))
        this.decode(name, end, tree, number)
      else if (type === undefined) this.#skip(wireType)
      else this.#read(tree, number, type, wireType)
    }
    if (this.#at > end) throw new RangeError('beyond the end')
    return tree
  }

  #read(tree: Tree, number: number, type: string, wireType: number): void {
    const of = type.replace('repeated ', '')
    if (of === type) {
      const value = this.#value(of)
      if (this.#habits.wins === 'last' || !(number in tree)) tree[number] = value
      return
    }
    const isPacked = wireType === 2 && (of === 'int32' || of === 'uint64')
    const end = isPacked ? this.#short() + this.#at : this.#at + 1
    while (this.#at < end) {
      tree[number] ??= []
      ;(tree[number] as Value[]).push(this.#value(of))
    }
  }

  #value(type: string): Value {
    switch (type) {
      case 'int32': {
        const byte = this.#bytes[this.#at]
        if (byte !== undefined && byte < 128) return this.#byte()
        return Number(BigInt.asIntN(this.#habits.bits, this.#varint()))
      }
      case 'uint32':
        return this.#short()
      case 'bool':
        return this.#short() !== 0
      case 'int64':
        return String(BigInt.asIntN(64, this.#varint()))
      case 'uint64':
        return String(BigInt.asUintN(64, this.#varint()))
      case 'double':
        return String(this.#take(8).readDoubleLE())
      case 'float':
        return String(this.#take(4).readFloatLE())
      case 'string':
        return this.#text('utf8')
      case 'bytes':
        return this.#text('hex')
      default: {
        const length = this.#short()
        return this.decode(type as Name, this.#at + length)
      }
    }
  }

  #skip(wireType: number): void {
    if (wireType === 0) this.#varint()
    else if (wireType === 1) this.#take(8)
    else if (wireType === 2) this.#take(this.#short())
    else if (wireType === 5) this.#take(4)
    else throw new RangeError('wire type')
  }

  #take(length: number): Buffer {
    const start = this.#at
    this.#at += length
    if (this.#at > this.#bytes.length) throw new RangeError('truncated')
    return this.#bytes.subarray(start, this.#at)
  }

  #text(encoding: 'utf8' | 'hex'): string {
    const end = this.#short() + this.#at
    if (end > this.#bytes.length) throw new RangeError('truncated')
    const text = this.#bytes.toString(encoding, this.#at, end)
    this.#at = end
    return text
  }

  #short(): number {
    const byte = this.#bytes[this.#at]
    if (byte !== undefined && byte < 128) return this.#byte()
    const value = this.#varint()
    return Number(this.#habits.bits === 32 ? BigInt.asUintN(32, value) : value)
  }

  #varint(): bigint {
    let value = 0
    let scale = 1
    for (let i = 0; i < 7; i++, scale *= 128) {
      const byte = this.#byte()
      value += (byte & 127) * scale
      if (byte < 128) return BigInt(value)
    }
    let long = BigInt(value)
    for (let shift = 49n; ; shift += 7n) {
      const byte = this.#byte()
      long |= BigInt(byte & 127) << shift
      if (byte < 128) return long
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new RangeError('truncated')
    return byte
  }
}
