import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Counted, UnreadMemo } from './unread-memo.ts'

const counted = (unread: number): Counted => ({ stamp: `${unread}`, position: unread, unread })

/** So many conversations, from a row number on. */
const several = (count: number, from = 1) =>
  new Map(Array.from({ length: count }, (_, i) => [from + i, counted(from + i)]))

test('what is counted is remembered by app and user, until it is counted anew or need not be remembered', () => {
  const memo = new UnreadMemo()
  memo.note(1, 'alice', several(2))
  const before = memo.of(1, 'alice')
  assert.deepEqual([...before], [...several(2)])
  for (const [app, user] of [
    [1, 'bob'],
    [2, 'alice'],
  ] as const)
    assert.equal(memo.of(app, user).size, 0)
  memo.note(1, 'alice', new Map([[2, counted(7)]]))
  memo.note(1, 'alice', new Map([[1, null]]))
  assert.deepEqual([...memo.of(1, 'alice')], [[2, counted(7)]])
  assert.deepEqual([...before], [...several(2)], 'a list that has asked with it still finds it')
  memo.note(1, 'alice', new Map([[2, null]]))
  assert.equal(memo.of(1, 'alice').size, 0)
})

test('of a user, the conversations of the latest lists are remembered', () => {
  const memo = new UnreadMemo()
  memo.note(1, 'alice', several(100))
  memo.note(1, 'alice', several(20))
  memo.note(1, 'alice', several(20, 500))
  const known = memo.of(1, 'alice')
  assert.equal(known.size, 100)
  assert.deepEqual(
    [20, 21, 40, 41, 519].map((log) => known.has(log)),
    [true, false, false, true, true],
  )
})

test('of all users, those of the latest lists are', () => {
  const memo = new UnreadMemo()
  for (let user = 0; user < 1100; user++) {
    memo.note(1, `user${user}`, several(100))
    memo.of(1, 'user0')
  }
  assert.deepEqual(
    ['user0', 'user1', 'user1099'].map((user) => memo.of(1, user).size),
    [100, 0, 100],
  )
})
