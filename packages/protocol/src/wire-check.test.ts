import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MessageBody } from './msync.generated.js'
import { ProtocolError } from './protocol-error.ts'
import { encode } from './wire.ts'
import { checkWire } from './wire-check.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const text = (value: string) => ({ type: 1, contents: [{ type: 0, text: value }] })

describe('the one form of a message', () => {
  test('is what our encoder writes', () => {
    const body = {
      type: -1,
      from: { name: 'a' },
      contents: [{ type: 0, text: 'ä 环信 😀'.repeat(20), latitude: 1.5, size: { width: 1 } }, {}],
      ext: [
        { key: 'f', type: 5, floatValue: 1 },
        { key: 'n', type: 4, varintValue: -7 },
      ],
      ackId: Number.MAX_SAFE_INTEGER,
      config: { allowGroupAck: true },
    }
    checkWire(encode(MessageBody, body), 'MessageBody')
    // Repeated numbers, one by one and packed.
    checkWire(hex('2800 2801 3203000102 b2010102'), 'Provision')
  })

  test('may have unknown fields of all wire types that can be skipped', () => {
    checkWire(hex('f001 05 f101 0102030405060708 f201 02 0102 f501 01020304'), 'MessageBody')
  })

  const wrong = {
    'a known field with another wire type': '1005',
    'a group': '13 14',
    'the end of a group': '14',
    'wire type 6': 'f6 01',
    'wire type 7': 'f7 01',
    'an unknown group': 'f3 01 f4 01',
    'field number 0': '00 01',
    'a singular field twice': '0801 0802',
    'a message twice': '1203120161 1203120162',
    'two values of an attribute': '2a04 1801 3200',
    'a tag longer than necessary': '8800 01',
    'a tag of more than 32 bits': '8880808010 01',
    'a length longer than necessary': '128300 120161',
    'a value longer than necessary': '088100',
    'a 32-bit number of 33 bits': '088180808010',
    'an unsigned number as a signed one': '08ffffffff0f',
    'a negative number of fewer than 64 bits': '08ffffffffffffffff7f',
    'a 64-bit number of eleven bytes': '30ffffffffffffffffff8001',
    'a 64-bit number of 65 bits': '30ffffffffffffffffff02',
    'a boolean that is neither true nor false': '3a02 0802',
    'a length beyond the end': '1205 120161',
    'a length beyond its container': '1203 120461',
    'bytes that end early': '12',
    'text that is not UTF-8': '1204 1202c1a1',
  }
  for (const [what, bytes] of Object.entries(wrong))
    test(`excludes ${what}`, () => assert.throws(() => checkWire(hex(bytes), 'MessageBody'), ProtocolError))

  test('half a surrogate pair becomes one U+FFFD anywhere', () => {
    for (const pad of ['', 'x'.repeat(100)]) {
      const bytes = Buffer.from(encode(MessageBody, text(`${pad}<~~~>${pad}`)))
      bytes.set([0xed, 0xa0, 0xbd], bytes.indexOf('~~~'))
      checkWire(bytes, 'MessageBody')
      assert.equal(MessageBody.decode(bytes).contents[0]!.text, `${pad}<\ufffd>${pad}`)
    }
  })

  test('tells whether an attribute is JSON', () => {
    assert.equal(checkWire(hex('2a06 1007 32022222'), 'MessageBody'), false)
    assert.equal(checkWire(hex('2a06 1008 32022222'), 'MessageBody'), true)
  })

  test('what is false loses its 0, wherever its type stands; other zeros stay', () => {
    const zeros = hex(
      '0801 2a07 0a0166 1001 1800 2a07 0a0166 1800 1001 2a07 0a0166 1001 1801 2a07 0a0166 1002 1800',
    )
    checkWire(zeros, 'MessageBody')
    const { ext } = MessageBody.decode(zeros)
    assert.deepEqual(
      ext.map(({ type, varintValue }) => [type, varintValue]),
      [
        [1, null],
        [1, null],
        [1, 1],
        [2, 0],
      ],
    )
  })
})
