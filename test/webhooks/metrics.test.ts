import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { metric } from '../harness/metric.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { Receiver } from './receiver.ts'
import { hook, say } from './rule-scene.ts'

describe('what /metrics says of webhooks', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  test('[webhooks.create] attempts, spared receivers, and messages that were gone before they could be told', async () => {
    // Nothing more is read for a receiver that says that it is gone.
    await using receiver = await Receiver.start(() => ({ status: 410 }))
    await using rule = await hook(server, receiver.url)
    const told = await say(server, 'bob')
    await until('the receiver is spared', async () => {
      const receivers = await metric(server, 'ringpost_webhook_receivers')
      return receivers['breaker="open"'] === 1
    })
    assert.deepEqual(await metric(server, 'ringpost_webhook_attempts_total'), {
      'result="delivered"': 0,
      'result="failed"': 1,
    })
    await say(server, 'carol')
    const ql = encodeURIComponent("select * where to='carol'")
    const purge = await server.call('DELETE', `/chatmessages?ql=${ql}`)
    assert.deepEqual([purge.status, purge.body.count], [200, 1], JSON.stringify(purge.body))
    assert.deepEqual(await metric(server, 'ringpost_webhook_gone_total'), { '': 0 })
    receiver.answer(() => ({}))
    await rule.call('PUT', '', { name: 'back' })
    await until('one message was gone', async () => {
      const counts = await metric(server, 'ringpost_webhook_gone_total')
      return counts[''] === 1
    })
    await until('the other is told', async () => {
      const counts = await metric(server, 'ringpost_webhook_attempts_total')
      return counts['result="delivered"'] === 1
    })
    assert.deepEqual(receiver.ids, [told, told])
  })
})
