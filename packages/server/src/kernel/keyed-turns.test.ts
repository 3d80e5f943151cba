import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyedTurns } from './keyed-turns.ts'
import { Overloaded } from './turns.ts'

test('work with one key runs in order, one piece at a time, whatever fails; other keys do not wait', async () => {
  const turns = new KeyedTurns(9)
  const log: string[] = []
  const gate = Promise.withResolvers<void>()
  const work = (name: string, wait?: Promise<void>) => async () => {
    log.push(`${name} begins`)
    await wait
    log.push(`${name} ends`)
  }
  const first = turns.take('a', work('first', gate.promise))
  const failing = turns.take('a', () => Promise.reject(new Error('failed')))
  const last = turns.take('a', work('last'))
  await turns.take('b', work('other'))
  assert.deepEqual(log, ['first begins', 'other begins', 'other ends'])
  gate.resolve()
  await assert.rejects(failing, /failed/)
  await Promise.all([first, last])
  assert.deepEqual(log.slice(3), ['first ends', 'last begins', 'last ends'])
})

test('no more pieces than allowed run or wait', async () => {
  const turns = new KeyedTurns(2)
  const gate = Promise.withResolvers<void>()
  const taken = ['a', 'a'].map((key) => turns.take(key, () => gate.promise))
  await assert.rejects(
    turns.take('b', async () => {}),
    Overloaded,
  )
  gate.resolve()
  await Promise.all(taken)
  await turns.take('b', async () => {})
})
