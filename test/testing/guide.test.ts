import assert from 'node:assert/strict'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { start } from '@ringpost/testing'
import { run } from '../harness/run-program.ts'
import { fences, Terminal } from '../harness/terminal.ts'

const root = join(import.meta.dirname, '../..')

describe('docs/testing.md', async () => {
  const blocks = await fences('docs/testing.md')
  const inLanguage = (wanted: string) =>
    blocks.filter(({ language }) => language === wanted).map(({ text }) => text)
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringpost-guide-'))
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  test('its snippets are a file of tests, which pass', async () => {
    const snippets = inLanguage('js')
    const file = join(folder, 'guide.test.mjs')
    await writeFile(file, snippets.join('\n'))
    const tests = snippets.join('\n').match(/^test\(/gm)!.length
    // Within this runner, node:test would report to it.
    const env = { NODE_TEST_CONTEXT: undefined }
    const said = await run(process.execPath, ['--test', '--test-reporter=tap', file], env)
    assert.match(said, new RegExp(`^# pass ${tests}$`, 'm'))
    assert.match(said, /^# fail 0$/m)
  })

  test('its calls over HTTP do what they say', async () => {
    await using server = await start()
    const { PATH } = process.env
    const terminal = new Terminal({ PATH }, folder)
    try {
      for (const block of inLanguage('sh'))
        for (const command of block.trimEnd().split('\n')) {
          const said = await terminal.run(
            `${command.replace('http://localhost:8080', server.url)} -sS --fail`,
          )
          assert.match(said, /^\{.*\}\s*$/, `${command}\n${said}`)
        }
    } finally {
      terminal.kill()
    }
    assert.deepEqual([server.messages.all, server.faults.all], [[], []])
    assert.ok(server.clock.ahead > 3_500_000)
  })
})
