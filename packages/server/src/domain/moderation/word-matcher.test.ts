import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processorTimeOf } from '../../../../../test/harness/processor-time.ts'
import { Random } from '../../../../../test/harness/random.ts'
import { foldedText } from './folded-text.ts'
import { WordMatcher } from './word-matcher.ts'

/** The parts of a text that are hits. */
function found(words: string[], text: string, whole = false): string[] {
  const folded = foldedText(text)
  return new WordMatcher(words, { whole }).hits(folded).map(({ start, end }) => {
    const place = folded.source(start, end)
    return text.slice(place.start, place.end)
  })
}

test('words are found whatever their case, width and form, and with invisible characters in them', () => {
  assert.deepEqual(found(['bad'], 'A BAD, bad idea'), ['BAD', 'bad'])
  assert.deepEqual(found(['bad'], 'ｂａｄ and b\u200ba\u00add'), ['ｂａｄ', 'b\u200ba\u00add'])
  assert.deepEqual(found(['café'], 'le CAFE\u0301 fermé'), ['CAFE\u0301'])
  assert.deepEqual(found(['e'], 'é e\u0301'), [])
  assert.deepEqual(found(['坏话', '坏'], '说坏话很坏'), ['坏话', '坏'])
  assert.deepEqual(found(['😀x'], 'a😀X'), ['😀X'])
})

test('of words at the same place the longest is found, and hits do not overlap', () => {
  assert.deepEqual(found(['ab', 'abcd', 'cd'], 'abcd abce'), ['abcd', 'ab'])
  assert.deepEqual(found(['aa'], 'aaaaa'), ['aa', 'aa'])
  assert.deepEqual(found(['abc'], 'ab'), [])
})

test('whole: only a text that equals a word', () => {
  assert.deepEqual(found(['no'], 'NO', true), ['NO'])
  assert.deepEqual(found(['no'], 'no!', true), [])
})

test('ten thousand words in a long text take no time that a sender would notice', () => {
  const words = Array.from({ length: 10_000 }, (_, i) => `${String.fromCodePoint(0x4e00 + (i % 5000))}${i}x`)
  const matcher = new WordMatcher(words, { whole: false })
  const text = foldedText('的一是在不了有和人这'.repeat(500))
  assert.ok(processorTimeOf(() => assert.deepEqual(matcher.hits(text), [])) < 1000)
})

test('words that begin alike take no longer, and hits are the same as by trying every word', () => {
  const words = Array.from({ length: 127 }, (_, i) => `${'a'.repeat(i + 1)}b`)
  const matcher = new WordMatcher(words, { whole: false })
  const alike = foldedText('a'.repeat(1_000_000))
  assert.ok(processorTimeOf(() => assert.deepEqual(matcher.hits(alike), [])) < 1000)
  const random = new Random(3)
  const letters = (most: number) =>
    Array.from({ length: 1 + random.below(most) }, () => 'abc'[random.below(3)]!).join('')
  for (let round = 0; round < 300; round++) {
    const some = [...new Set(Array.from({ length: random.below(8) }, () => letters(4)))]
    const text = letters(30)
    const expected: string[] = []
    for (let at = 0; at < text.length; ) {
      const [longest] = some.filter((word) => text.startsWith(word, at)).sort((a, b) => b.length - a.length)
      if (longest !== undefined) expected.push(longest)
      at += longest?.length ?? 1
    }
    assert.deepEqual(found(some, text), expected, JSON.stringify([some, text]))
  }
})
