import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NewPushJob } from '../../domain/push/push-job.ts'
import type { Stores } from '../../domain/stores.ts'
import { IdGenerator } from '../../kernel/id-generator.ts'
import { createApp } from './samples.ts'

const ids = new IdGenerator()

export function pushJobContract(open: () => Stores): void {
  describe('notifications to push', () => {
    const now = 1000
    async function scene() {
      const { id: app } = await createApp(open())
      const { pushJobs: store } = open()
      const job = (message: number, changes: Partial<NewPushJob> = {}): NewPushJob => ({
        ...{ app, log: 'p:a|b', seq: message, message, sentAt: message },
        ...{ user: 'bob', device: 'phone', certificate: 'c', collapseKey: null },
        ...changes,
      })
      const add = (...jobs: NewPushJob[]) =>
        store.add(
          jobs,
          jobs.map(() => ids.next()),
          3,
        )
      const claim = async (at = now) => {
        const due = (await store.due(at)).filter((each) => each.app === app)
        const shares = due.map((each) => ({ ...each, limit: 1000 }))
        return store.claim({ now: at, until: at + 100, shares })
      }
      const messages = (jobs: { message: number }[]) => jobs.map(({ message }) => message)
      return { app, store, job, add, claim, messages }
    }

    test('are claimed once, the oldest messages first, until the claim is over', async () => {
      const { store, job, add, claim, messages } = await scene()
      for (const message of [3, 1, 2]) await add(job(message, { log: `g:${message}` }))
      const twice = (await Promise.all([claim(), claim()])).flat()
      assert.deepEqual(messages(twice), [1, 2, 3])
      await add(job(1, { log: 'g:1' }), job(4))
      assert.deepEqual(await claim(), [], 'the device is busy, and its job is there already')
      await store.release(now + 99)
      assert.deepEqual(await claim(now + 100), [], 'the claim is not over')
      await store.release(now + 100)
      const again = await claim(now + 100)
      assert.deepEqual(messages(again), [1, 2, 3, 4])
      await store.postpone(again[0]!, now + 500)
      await store.finish([again[1]!.id, again[3]!.id])
      await store.release(now + 200)
      assert.deepEqual(messages(await claim(now + 200)), [3])
      await store.release(now + 300)
      assert.deepEqual(messages(await claim(now + 300)), [3])
      await store.release(now + 400)
      const late = await claim(now + 500)
      assert.deepEqual(messages(late), [1, 3])
      assert.deepEqual([late[0]!.attempts, late[0]!.log, late[0]!.seq], [1, 'g:1', 1])
    })

    test('are due by certificate, the one with the oldest first, and taken as far as there is room for each', async () => {
      const { app, store, job, add, claim, messages } = await scene()
      const of = (certificate: string, ...list: number[]) =>
        list.map((message) => job(message, { certificate, device: `${message}`, log: `g:${message}` }))
      await add(...of('c', 3, 4, 2000))
      await add(...of('d', 2, 5, 6))
      await add(...of('later', 2000))
      const due = (await store.due(now)).filter((each) => each.app === app)
      assert.deepEqual(
        due.map(({ certificate }) => certificate),
        ['d', 'c'],
      )
      const taken = await store.claim({
        now,
        until: now + 100,
        shares: [{ app, certificate: 'd', limit: 2 }],
      })
      assert.deepEqual(messages(taken), [2, 5])
      assert.deepEqual(messages(await claim()), [3, 4, 6])
      assert.deepEqual(await claim(), [])
      assert.deepEqual(await store.claim({ now, until: now, shares: [] }), [])
    })

    test('of a burst the last remain; with one key only the last', async () => {
      const { store, job, add, claim, messages } = await scene()
      for (const message of [1, 2, 3, 4, 5]) await add(job(message), job(message, { user: 'carol' }))
      await add(job(6, { log: 'g:1' }))
      const first = await claim()
      assert.deepEqual(messages(first), [3, 3, 4, 4, 5, 5, 6])
      await store.finish(first.map(({ id }) => id))
      for (const message of [7, 8]) await add(job(message, { log: `g:${message}`, collapseKey: 'k' }))
      await add(job(9, { user: 'carol', collapseKey: 'k' }))
      assert.deepEqual(messages(await claim()), [8, 9])
    })

    test('of a burst the last remain also when it comes at once', async () => {
      const { job, add, claim, messages } = await scene()
      const burst = Array.from({ length: 30 }, (_, i) => i + 1)
      await Promise.all(burst.map((message) => add(job(message))))
      const keyed = (message: number) =>
        job(message, { user: 'carol', log: `g:${message}`, collapseKey: 'k' })
      await Promise.all(burst.map((message) => add(keyed(message))))
      assert.deepEqual(messages(await claim()), [28, 29, 30, 30])
    })

    test('are counted by day and service, also at once', async () => {
      const { app, store } = await scene()
      const count = (day: string, service: string) => ({ app, day, service, sent: 2, failed: 1 })
      await Promise.all([1, 2].map(() => store.count([count('2026-01-02', 'APNS')])))
      await store.count([count('2026-01-01', 'APNS'), count('2026-01-02', 'HONOR')])
      assert.deepEqual(await store.counts(app, '2026-01-02', '2026-01-31'), [
        { ...count('2026-01-02', 'APNS'), sent: 4, failed: 2 },
        count('2026-01-02', 'HONOR'),
      ])
      assert.deepEqual(await store.counts(app + 1, '2026-01-01', '2026-01-31'), [])
    })
  })
}
