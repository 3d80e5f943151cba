import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { generateProtocol } from './generate.ts'

test('the committed code is what the schema gives', async () => {
  for (const [path, text] of await generateProtocol()) {
    assert.equal(await readFile(path, 'utf8'), text, `${path} is stale: run packages/protocol/generate.ts`)
  }
})
