/**
 * The generated code's `$protobuf`: the protobufjs runtime with 64-bit integers as JavaScript numbers. We use a reader of our own
 * because the library's switch (removing its Long) is global to the process and rounds silently.
 */
import protobuf from 'protobufjs/minimal.js'
import { ProtocolError } from './protocol-error.ts'

type Numeric = Omit<protobuf.BufferReader, 'uint64' | 'int64'>
const BufferReader = protobuf.BufferReader as unknown as new (bytes: Buffer) => Numeric

export class Reader extends BufferReader {
  static readonly recursionLimit = protobuf.Reader.recursionLimit

  static create(bytes: Uint8Array): Reader {
    const reader = new Reader(
      Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    )
    reader.discardUnknown = true
    return reader
  }

  /** Identifiers, keys, times: exact, or a ProtocolError from 2^53 on. */
  uint64(): number {
    const value = this.#rounded()
    if (value > Number.MAX_SAFE_INTEGER) throw new ProtocolError('number above 2^53')
    return value
  }

  /** An id or key that the server may have issued. Numbers from 2^53 on cannot be one and read as 0, which is none either. */
  ownId(): number {
    const value = this.#rounded()
    return value > Number.MAX_SAFE_INTEGER ? 0 : value
  }

  /** Exact up to 2^53. */
  #rounded(): number {
    const { buf, len } = this
    let value = 0
    let scale = 1
    for (let end = this.pos + 10; this.pos < end; scale *= 128) {
      if (this.pos >= len) throw new ProtocolError('truncated number')
      const byte = buf[this.pos++]!
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw new ProtocolError('number of more than ten bytes')
  }

  /** Identifiers that are only echoed, all 64 bits. */
  bigUint64(): bigint {
    const { buf, len } = this
    const from = this.pos
    let low = 0
    let high = 0
    let scale = 1
    for (let end = from + 10; this.pos < end; scale *= 128) {
      if (this.pos >= len) throw new ProtocolError('truncated number')
      // The part that a number holds exactly, and the part above it.
      if (this.pos === from + 7) scale = 1
      const byte = buf[this.pos++]!
      if (this.pos <= from + 7) low += (byte & 127) * scale
      else high += (byte & 127) * scale
      if (byte < 128)
        return high === 0 ? BigInt(low) : BigInt.asUintN(64, BigInt(low) | (BigInt(high) << 49n))
    }
    throw new ProtocolError('number of more than ten bytes')
  }

  /** Only for KeyValue.varintValue, an application's number: in halves if a number would change its digits. */
  int64(): number | LongParts {
    const { buf, len } = this
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= len) throw new ProtocolError('truncated number')
      const byte = buf[this.pos++]!
      const bits = byte & 127
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >> 4
      } else high |= bits << (shift - 32)
      if (byte < 128) {
        const value = high * 2 ** 32 + (low >>> 0)
        return Number.isSafeInteger(value) ? value : { low, high, unsigned: false }
      }
    }
    throw new ProtocolError('number of more than ten bytes')
  }
}

/** A 64-bit integer in the form that the writer also accepts: two's complement in halves, each a signed 32-bit integer. */
export interface LongParts {
  low: number
  high: number
  unsigned: boolean
}

export const { Writer, util } = protobuf
export type Writer = protobuf.Writer

/** The generated code registers its messages here instead of in the registry shared by all users of protobufjs. */
export const roots: Record<string, Record<string, unknown>> = {}

/** A generated message. `encode` skips fields that are absent, null or undefined, and appends to the writer if one is given. */
export interface Codec<Decoded, Fields> {
  encode(message: Fields, writer?: Writer): Writer
  /** @param length of the message, if the reader stands before one that is not the last. */
  decode(bytes: Reader | Uint8Array, length?: number): Decoded
}

export function encode<Fields>(codec: Codec<unknown, Fields>, message: Fields): Uint8Array {
  return codec.encode(message).finish()
}

/** `bytes` fields of the result are views into the input. Throws only ProtocolError. */
export function decode<Decoded>(codec: Codec<Decoded, never>, bytes: Uint8Array): Decoded {
  return guarded(() => codec.decode(bytes))
}

/** Runs a decoder; turns whatever it throws into a ProtocolError. */
export function guarded<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    throw new ProtocolError('malformed protobuf', { cause: error })
  }
}
