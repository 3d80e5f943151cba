import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Notes that are not in the repository, of which docs/sources.md says where the same is public. */
const notes = new Set(
  Array.from(read('docs/sources.md').matchAll(/^## (\S+)$/gm), ([, name]) => `${name}.md`),
)
/** Names of files that code writes, or that tests make up. */
const written = new Set([
  'RESULTS.md',
  'NOTES.md',
  'index.md',
  'zh/index.md',
  'decisions/index.md',
  'record.md',
  'nothing.md',
  'zh/nothing.md',
])
/** Where the generated pages are, whose links are in the code. */
const generated = ['docs/reference', 'docs/zh/reference'].map((folder) => join(root, folder))
const ignored = /^(?:package-lock\.json|bench\/results\/|docs\/sources\.md$)/

test('every Markdown file that the repository names is in it, or docs/sources.md says where it is', () => {
  const files = execFileSync(
    'git',
    ['ls-files', '-z', '--', '*.ts', '*.md', '*.js', '*.mjs', '*.sh', '*.json'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  const wrong = files
    .split('\0')
    .filter((file) => file !== '' && !ignored.test(file) && existsSync(join(root, file)))
    .flatMap((file) =>
      Array.from(read(file).matchAll(/(?<![\w./:*$\\-])[\w.][\w./-]*\.md\b/g), ([name]) => name)
        .filter((name) => !isKnown(file, name))
        .map((name) => `${file}: ${name}`),
    )
  assert.deepEqual([...new Set(wrong)], [])
})

function isKnown(file: string, name: string): boolean {
  if (notes.has(name) || written.has(name)) return true
  const places = [root, join(root, dirname(file)), join(root, 'docs'), ...generated]
  return places.some((place) => existsSync(join(place, name)))
}
