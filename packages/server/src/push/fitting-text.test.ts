import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processorTimeOf } from '../../../../test/harness/processor-time.ts'
import { builtWithin, fittingText, withinCharacters, withinWidth } from './fitting-text.ts'

test('text that fits stays as it is, except for halves of characters', () => {
  assert.equal(withinCharacters('abc', 3), 'abc')
  assert.equal(withinCharacters('a\ud83d', 3), 'a\ufffd')
})

test('what people see as one character is never split', () => {
  for (let most = 1; most < 40; most++) {
    const cut = fittingText('e\u0301👨‍👩‍👧🇩🇪'.repeat(5), (text) => text.length <= most)
    assert.match(cut, /^(?:e\u0301|👨‍👩‍👧|🇩🇪)*…?$/u)
    assert.ok(cut.length <= most)
    assert.ok(cut.isWellFormed())
  }
})

test('characters outside ASCII are twice as wide where width counts', () => {
  assert.equal(withinWidth('早上好', 6), '早上好')
  assert.equal(withinWidth('早上好', 5), '早…')
})

test('a very long text is cut in little time', () => {
  const text = '🙂'.repeat(1_000_000)
  assert.ok(processorTimeOf(() => assert.ok(builtWithin(text, (body) => ({ body }), 4096))) < 500)
})

test('what is too long without any text is not built', () => {
  assert.equal(
    builtWithin('x', (body) => ({ body, more: 'y'.repeat(100) }), 100),
    undefined,
  )
})
