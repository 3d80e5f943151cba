import assert from 'node:assert/strict'
import type { WriteStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { after, before, describe, test } from 'node:test'
import { newFile } from './new-file.ts'

describe('a new file', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringpost-new-file-'))
  })
  after(() => rm(folder, { recursive: true }))

  async function* failing(chunks: readonly string[]): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk)
    throw new Error('the source is gone')
  }

  test('contains what was written', async () => {
    const path = join(folder, 'whole')
    await newFile(path, { flush: true }, (file) =>
      pipeline([Buffer.from('all '), Buffer.from('of it')], file),
    )
    assert.equal(await readFile(path, 'utf8'), 'all of it')
    await rm(path)
  })

  for (const chunks of [[], ['some']])
    test(`that fails after ${chunks.length} chunks is closed before it is removed`, async () => {
      let opened: WriteStream | undefined
      const made = newFile(join(folder, 'broken'), { flush: true }, (file) => {
        opened = file
        return pipeline(failing(chunks), file)
      })
      await assert.rejects(made, /the source is gone/)
      assert.equal(opened?.closed, true)
      assert.deepEqual(await readdir(folder), [])
    })

  test('that exists already is left as it is', async () => {
    const path = join(folder, 'mine')
    await newFile(path, { flush: false }, (file) => pipeline([Buffer.from('mine')], file))
    const again = newFile(path, { flush: false }, (file) => pipeline([Buffer.from('yours')], file))
    await assert.rejects(again, { code: 'EEXIST' })
    assert.equal(await readFile(path, 'utf8'), 'mine')
  })
})
