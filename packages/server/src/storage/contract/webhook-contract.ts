import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import type { Stores } from '../../domain/stores.ts'
import type { WebhookDelivery } from '../../domain/webhooks/webhook-delivery.ts'
import { defaultWebhookSettings } from '../../domain/webhooks/webhook-settings.ts'
import type { StoredWebhook } from '../../domain/webhooks/webhook-store.ts'
import { idFloor } from '../../kernel/id-generator.ts'
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
  describe('deliveries of webhooks', () => {
    const delivery = (app: number, id: number, more: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
      app,
      webhook: '1',
      id: String(id),
      order: 'p:a|b',
      callId: `call ${id}`,
      body: '{}',
      status: 'pending',
      attempts: 1,
      replays: 0,
      at: 1,
      triedAt: 2,
      nextAt: 3,
      answerStatus: 500,
      answer: 'no',
      fault: 'why',
      ...more,
    })

    test('are listed by rule and status, changed, and removed with their rule', async () => {
      const { id: app } = await createApp(open())
      const { webhookDeliveries: store } = open()
      const delivered = { status: 'delivered', nextAt: null, answerStatus: null, fault: null } as const
      const all = [delivery(app, 1), delivery(app, 2, delivered), delivery(app, 3)]
      const other = delivery(app, 4, { webhook: '2' })
      await store.add([...all, other])
      await store.add([])
      assert.deepEqual(await store.page(app, '1', undefined, undefined, 9), [...all].reverse())
      assert.deepEqual(await store.page(app, '1', undefined, '3', 1), [all[1]])
      assert.deepEqual(await store.page(app, '1', 'pending', undefined, 9), [all[2], all[0]])
      const waiting = { order: 'p:a|b', attempts: 1, nextAt: 3 }
      assert.deepEqual(await store.pending(app, '1', 9), [
        { id: '1', ...waiting },
        { id: '3', ...waiting },
      ])
      assert.deepEqual(await store.pending(app, '1', 1), [{ id: '1', ...waiting }])
      const changed = delivery(app, 1, { ...delivered, attempts: 2, answer: '' })
      await store.update(changed)
      assert.deepEqual(await store.get(app, '1', '1'), changed)
      await store.update(delivery(app, 1, { attempts: 3 }))
      assert.deepEqual(await store.get(app, '1', '1'), changed, 'what is delivered stays so')
      await store.update({ ...changed, attempts: 4 })
      assert.equal((await store.get(app, '1', '1'))?.attempts, 4)
      await store.update(delivery(app, 9))
      assert.equal(await store.get(app, '1', '9'), undefined)
      const rules = (await store.webhooks()).filter((each) => each.app === app)
      assert.deepEqual(rules.map(({ webhook }) => webhook).sort(), ['1', '2'])
      await store.clear(app, '1')
      assert.deepEqual(await store.page(app, '1', undefined, undefined, 9), [])
      assert.deepEqual(await store.page(app, '2', undefined, undefined, 9), [other])
    })

    test('failures are counted by the time in which they were stored, and pruned by age and number', async () => {
      const { id: app } = await createApp(open())
      const { webhookDeliveries: store } = open()
      const ms = 600_000
      const failed = (from: number, n: number, more: Partial<WebhookDelivery> = {}) =>
        delivery(app, idFloor(from) + n, { status: 'failed', ...more })
      const first = failed(10 * ms, 1)
      const again = failed(11 * ms - 1, 2, { replays: 1, webhook: '2' })
      const later = [failed(11 * ms, 1), failed(11 * ms, 2)]
      await store.add([first, again, ...later, delivery(app, idFloor(10 * ms))])
      assert.deepEqual(await store.buckets(app, ms), [
        { from: 10 * ms, replays: 0, count: 1 },
        { from: 10 * ms, replays: 1, count: 1 },
        { from: 11 * ms, replays: 0, count: 2 },
      ])
      const range = { from: 10 * ms, to: 11 * ms, replays: undefined }
      assert.deepEqual(await store.failures(app, range, undefined, 9), [first, again])
      assert.deepEqual(await store.failures(app, { ...range, replays: 1 }, undefined, 9), [again])
      assert.deepEqual(await store.failures(app, range, first.id, 9), [again])
      assert.deepEqual(await store.failures(app, range, undefined, 1), [first])
      assert.equal(await store.prune(app, '1', 'failed', String(idFloor(11 * ms)), 9), 1)
      assert.equal(await store.prune(app, '1', 'failed', '0', 1), 1)
      assert.deepEqual(await store.page(app, '1', 'failed', undefined, 9), [later[1]])
      assert.equal((await store.page(app, '1', 'pending', undefined, 9)).length, 1)
    })
  })
}
