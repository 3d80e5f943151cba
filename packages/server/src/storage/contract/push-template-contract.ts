import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp } from './samples.ts'

export function pushTemplateContract(open: () => Stores): void {
  test('push templates have names that are unique in the app, and a limit, even at once', async () => {
    const { id: app } = await createApp(open())
    const { pushTemplates: store } = open()
    const template = (name: string, at = 1) => ({
      name,
      title: 't',
      content: `${at}`,
      createdAt: at,
      updatedAt: at,
    })
    const done = await Promise.all(['a', 'b', 'c'].map((name) => applies(store.put(app, template(name), 2))))
    assert.equal(done.filter(Boolean).length, 2)
    const [first] = await store.list(app)
    const changed = { ...template(first!.name, 5), createdAt: 1 }
    assert.deepEqual(await store.put(app, template(first!.name, 5), 2), changed)
    assert.deepEqual((await store.list(app))[0], changed)
    assert.deepEqual(
      [await store.remove(app, first!.name), await store.remove(app, first!.name)],
      [true, false],
    )
    assert.equal((await store.list(app)).length, 1)
  })
}
