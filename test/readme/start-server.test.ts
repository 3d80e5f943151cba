import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findProgram } from '../harness/find-programs.ts'
import { Reader } from '../harness/reader.ts'
import { isRequired } from '../harness/required.ts'
import { findJdk } from '../native/installation.ts'

/** For `skip`. */
function without(what: string, name: string, isThere: boolean): string | false {
  return !isThere && !isRequired(name) && `no ${what}`
}

const paths = [
  {
    language: 'java',
    skip: without('JDK 17 (openjdk-17-jdk-headless)', 'native', findJdk() !== undefined),
    command: 'java Chat.java',
  },
  {
    language: 'python',
    skip: without('python3 in PATH', 'python', findProgram('python3') !== undefined),
    command: 'python3 chat.py',
  },
  {
    language: 'go',
    skip: without('go in PATH', 'go', findProgram('go') !== undefined),
    command: 'go run chat.go',
  },
  { language: 'node', skip: false as const, command: 'node chat.mjs' },
]

describe('an app server, from an empty folder to messages', () => {
  for (const { language, skip, command } of paths)
    test(`docs/start/server-${language}.md`, {
      skip,
    }, async () => {
      await using reader = await Reader.inEmptyFolder(`docs/start/server-${language}.md`)
      await reader.server('ringpost start')
      await reader.saveFiles()
      const shell = reader.terminal()
      assert.match(await shell.run(reader.block('webhook add')), /secret: \S+/)
      const lines = (await shell.run(reader.block(command))).trimEnd().split('\n')
      assert.deepEqual(lines, reader.printed('registered:'))
      const again = await shell.run(reader.block(command))
      assert.deepEqual(again.trimEnd().split('\n'), ['registered: 0', ...lines.slice(1)])
    })
})
