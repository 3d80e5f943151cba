import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BeyondQuota } from '../../domain/channels/channel-quota.ts'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleChannel } from './samples.ts'

/** More than PostgreSQL has locks for, with a few creations at once. */
const CROWD = 10_000

export function quotaContract(open: () => Stores): void {
  describe('quotas of channels', () => {
    test('a refused creation counts for nothing, and a deletion makes room', async () => {
      const { channels } = open()
      const app = await createApp(open())
      const ceiling = { ofApp: 3, ofUser: 0, users: [] }
      const create = (id: number) => channels.create(sampleChannel(app.id, String(id)), new Map(), ceiling)
      const attempts = await Promise.allSettled(Array.from({ length: 12 }, (_, id) => create(id)))
      const created = attempts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
      for (const each of attempts)
        assert.ok(each.status === 'fulfilled' || each.reason instanceof BeyondQuota)
      assert.equal(created.length, 3)
      assert.equal(await channels.count(app.id, 'group'), 3)
      assert.equal(await channels.count(app.id, 'room'), 0)
      await channels.delete(created[0]!)
      await assert.rejects(channels.delete(created[0]!))
      assert.equal(await channels.count(app.id, 'group'), 2)
      await create(20)
      await assert.rejects(create(21), BeyondQuota)
    })

    test('channels with thousands of founders are created at once, of the same users or others, in any order', async () => {
      const { channels } = open()
      const app = await createApp(open())
      const crowd = (prefix: string) => Array.from({ length: CROWD }, (_, i) => `${prefix}${i}`)
      const same = crowd('s')
      const crowds = [crowd('a'), crowd('b'), crowd('c'), same, same.toReversed()]
      await Promise.all(
        crowds.map((users, i) =>
          channels.create(sampleChannel(app.id, `c${i}`), new Map(), { ofApp: 0, ofUser: 9, users }),
        ),
      )
      assert.equal(await channels.count(app.id, 'group'), crowds.length)
    })
  })
}
