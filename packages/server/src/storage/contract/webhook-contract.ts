import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import type { Stores } from '../../domain/stores.ts'
import { defaultWebhookSettings } from '../../domain/webhooks/webhook-settings.ts'
import type { StoredWebhook } from '../../domain/webhooks/webhook-store.ts'
import { applies, createApp } from './samples.ts'

export function webhookContract(open: () => Stores): void {
  describe('rules of webhooks', () => {
    const rule = (app: number, id: number, more: Partial<StoredWebhook['webhook']> = {}): StoredWebhook => ({
      webhook: {
        ...defaultWebhookSettings,
        app,
        id: String(id),
        name: `rule_${id}`,
        url: 'https://example.com/',
        createdAt: 1,
        modifiedAt: 1,
        ...more,
      },
      secret: 'sealed',
      previous: null,
    })
    const refusal = (code: string) => (error: unknown) => error instanceof ApiError && error.code === code

    test('are kept as they are, by app, and those that are enabled are found', async () => {
      const { id: app } = await createApp(open())
      const { id: other } = await createApp(open())
      const { webhooks: store } = open()
      const first = rule(app, 1, {
        events: ['chat'],
        filters: { ...defaultWebhookSettings.filters, from: ['a'] },
      })
      const second = { ...rule(app, 2, { enabled: false }), previous: { secret: 'former', until: 9 } }
      for (const each of [first, second, rule(other, 1)]) await store.create(each, 9)
      assert.deepEqual(await store.list(app), [first, second])
      const enabled = (await store.enabled()).filter(({ webhook }) => [app, other].includes(webhook.app))
      assert.deepEqual(enabled, [first, rule(other, 1)])
      assert.equal(await store.remove(app, '1'), true)
      assert.equal(await store.remove(app, '1'), false)
      assert.deepEqual(await store.list(app), [second])
      assert.deepEqual(await store.list(other), [rule(other, 1)])
    })

    test('keep to their limit and unique names when several are made at once', async () => {
      const { id: app } = await createApp(open())
      const { webhooks: store } = open()
      const made = [1, 2, 3, 4, 5].map((id) => applies(store.create(rule(app, id), 3)))
      assert.equal((await Promise.all(made)).filter(Boolean).length, 3)
      const { id: same } = await createApp(open())
      const named = [1, 2, 3].map((id) => applies(store.create(rule(same, id, { name: 'same' }), 9)))
      assert.equal((await Promise.all(named)).filter(Boolean).length, 1)
    })

    test('a change applies to what was read, and to a free name', async () => {
      const { id: app } = await createApp(open())
      const { webhooks: store } = open()
      await store.create(rule(app, 1), 9)
      await store.create(rule(app, 2), 9)
      const changed = { ...rule(app, 1, { url: 'http://x/', modifiedAt: 2 }), secret: 'other' }
      await store.update(changed, 1)
      assert.deepEqual((await store.list(app))[0], changed)
      await assert.rejects(store.update(changed, 1), refusal('webhook.changed'))
      const taken = rule(app, 1, { name: 'rule_2', modifiedAt: 3 })
      await assert.rejects(store.update(taken, 2), refusal('webhook.exists'))
      await assert.rejects(store.update(rule(app, 3), 1), refusal('webhook.changed'))
    })
  })
}
