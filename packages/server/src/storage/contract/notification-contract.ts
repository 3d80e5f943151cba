import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { unset } from '../../domain/notifications/notification-setting.ts'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp } from './samples.ts'

export function notificationContract(open: () => Stores): void {
  describe('what notifies users', () => {
    const conversation = (id: string) => ({ kind: 'user', id }) as const

    test('is kept by user and conversation, in their app, up to a limit, even at once', async () => {
      const app = await createApp(open())
      const other = await createApp(open())
      const { notifications: store } = open()
      const silence = (of: typeof app, id: string, limit = 3) =>
        applies(store.change(of.id, 'alice', conversation(id), { type: 'NONE' }, { now: 1, limit }))
      const done = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => silence(app, id)))
      assert.equal(done.filter(Boolean).length, 3)
      assert.equal(await silence(other, 'z'), true)
      const [known] = (await store.typed(app.id, 'alice', { limit: 5 })).conversations
      assert.equal(await silence(app, known!.target.id), true)
      await store.change(app.id, 'alice', known!.target, { type: null }, { now: 1, limit: 3 })
      assert.equal(await silence(app, 'f'), true)
      assert.deepEqual(
        await store.get(other.id, 'alice', [conversation('a'), conversation('z'), 'everything']),
        [undefined, { ...unset, type: 'NONE' }, undefined],
      )
    })

    test('parts change apart, and nothing is left of what says nothing', async () => {
      const app = await createApp(open())
      const { notifications: store } = open()
      const change = (changes: object, now = 1) =>
        store.change(app.id, 'alice', 'everything', changes, { now, limit: 9 })
      const get = async () => (await store.get(app.id, 'alice', ['everything']))[0]
      await Promise.all([
        change({ type: 'AT' }),
        change({ silentUntil: 50 }),
        change({ silentHours: '1:0-2:0' }),
      ])
      assert.deepEqual(await get(), { type: 'AT', silentUntil: 50, silentHours: '1:0-2:0' })
      await change({ type: null })
      await change({ silentHours: '' })
      assert.deepEqual(await get(), { ...unset, silentUntil: 50 })
      await store.setLanguage(app.id, 'alice', 'de')
      await change({ type: null }, 60)
      assert.equal(await store.language(app.id, 'alice'), 'de')
      await store.setLanguage(app.id, 'alice', '')
      await store.setTemplate(app.id, 'alice', 'mine')
      await change({ type: null }, 60)
      assert.equal(await store.template(app.id, 'alice'), 'mine')
      await store.setTemplate(app.id, 'alice', '')
      await change({ type: null }, 60)
      assert.equal(await get(), undefined)
      assert.equal(await store.template(app.id, 'alice'), '')
    })

    test('of several users, what decides about one conversation', async () => {
      const app = await createApp(open())
      const { notifications: store } = open()
      const at = { now: 1, limit: 9 }
      await store.change(app.id, 'alice', 'everything', { silentHours: '1:0-2:0' }, at)
      await store.change(app.id, 'alice', conversation('x'), { type: 'AT' }, at)
      await store.change(app.id, 'bob', conversation('y'), { type: 'NONE' }, at)
      await store.setLanguage(app.id, 'carol', 'de')
      await store.setTemplate(app.id, 'carol', 'mine')
      const none = { everything: unset, conversation: unset, language: '', template: '' }
      assert.deepEqual(
        await store.wishes(app.id, ['alice', 'bob', 'carol'], conversation('x')),
        new Map([
          [
            'alice',
            {
              ...none,
              everything: { ...unset, silentHours: '1:0-2:0' },
              conversation: { ...unset, type: 'AT' },
            },
          ],
          ['carol', { ...none, language: 'de', template: 'mine' }],
        ]),
      )
      assert.deepEqual(await store.wishes(app.id, [], conversation('x')), new Map())
    })
  })
}
