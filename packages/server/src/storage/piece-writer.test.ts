import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleStream } from './contract/stream-contract.ts'
import type { Engine } from './engine.ts'
import { openMemory } from './sqlite/open-memory.ts'
import { storesOver } from './stores-over.ts'

test('pieces of a hundred streams that come at once are written in a few commits', async () => {
  const engine = openMemory()
  let commits = 0
  const together: Engine['together'] = (statements) => {
    commits++
    return engine.together(statements)
  }
  const { streams } = storesOver(Object.assign(Object.create(engine) as Engine, { together }))
  const open = Array.from({ length: 100 }, () => sampleStream(1))
  for (const stream of open) await streams.open(stream, new Uint8Array(1), 100)
  commits = 0
  await Promise.all(open.map((stream) => streams.advance({ ...stream, pieces: 2 }, new Uint8Array(1))))
  assert.ok(commits <= 3, `${commits} commits`)
  await engine.close()
})
