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
      const claim = async (options: { now?: number; limit?: number; busy?: string[] } = {}) => {
        const { busy = [], ...rest } = options
        const claimed = await store.claim({
          ...{ now, until: now + 100, limit: 1000, ...rest },
          busy: busy.map((certificate) => ({ app, certificate })),
        })
        return claimed.filter((each) => each.app === app)
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
      await store.finish(
        (await store.claim({ now: now + 100, until: 0, limit: 9, busy: [] })).flatMap((each) =>
          each.message === 4 ? [each.id] : [],
        ),
      )
      const again = await claim({ now: now + 100 })
      assert.deepEqual(messages(again), [1, 2, 3])
      await store.postpone(again[0]!, now + 500)
      await store.finish([again[1]!.id])
      await store.release()
      assert.deepEqual(messages(await claim()), [3])
      const [late] = await claim({ now: now + 500 })
      assert.deepEqual([late!.message, late!.attempts, late!.log, late!.seq], [1, 1, 'g:1', 1])
    })

    test('of certificates that are busy wait', async () => {
      const { job, add, claim, messages } = await scene()
      await add(job(1), job(1, { certificate: 'd' }))
      assert.deepEqual(
        (await claim({ busy: ['c'] })).map(({ certificate }) => certificate),
        ['d'],
      )
      assert.deepEqual(messages(await claim()), [1])
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
