import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LookQueue } from './look-queue.ts'
import type { Session } from './session.ts'

/** A session that counts its looks; each takes a turn of the event loop, and the first `failing` of them fail. */
class Looking {
  looks = 0
  static atOnce = 0
  static most = 0
  readonly #failing: number

  constructor(failing = 0) {
    this.#failing = failing
  }

  async catchUp(): Promise<boolean> {
    this.looks++
    Looking.most = Math.max(Looking.most, ++Looking.atOnce)
    await new Promise((resolve) => setImmediate(resolve))
    Looking.atOnce--
    return this.looks > this.#failing
  }
}

const asSessions = (looking: readonly Looking[]) => looking as unknown as Session[]

test('few sessions look at a time, each once however often it is asked while it waits', async () => {
  const queue = new LookQueue(() => true)
  const sessions = Array.from({ length: 500 }, () => new Looking())
  for (let round = 0; round < 10; round++) queue.add(asSessions(sessions))
  await queue.idle()
  assert.equal(Looking.most, 8)
  // Those that had begun to look when they were asked again look once more.
  assert.deepEqual([...new Set(sessions.map(({ looks }) => looks))], [2, 1])
  assert.equal(sessions.filter(({ looks }) => looks === 2).length, 8)
})

test('a look that fails is repeated, and sessions that have ended are not asked', async () => {
  const gone = new Looking()
  const queue = new LookQueue((session) => session !== (gone as unknown as Session))
  const sessions = [new Looking(1), new Looking(), new Looking(2)]
  queue.add(asSessions([...sessions, gone]))
  await queue.idle()
  assert.deepEqual(
    sessions.map(({ looks }) => looks),
    [2, 1, 3],
  )
  assert.equal(gone.looks, 0)
})
