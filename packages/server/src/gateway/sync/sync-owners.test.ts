import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MOST_SOCKETS, SyncOwners } from './sync-owners.ts'

test('beyond the bound the oldest connection of an owner ends; those that have gone do not count', () => {
  const owners = new SyncOwners<number>()
  for (let i = 0; i < MOST_SOCKETS; i++) assert.equal(owners.claim('a', i), undefined)
  assert.equal(owners.claim('b', 100), undefined)
  owners.release('a', 3)
  assert.equal(owners.claim('a', 8), undefined)
  assert.equal(owners.claim('a', 8), undefined, 'counts once')
  assert.equal(owners.claim('a', 9), 0)
  assert.equal(owners.claim('a', 10), 1)
  owners.release('a', 0)
  assert.equal(owners.claim('a', 11), 2)
})
