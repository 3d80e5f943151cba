import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { findLeftOver, findStale } from '../../scripts/generate.ts'

const root = mkdtempSync(join(tmpdir(), 'ringpost-generate-'))
after(() => rmSync(root, { recursive: true, force: true }))

const files = { 'a/fresh.generated.ts': '1', 'a/stale.generated.ts': '2', 'a/left-over.generated.ts': '3' }
mkdirSync(join(root, 'a'))
for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content)

const generator = {
  name: 'numbers',
  outputs: async () =>
    new Map([
      ['a/fresh.generated.ts', '1'],
      [join(root, 'a/stale.generated.ts'), 'two'],
      ['a/missing.generated.ts', '4'],
    ]),
}

test('reports each file that differs from what its generator would write', async () => {
  assert.deepEqual(await findStale(generator, root), [
    'a/stale.generated.ts (numbers): stale',
    'a/missing.generated.ts (numbers): missing',
  ])
})

test('reports each generated file that has no generator', async () => {
  assert.deepEqual(await findLeftOver([generator], root), ['a/left-over.generated.ts: no generator makes it'])
})
