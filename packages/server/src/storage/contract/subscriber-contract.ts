import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'

export function subscriberContract(open: () => Stores): void {
  describe('subscribers', () => {
    const make = async (shard: number) => {
      const name = `test:${randomUUID()}`
      await open().subscribers.put({ name, app: 7, kinds: ['message.sent', 'user.registered'] }, shard)
      const find = async () => (await open().subscribers.list()).find((each) => each.name === name)
      return { name, find }
    }

    test('a saved subscriber is listed; its cursor is set once and stays when its filter changes', async () => {
      const { subscribers } = open()
      const { name, find } = await make(3)
      assert.deepEqual(await find(), {
        name,
        shard: 3,
        app: 7,
        kinds: ['message.sent', 'user.registered'],
        cursor: null,
        skipped: 0,
      })
      await subscribers.begin(name, { 1: 5, 2: 7 })
      await subscribers.begin(name, { 1: 9 })
      await subscribers.put({ name, app: 7, kinds: ['file.removed'] }, 3)
      const changed = await find()
      assert.deepEqual([changed!.kinds, changed!.cursor], [['file.removed'], { 1: 5, 2: 7 }])
      await subscribers.skip(name, { 1: 20 }, 15)
      const skipped = await find()
      assert.deepEqual([skipped!.cursor, skipped!.skipped], [{ 1: 20 }, 15])
      await subscribers.remove(name)
      assert.equal(await find(), undefined)
    })

    test('a shard has one holder at a time, its epoch increases with each change, and a former holder moves no cursor', async () => {
      const { subscribers, facts } = open()
      const server = await facts.incarnation()
      const shard = 1000 + Math.floor(Math.random() * 1_000_000)
      const { name, find } = await make(shard)
      await subscribers.begin(name, {})
      const first = (await subscribers.take([shard], 'a', 60_000)).get(shard)!
      assert.deepEqual(await subscribers.take([shard], 'b', 60_000), new Map())
      assert.equal((await subscribers.renew('a', -1)).get(shard), first)
      const second = (await subscribers.take([shard], 'b', 60_000)).get(shard)!
      assert.equal(second, first + 1)
      assert.deepEqual(await subscribers.renew('a', 60_000), new Map())

      const late = await subscribers.save([{ name, from: {}, cursor: { 1: 99 }, epoch: first }], 'a', server)
      assert.deepEqual(late, new Set())
      const move = { name, from: {}, cursor: { 1: 5 }, epoch: second }
      assert.deepEqual(await subscribers.save([{ ...move, from: { 1: 4 } }], 'b', server), new Set())
      assert.deepEqual(await subscribers.save([move], 'b', 'another server'), new Set())
      const mine = await subscribers.save([move], 'b', server)
      assert.deepEqual(mine, new Set([name]))
      assert.deepEqual((await find())!.cursor, { 1: 5 })

      await subscribers.release([shard], 'a')
      assert.deepEqual(await subscribers.take([shard], 'c', 60_000), new Map())
      await subscribers.release([shard], 'b')
      assert.deepEqual(await subscribers.renew('b', 60_000), new Map())
      const third = (await subscribers.take([shard], 'c', 60_000)).get(shard)!
      // The only process of a database need not wait for its predecessor's lease.
      assert.equal((await subscribers.take([shard], 'd', 60_000, { force: true })).get(shard), third + 1)
      await subscribers.remove(name)
    })

    test('of many concurrent requests for a shard, one gets it', async () => {
      const { subscribers } = open()
      const shard = 1000 + Math.floor(Math.random() * 1_000_000)
      const taken = await Promise.all(
        Array.from({ length: 20 }, (_, i) => subscribers.take([shard, shard + 1], `h${i}`, 60_000)),
      )
      assert.equal(
        taken.reduce((sum, { size }) => sum + size, 0),
        2,
      )
    })
  })
}
