import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { AppendOrder } from './append-order.ts'

/** Lets everything happen that can. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await turn()
}

/** Appends one entry, answered by the database when the test says so; records what happens to it. */
function scene() {
  const order = new AppendOrder()
  const happened: string[] = []
  const note = (what: string) => happened.push(what)
  return {
    happened,
    alone(name: string, logs: string[], position: number) {
      const answer = Promise.withResolvers<void>()
      const done = order
        .alone(logs, async (self) => {
          note(`${name} sent`)
          await answer.promise
          for (const log of logs) self.place(log, position)
        })
        .then(() => note(`${name} told`))
      return { ...answer, done }
    },
    transaction(name: string, logs: string[], position: number) {
      const answer = Promise.withResolvers<void>()
      const done = order
        .transaction(async (self) => {
          self.touch(logs)
          note(`${name} sent`)
          for (const log of logs) self.place(log, position)
          await answer.promise
        })
        .then(
          () => note(`${name} told`),
          () => note(`${name} failed`),
        )
      return { ...answer, done }
    },
  }
}

test('appends that share a log are sent one after the other, in the order of the calls; others at once', async () => {
  const { alone, happened } = scene()
  const a = alone('a', ['g:1', 'g:2'], 1)
  const b = alone('b', ['g:2', 'g:3'], 2)
  const c = alone('c', ['g:3'], 3)
  const d = alone('d', ['g:4'], 1)
  await settle()
  assert.deepEqual(happened, ['a sent', 'd sent'])
  for (const each of [a, d, b, c]) {
    each.resolve()
    await settle()
  }
  const only = (what: string) => happened.filter((each) => each.endsWith(what)).join()
  assert.equal(only('sent'), 'a sent,d sent,b sent,c sent')
  assert.equal(only('told'), 'a told,d told,b told,c told')
})

test('commits are acknowledged in commit order, whichever answer comes first', async () => {
  for (const [first, second] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const { alone, transaction, happened } = scene()
    const t = transaction('t', ['g:1'], first)
    const a = alone('a', ['g:1'], second)
    const b = alone('b', ['g:2'], 1)
    a.resolve()
    b.resolve()
    await settle()
    assert.deepEqual(happened, ['t sent', 'a sent', 'b sent', 'b told'])
    t.resolve()
    await Promise.all([a.done, t.done])
    assert.deepEqual(happened.slice(4), first < second ? ['t told', 'a told'] : ['a told', 't told'])
  }
})

test('an append that waits for a transaction continues when that fails', async () => {
  const { alone, transaction, happened } = scene()
  const t = transaction('t', ['g:1'], 1)
  const a = alone('a', ['g:1'], 1)
  a.resolve()
  await settle()
  t.reject(new Error('deadlock'))
  await Promise.all([a.done, t.done])
  assert.deepEqual(happened, ['t sent', 'a sent', 't failed', 'a told'])
})
