import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { allOperations, socketOperations } from '@ringpost/contract'
import { stateOf } from '../../packages/server/src/docs/compatibility-markdown.ts'
import { errorAdvice } from '../../packages/server/src/docs/error-advice/error-advice.ts'
import { chineseErrorAdvice } from '../../packages/server/src/docs/error-advice/zh/error-advice.ts'
import { fieldsOf } from '../../packages/server/src/docs/fields.ts'
import { escapeHtml } from '../../packages/server/src/docs/html.ts'
import { tableMarkdown } from '../../packages/server/src/docs/markdown.ts'
import { printJson } from '../../packages/server/src/docs/print-json.ts'
import { testTags } from '../../packages/server/src/docs/test-tags.ts'

const root = join(import.meta.dirname, '../..')

describe('tags in the titles of tests', () => {
  const files = globSync(['packages/**/*.test.ts', 'test/**/*.test.ts'], {
    cwd: root,
    exclude: ['**/node_modules/**'],
  })
  const tags = files.flatMap((file) =>
    testTags(readFileSync(join(root, file), 'utf8')).map((id) => ({ file, id })),
  )

  test('name existing operations', () => {
    const ids = new Set([...allOperations, ...socketOperations].map(({ id }) => id))
    assert.deepEqual(
      tags.filter(({ id }) => !ids.has(id)),
      [],
    )
  })

  test('leave few socket operations without a test', (t) => {
    const named = new Set(tags.map(({ id }) => id))
    const untested = socketOperations.filter(({ id, built }) => built && !named.has(id)).map(({ id }) => id)
    t.diagnostic(`without a test that names them: ${untested.join(', ') || 'none'}`)
  })

  test('are found in every kind of title, and nowhere else', () => {
    const title = (call: string, quote: string, text: string) => `${call}(${quote}${text}${quote}, () => {`
    const source = [
      title('test', "'", "[users.get] it\\'s there"),
      title('  describe', '"', 'both: [users.list] [users.delete]'),
      title('test.skip', '`', 'in a template [socket.pull]'),
      title('it', '\n  "', '[rooms.get] on the next line'),
      title('audit', "'", '[users.update]'),
      "// test '[users.status]'",
      "call('[users.activate]')",
    ].join('\n')
    assert.deepEqual(testTags(source), [
      'users.get',
      'users.list',
      'users.delete',
      'socket.pull',
      'rooms.get',
    ])
  })
})

test('an operation works if it has code and a test names it', () => {
  const evidence = {
    built: new Set(['a.b', 'c.d']),
    tests: new Map([
      ['a.b', ['x.test.ts']],
      ['e.f', ['y.test.ts']],
    ]),
  }
  assert.deepEqual(
    ['a.b', 'c.d', 'e.f'].map((id) => stateOf(id, evidence)),
    ['works', 'works (untested)', 'not yet'],
  )
})

test('JSON is printed for diffs: short values on one line, long ones spread, the same value', () => {
  const value = {
    short: { a: [1, 'x'] },
    long: { text: 'y'.repeat(60), list: ['z'.repeat(60), {}] },
    left: undefined,
  }
  const text = printJson(value)
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
  assert.equal(text.split('\n')[1], '  "short": { "a": [1, "x"] },')
  assert.ok(text.split('\n').every((line) => line.length <= 110))
})

test('fields of nested objects and arrays are dotted, with their limits', () => {
  const item = { type: 'object', properties: { id: { type: 'string', minLength: 1 } }, required: ['id'] }
  const schema = {
    anyOf: [
      {
        type: 'object',
        properties: {
          to: { type: 'array', items: { type: 'string' }, maxItems: 600 },
          list: { type: 'array', items: item },
        },
        required: ['to'],
      },
      { type: 'null' },
    ],
  }
  assert.deepEqual(
    fieldsOf(schema).map(({ name, type, required, limits }) => [name, type, required, limits]),
    [
      ['to', 'array of string', true, 'at most 600'],
      ['list', 'array of object', false, ''],
      ['list[].id', 'string', true, 'not empty'],
    ],
  )
})

test('text cannot break out of a table or a page', () => {
  assert.equal(tableMarkdown(['a'], [['x|y\nz']]), '| a |\n|---|\n| x\\|y z |')
  assert.equal(escapeHtml(`<a href="x">'&`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;')
})

test('no two settings share one description', () => {
  const lines = readFileSync(join(root, 'docs/reference/configuration.md'), 'utf8').split('\n')
  const cells = lines.filter((line) => line.startsWith('| `')).map((line) => line.split(' | '))
  const descriptions = cells.map((row) => (row.length === 5 ? row[2] : row[1]))
  assert.deepEqual(
    descriptions.filter((text, i) => descriptions.indexOf(text) !== i),
    [],
  )
})

test('advice about an error names the same fields, calls and pages in both languages', () => {
  const named = (advice: string) => [...advice.matchAll(/`[^`]+`|[\w-]+\.md\)/g)].map(([name]) => name).sort()
  for (const [code, advice] of Object.entries(errorAdvice))
    assert.deepEqual(named(chineseErrorAdvice[code as keyof typeof errorAdvice]), named(advice), code)
})
