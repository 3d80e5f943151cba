import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupLog, idOf, inboxLog, kindOf, pairLog, peerOf, roomLog, usersOf } from './log-key.ts'

test('a key names its kind, its owner and its users', () => {
  const of = (log: string) => [kindOf(log), idOf(log), usersOf(log)]
  assert.deepEqual(of(inboxLog('bob')), ['inbox', 'bob', ['bob']])
  assert.deepEqual(of(groupLog('7')), ['group', '7', undefined])
  assert.deepEqual(of(roomLog('7')), ['room', '7', undefined])
  assert.deepEqual(kindOf(pairLog('bob', 'alice')), 'pair')
  assert.deepEqual(usersOf(pairLog('bob', 'alice')), ['alice', 'bob'])
  assert.deepEqual(usersOf(pairLog('bob', 'bob')), ['bob'])
})

test('both sides share a log in which each finds the other, even with a separator in a name', () => {
  assert.equal(pairLog('bob', 'alice'), pairLog('alice', 'bob'))
  assert.notEqual(pairLog('bob', 'a|c'), pairLog('bob|a', 'c'))
  assert.equal(peerOf(pairLog('bob', 'a|c'), 'bob'), 'a|c')
  assert.equal(peerOf(pairLog('bob', 'alice'), 'alice'), 'bob')
  assert.equal(peerOf(pairLog('bob', 'bob'), 'bob'), 'bob')
  assert.equal(peerOf(groupLog('7'), 'bob'), '7')
})
