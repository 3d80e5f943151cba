import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Outdated } from '../../domain/outdated.ts'
import type { PushTask } from '../../domain/push/push-task.ts'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp } from './samples.ts'

export function samplePushTask(app: number, id: number, more: Partial<PushTask> = {}): PushTask {
  const message = { title: 'T', subTitle: '', content: 'c', ext: { n: 1 }, config: {}, blocks: {} }
  return { app, id, audience: { all: true }, message, acceptedAt: 100, dueAt: 100, cursor: '', ...more }
}

export function pushTaskContract(open: () => Stores): void {
  describe('push tasks', () => {
    test('come when they are due, the longest due first, until they are done', async () => {
      const { id: app } = await createApp(open())
      const { pushTasks: store } = open()
      const due = async (now: number) =>
        (await store.due(now, 1000)).filter((task) => task.app === app).map(({ id }) => id)
      await store.accept(samplePushTask(app, 1, { dueAt: 300, audience: { label: 'vip' } }), undefined)
      await store.accept(samplePushTask(app, 2, { dueAt: 200, audience: { users: ['a'] } }), undefined)
      assert.deepEqual([await due(199), await due(200), await due(300)], [[], [2], [2, 1]])
      const task = (await store.due(300, 1000)).find(({ id, app: of }) => id === 1 && of === app)!
      assert.deepEqual(task, samplePushTask(app, 1, { dueAt: 300, audience: { label: 'vip' } }))
      await store.advance(task, 'bob')
      await assert.rejects(store.advance(task, undefined), Outdated)
      await store.advance({ ...task, cursor: 'bob' }, undefined)
      assert.deepEqual(await due(300), [2])
      await assert.rejects(store.advance({ ...task, cursor: 'bob' }, 'carol'), Outdated)
      await store.forget(101)
      assert.deepEqual(await due(300), [2])
    })

    test('an app has a number of them in a time, also of those that are done', async () => {
      const { id: app } = await createApp(open())
      const other = await createApp(open())
      const { pushTasks: store } = open()
      const limit = { since: 50, tasks: 3 }
      const accept = (id: number, of = app) => applies(store.accept(samplePushTask(of, id), limit))
      await store.accept(samplePushTask(app, 90, { acceptedAt: 50 }), limit)
      await store.accept(samplePushTask(app, 91), undefined)
      const accepted = await Promise.all([1, 2, 3, 4, 5].map((id) => accept(id)))
      assert.equal(accepted.filter(Boolean).length, 3)
      for (const task of (await store.due(100, 1000)).filter((each) => each.app === app))
        await store.advance(task, undefined)
      assert.equal(await accept(6), false)
      assert.equal(await accept(7, other.id), true)
      await store.forget(101)
      assert.equal(await accept(8), true)
    })
  })
}
