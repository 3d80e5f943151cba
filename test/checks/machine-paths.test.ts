import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findMachinePaths } from '../../scripts/machine-paths.ts'

/** Assembled here, or this file would not pass the check. */
const at = (directory: string, rest: string) => `/${directory}/${rest}`

test('finds paths of one machine, with their line', () => {
  const text = ['first', `see ${at('work', 'main/a.ts')}:3`, '', `file://${at('home', 'alice')}`].join('\n')
  assert.deepEqual(findMachinePaths(text), [
    [2, at('work', 'main/a.ts')],
    [4, at('home', 'alice')],
  ])
  for (const path of [at('root', '.npmrc'), at('tmp', 'bash_jobs.0/x'), at('tmp', 'bash_jobs/x')]) {
    assert.deepEqual(findMachinePaths(`"${path}"`), [[1, path]])
  }
})

test('ignores URLs and relative paths', () => {
  const fine = [
    'https://example.com/work/a',
    './home/a',
    `packages/root/a`,
    '/var/lib/a',
    '/homes/a',
    '(base)/home/a',
  ]
  assert.deepEqual(findMachinePaths(fine.join('\n')), [])
})
