import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nastyObject } from '../../../../test/harness/nasty-json.ts'
import { Random } from '../../../../test/harness/random.ts'
import { decodeKeyValues, encodeKeyValues } from '../key-value.ts'
import { Content } from '../msync.generated.js'
import { ValueType } from '../numbers.ts'
import { decode, encode } from '../wire.ts'
import { ExactNumber } from './exact-number.ts'
import { JSON_DEPTH, parseJson } from './parse-json.ts'

const again = (text: string) => JSON.stringify(parseJson(text))

test('all digits survive, also in the attributes of the wire', () => {
  const random = new Random(14)
  for (let n = 0; n < 5000; n++) {
    const text = nastyObject(random)
    assert.equal(again(text), text)
    const params = encodeKeyValues(parseJson(text) as Record<string, unknown>)
    const back = decodeKeyValues(decode(Content, encode(Content, { params })).params)
    assert.equal(JSON.stringify(back), text)
  }
})

test('a number is exact only if it must be', () => {
  const plain = [
    '0',
    '-1',
    '0.1',
    '1e-7',
    '1e+21',
    '9007199254740991',
    '1795294788482',
    '1234567890123456800',
  ]
  for (const text of plain) assert.equal(typeof parseJson(`[${text}]`), 'object')
  assert.deepEqual(parseJson(`[${plain}]`), plain.map(Number))
  assert.deepEqual(parseJson(' 1.0 '), ExactNumber.of('1.0'))
  assert.deepEqual(parseJson('"1.0"'), '1.0')
  assert.equal(Number(parseJson('1234567890123456789')), 1234567890123456800)
  assert.equal(String(parseJson('1234567890123456789')), '1234567890123456789')
  for (const text of ['', '01', '1.', '.5', '+1', '0x1', 'NaN', '"1"', '1e', '--1', '1 '])
    assert.equal(ExactNumber.of(text), undefined, text)
})

test('text that is not JSON is rejected', () => {
  for (const text of [
    '',
    '{',
    '[1.0',
    '[01]',
    '[1.]',
    '[+1]',
    '[1e]',
    '["a',
    '["\\"]',
    '[--1.0]',
    '{"a":1.0,}',
  ])
    assert.throws(() => parseJson(text), SyntaxError, text)
})

test('a key named __proto__ is data, also beside an exact number', () => {
  assert.equal(again('{"__proto__":{"a":1.0},"b":2.0}'), '{"__proto__":{"a":1.0},"b":2.0}')
})

test('depth is bounded; brackets in strings do not count', () => {
  const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)
  assert.doesNotThrow(() => parseJson(nested(JSON_DEPTH)))
  assert.throws(() => parseJson(nested(JSON_DEPTH + 1)), /nested deeper than 100/)
  assert.throws(() => parseJson(nested(1_000_000)), SyntaxError)
  assert.throws(() => parseJson(`${'{"a":'.repeat(20_000)}1.0${'}'.repeat(20_000)}`), SyntaxError)
  assert.doesNotThrow(() => parseJson(`["\\"${'['.repeat(500)}", ${nested(JSON_DEPTH - 1)}]`))
  assert.doesNotThrow(() => parseJson(`[${`${nested(JSON_DEPTH - 1)},`.repeat(20)}1.0]`))
})

test('half a surrogate pair becomes one U+FFFD; whole pairs and backslashes are kept', () => {
  const text = (json: string) => parseJson(`"${json}"`)
  assert.equal(text('\\ud83d'), '\ufffd')
  assert.equal(text('\\uDE00x'), '\ufffdx')
  assert.equal(text('\\ud83d\\ud83d\\ude00'), '\ufffd😀')
  assert.equal(text('\\ud83d\\n\\ude00'), '\ufffd\n\ufffd')
  assert.equal(text('\\uD83D\\uDE00'), '😀')
  assert.equal(text('\\\\ud83d'), '\\ud83d')
  assert.equal(text('\\\\\\ud83d'), '\\\ufffd')
  assert.equal(again('{"\\ud83d":[1.0,"\\ude00"]}'), '{"\ufffd":[1.0,"\ufffd"]}')
})

test('clients get numbers in a type that holds them, else as text', () => {
  const pairOf = (digits: string) => encodeKeyValues({ value: parseJson(digits) })[0]!
  const typeOf = (digits: string) => pairOf(digits).type
  for (const digits of ['9007199254740993', '9223372036854775807', '-9223372036854775808'])
    assert.equal(typeOf(digits), ValueType.LLINT, digits)
  for (const digits of ['1.0', '0.1000', '1E2', '-0', '1e21', '0e999'])
    assert.equal(typeOf(digits), ValueType.DOUBLE, digits)
  for (const digits of ['9223372036854775808', '1e400', '1e-400', '3.14159265358979323846']) {
    assert.equal(typeOf(digits), ValueType.STRING, digits)
    assert.equal(pairOf(digits).stringValue, digits)
  }
})

test('the digits that a client claims count only if they equal the number that others read', () => {
  const pair = {
    key: 'k',
    type: ValueType.DOUBLE,
    varintValue: null,
    floatValue: null,
    doubleValue: 1,
    stringValue: null,
  }
  const read = (digits: string) => decodeKeyValues([{ ...pair, digits }]).k
  assert.deepEqual(read('1.00'), ExactNumber.of('1.00'))
  for (const digits of ['2', '1.00000000000000000001', '"1"', 'x', '']) assert.equal(read(digits), 1, digits)
  const text = { ...pair, type: ValueType.STRING, doubleValue: null, stringValue: '12' }
  assert.deepEqual(decodeKeyValues([{ ...text, digits: '12' }]).k, ExactNumber.of('12'))
  assert.equal(decodeKeyValues([{ ...text, digits: '13' }]).k, '12')
  assert.equal(decodeKeyValues([{ ...text, stringValue: '"12"', digits: '"12"' }]).k, '"12"')
})
