import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Area, builds, core, exercised, type Version } from './rows.ts'

test('the newest build exercises every core row', () => {
  const done = (Object.keys(exercised) as Area[]).flatMap((area) => exercised[area]['4.21.1'])
  assert.deepEqual(
    core.filter((row) => !done.includes(row)),
    [],
  )
})

test('the table of core rows by build', (context) => {
  for (const version of Object.keys(builds) as Version[]) {
    const done = new Set((Object.keys(exercised) as Area[]).flatMap((area) => exercised[area][version]))
    const left = core.filter((row) => !done.has(row))
    context.diagnostic(`${version}: ${done.size} of ${core.length} core rows, without ${left.join(', ')}`)
    assert.ok([...done].every((row) => core.includes(row)))
  }
})
