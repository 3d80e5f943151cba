import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Random } from '../../../../../test/harness/random.ts'
import { highlight } from './highlight.ts'
import { shortened, termsOf } from './index-terms.ts'
import { Keyword, type SearchMode } from './keyword.ts'
import type { TermQuery } from './message-index.ts'
import { plainWordsOf, unitsOf } from './text-units.ts'

/** What an index of a single text answers. */
function isCandidate(query: TermQuery, terms: readonly string[]): boolean {
  if ('term' in query) return terms.includes(query.term)
  if ('any' in query) return query.any.some((each) => isCandidate(each, terms))
  return query.all.every((each) => isCandidate(each, terms))
}

const ALPHABET = [...'aé1Ω你好世界東京カタ서울กรุ🎉⑴ﬁ', ' ', ' ', '-', '。', 'ab', 'Straße', 'x'.repeat(70)]

describe('keywords', () => {
  test('a text in ASCII has the same words both ways', () => {
    const random = new Random(11)
    const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
    const letters = [...ascii, ...'abcXYZ019 '.repeat(10), 'y'.repeat(70)]
    for (let round = 0; round < 1000; round++) {
      const text = Array.from({ length: 40 }, () => letters[random.below(letters.length)]!).join('')
      const words = unitsOf(text).map((unit) => unit.text)
      assert.deepEqual(plainWordsOf(text), words, JSON.stringify(text))
      assert.deepEqual(termsOf([text]), [...new Set(words.map(shortened))], JSON.stringify(text))
    }
    assert.equal(plainWordsOf('caf\u00e9'), undefined)
  })

  test('whatever matches a text is found by its terms', () => {
    const random = new Random(7)
    const pick = (count: number) =>
      Array.from({ length: count }, () => ALPHABET[random.below(ALPHABET.length)]!).join('')
    let matches = 0
    for (let round = 0; round < 1000; round++) {
      const text = pick(12)
      const letters = [...text]
      const start = random.below(letters.length)
      const cut = letters.slice(start, start + 1 + random.below(6)).join('')
      const wanted = random.below(2) === 0 ? cut : pick(2)
      for (const mode of ['default', 'exact', 'phrase', 'fuzzy'] satisfies SearchMode[]) {
        const keyword = new Keyword(wanted, mode)
        if (keyword.match(text) === undefined) continue
        matches++
        assert.ok(
          keyword.query !== undefined && isCandidate(keyword.query, termsOf([text])),
          `${mode}: ${JSON.stringify([wanted, text])}`,
        )
      }
    }
    assert.ok(matches > 1000, String(matches))
  })

  test('a misspelling is looked for in words, not in what is longer than any', () => {
    const terms = (length: number) => {
      const { query } = new Keyword('abcdefgh'.repeat(15).slice(0, length), 'fuzzy')
      return 'any' in query! ? query.any.flatMap((each) => ('any' in each ? each.any : [each])).length : 1
    }
    assert.ok(terms(32) > 1000)
    assert.deepEqual([terms(4), terms(33), terms(120)], [1, 1, 1])
    const long = 'pneumonoultramicroscopicsilicovolcanoconiosis'
    assert.ok(new Keyword(long, 'fuzzy').match(`it is ${long}`) !== undefined)
  })

  test('what has no letters matches nothing', () => {
    const keyword = new Keyword('?! ', 'default')
    assert.deepEqual([keyword.query, keyword.match('?! a')], [undefined, undefined])
  })

  test('fragments stay within their size, surround what matches, and join what touches', () => {
    const text = `${'前'.repeat(300)}你好世界${'后'.repeat(300)}你好`
    const spans = (mode: SearchMode) => new Keyword('你好世界', mode).match(text)!.spans
    const options = { size: 20, count: 3, before: '[', after: ']' }
    assert.deepEqual(highlight(text, spans('default'), options), [
      `${'前'.repeat(4)}[你好世界]${'后'.repeat(12)}`,
      `${'后'.repeat(4)}[你好]`,
    ])
    assert.deepEqual(highlight('🎉🎉 a 🎉', [{ start: 5, end: 6 }], { ...options, size: 3 }), ['[a] 🎉'])
    assert.deepEqual(
      highlight('a b a', new Keyword('a', 'default').match('a b a')!.spans, { ...options, count: 0 }),
      ['[a] b [a]'],
    )
    assert.equal(highlight(text, spans('default'), { ...options, count: 1 }).length, 1)
  })
})
