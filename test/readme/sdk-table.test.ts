import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { agoraChatUikit } from '../browser/kits.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Versions of the SDKs that the tests load, as the files say that install them. */
function loadedVersions(): string[] {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }
  const ofNpm = Object.entries(devDependencies).flatMap(([name, version]) =>
    /^(?:agora-chat|easemob-)/.test(name) ? [version.split('@').at(-1)!] : [],
  )
  const [, android = ''] =
    /hyphenate-chat<\/artifactId>\s*<version>(.*?)</.exec(read('test/native/android/pom.xml')) ?? []
  const [sdk5 = ''] =
    /(?<=")5\.\d+\.\d+(?=")/.exec(read('node_modules/easemob-chat-uikit/ChatUI.umd.js')) ?? []
  return [...ofNpm, android, sdk5, agoraChatUikit.spec.split('@')[1]!]
}

/** Versions and test folders of each row of the table of SDKs. */
function tableOf(readme: string): { versions: string[]; folders: string[] }[] {
  return read(readme)
    .split('\n')
    .filter((line) => line.startsWith('|') && line.includes('`test/'))
    .map((line) => ({
      versions: line.split('|')[1]!.match(/\d+\.\d+\.\d+/g) ?? [],
      folders: Array.from(line.matchAll(/`(test\/[\w-]+)`/g), ([, folder]) => folder!),
    }))
}

test('the table of SDKs names the versions that the tests load, and folders with tests; both languages the same', () => {
  const table = tableOf('README.md')
  const versions = new Set(table.flatMap((row) => row.versions))
  assert.deepEqual([...versions].sort(), [...new Set(loadedVersions())].sort())
  for (const { folders } of table) {
    assert.ok(folders.length > 0)
    for (const folder of folders)
      assert.ok(globSync('*.test.ts', { cwd: join(root, folder) }).length > 0, folder)
  }
  assert.deepEqual(tableOf('README.zh-CN.md'), table)
})
