import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Content, Envelope, KeyValue, Meta } from './msync.generated.js'
import { ProtocolError } from './protocol-error.ts'
import { decode, encode } from './wire.ts'

const ID = 0x08
const varint = (value: bigint): number[] =>
  value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)]

describe('64-bit numbers', () => {
  test('are exact up to 2^53 - 1, against BigInt', () => {
    const samples = [
      0,
      1,
      127,
      128,
      2 ** 28 - 1,
      2 ** 28,
      2 ** 31,
      2 ** 32 - 1,
      2 ** 32,
      2 ** 35,
      2 ** 49 + 1,
    ]
    for (let bits = 1; bits <= 53; bits++) samples.push(2 ** bits - 1, 2 ** (bits - 1) + 1)
    for (let i = 0; i < 2000; i++) samples.push(2 ** 52 + Math.floor(Math.random() * 2 ** 52))
    for (const id of samples) {
      const bytes = encode(Meta, { id })
      assert.deepEqual([...bytes], [ID, ...varint(BigInt(id))])
      assert.equal(decode(Meta, bytes).id, id)
    }
  })

  test('are an error beyond that', () => {
    for (const value of [2n ** 53n, 2n ** 53n + 1n, 2n ** 56n, 2n ** 63n, 2n ** 64n - 1n]) {
      assert.throws(() => decode(Meta, Uint8Array.from([ID, ...varint(value)])), ProtocolError)
    }
    assert.throws(() => decode(Meta, Uint8Array.from([ID, ...Array(11).fill(0x80)])), ProtocolError)
  })

  test('are skipped in fields that we do not read: trace id, pov', () => {
    const huge = varint(2n ** 64n - 1n)
    const envelope = decode(Envelope, Uint8Array.from([0x38, ...huge, 0xa0, 0x01, ...huge, 0x40, 1]))
    assert.equal(envelope.command, 1)
  })

  test('are signed in attributes', () => {
    const max = Number.MAX_SAFE_INTEGER
    for (const varintValue of [
      0,
      -1,
      -128,
      2 ** 31,
      -(2 ** 31),
      -(2 ** 32),
      2 ** 40 + 7,
      -(2 ** 40 + 7),
      max,
      -max,
    ]) {
      const bytes = encode(KeyValue, { varintValue })
      assert.deepEqual([...bytes], [0x18, ...varint(BigInt.asUintN(64, BigInt(varintValue)))])
      assert.equal(decode(KeyValue, bytes).varintValue, varintValue)
    }
  })
})

test('presence: sub type 0, another sub type and none are three different things', () => {
  const none = encode(Content, { type: 0, text: 'a' })
  const zero = encode(Content, { type: 0, text: 'a', subType: 0 })
  assert.notDeepEqual(none, zero)
  assert.equal(decode(Content, none).subType, null)
  assert.equal(decode(Content, zero).subType, 0)
  assert.equal(decode(Content, encode(Content, { subType: 1 })).subType, 1)
  assert.deepEqual(encode(Content, decode(Content, none)), none)
  assert.deepEqual(encode(Content, decode(Content, zero)), zero)
})

test('a Uint8Array and a Buffer decode alike', () => {
  const bytes = encode(Meta, { id: 5, from: { name: '环信 😀' } })
  const view = new Uint8Array(Uint8Array.from([9, 9, ...bytes, 9]).buffer, 2, bytes.length)
  assert.equal(decode(Meta, view).from?.name, '环信 😀')
})
