import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../../../../test/harness/until.ts'
import type { Entry } from '../../domain/log/entry.ts'
import { entryKind } from '../../domain/log/entry.ts'
import { inboxLog } from '../../domain/log/log-key.ts'
import { newEntry } from '../../domain/log/new-entry.ts'
import { AnswersFirst } from './answers-first.ts'

function entry(id: number, given: Partial<Entry> = {}): Entry {
  const words = { app: 1, log: inboxLog('alice'), id, time: 1, kind: entryKind.notice, sender: 'alice' }
  return { ...newEntry({ ...words, receiver: 'alice', payload: new Uint8Array() }), seq: id, ...given }
}

function offers() {
  const handed: number[] = []
  return { handed, answers: new AnswersFirst('alice', ({ id }) => handed.push(id)) }
}

test('an act of the user waits for its answer, and what comes after waits for it', async () => {
  const { handed, answers } = offers()
  answers.offer(entry(1))
  answers.offer(entry(2, { sender: 'bob', kind: entryKind.message }))
  assert.deepEqual(handed, [])
  await until('they are handed on', () => handed.length > 0)
  assert.deepEqual(handed, [1, 2])
})

test('acts of others, messages, and acts of a device that is known do not', () => {
  const { handed, answers } = offers()
  answers.offer(entry(1, { sender: 'bob' }))
  answers.offer(entry(2, { kind: entryKind.message }))
  answers.offer(entry(3, { senderDevice: 'web' }))
  assert.deepEqual(handed, [1, 2, 3])
})

test('of many entries that wait, all are handed on at once', async () => {
  const { handed, answers } = offers()
  const ids = Array.from({ length: 100 }, (_, i) => i + 1)
  for (const id of ids) answers.offer(entry(id))
  assert.deepEqual(handed, ids)
  answers.offer(entry(101))
  await until('the last is handed on', () => handed.length > ids.length)
  assert.deepEqual(handed, [...ids, 101])
})
