import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeKeyValues, encodeKeyValues } from './key-value.ts'
import { Content, KeyValue } from './msync.generated.js'
import { ValueType } from './numbers.ts'
import { decode, encode } from './wire.ts'

const overWire = (object: Record<string, unknown>) =>
  decodeKeyValues(decode(Content, encode(Content, { params: encodeKeyValues(object) })).params)
const typeOf = (value: unknown) => encodeKeyValues({ value })[0]?.type

test('all JSON values survive', () => {
  const object = {
    '': 'empty key',
    text: 'héllo 环信',
    empty: '',
    yes: true,
    no: false,
    zero: 0,
    minus: -1,
    int32: -(2 ** 31),
    milliseconds: 1795294788482,
    negative: -1795294788482,
    exact: Number.MAX_SAFE_INTEGER,
    beyond: 2 ** 60,
    huge: 1e300,
    double: 0.1,
    none: null,
    list: [1, 'a', { b: [] }],
    nested: { deep: { er: 'x' } },
    json: '{"looks":"like json"}',
  }
  assert.deepEqual(overWire(object), object)
})

test('a key named __proto__ is data', () => {
  const object = JSON.parse('{"__proto__": {"admin": true}, "constructor": "x"}')
  const back = overWire(object)
  assert.deepEqual(Object.keys(back), ['__proto__', 'constructor'])
  assert.equal(Object.getPrototypeOf(back), Object.prototype)
})

test("types are the web SDK's, wider where an integer needs it", () => {
  assert.equal(typeOf({}), ValueType.JSON_STRING)
  assert.equal(typeOf([]), ValueType.JSON_STRING)
  assert.equal(typeOf(null), ValueType.JSON_STRING)
  assert.equal(typeOf('a'), ValueType.STRING)
  assert.equal(typeOf(true), ValueType.BOOL)
  assert.equal(typeOf(2 ** 31 - 1), ValueType.INT)
  assert.equal(typeOf(2 ** 31), ValueType.LLINT)
  assert.equal(typeOf(2 ** 53), ValueType.LLINT)
  assert.equal(typeOf(2 ** 64), ValueType.DOUBLE)
  assert.equal(typeOf(1.5), ValueType.DOUBLE)
  assert.equal(typeOf(Number.NaN), ValueType.STRING)
  assert.equal(typeOf(5n), ValueType.STRING)
  assert.deepEqual(encodeKeyValues({ a: undefined }), [])
})

test('attributes written by other clients are read', () => {
  const pairs = [
    { key: 'float', type: ValueType.FLOAT, floatValue: 0.5 },
    { key: 'uint', type: ValueType.UINT, varintValue: 7 },
    { key: 'long', type: ValueType.LLINT, varintValue: -(2 ** 40) },
    { key: 'true', type: ValueType.BOOL, varintValue: 5 },
    { key: 'broken', type: ValueType.JSON_STRING, stringValue: '{oops' },
    { key: 'no value', type: ValueType.INT },
    { key: 'unknown', type: 99, stringValue: 'x' },
    { key: 'untyped', stringValue: 'x' },
    { key: 'twice', type: ValueType.STRING, stringValue: 'first' },
    { key: 'twice', type: ValueType.STRING, stringValue: 'last' },
  ]
  const decoded = pairs.map((pair) => decode(KeyValue, encode(KeyValue, pair)))
  assert.deepEqual(decodeKeyValues(decoded), {
    float: 0.5,
    uint: 7,
    long: -(2 ** 40),
    true: true,
    broken: '{oops',
    'no value': 0,
    twice: 'last',
  })
})
