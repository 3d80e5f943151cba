import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { JsonService } from '../harness/json-service.ts'
import { metric } from '../harness/metric.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { Phones, pushing } from './phones.ts'

describe('what /metrics says of push', () => {
  let server: TestServer
  let phones: Phones
  before(async () => {
    server = await TestServer.start(pushing)
    phones = await Phones.start(server)
    const users = ['sent', 'refused', 'unbound']
    await server.users('alice', 'later', ...users)
    for (const user of users) await phones.bind(user)
  })
  after(async () => {
    await phones[Symbol.asyncDispose]()
    await server.close()
  })

  test('[push.bind] what services answered, and whether they want to be asked later', async () => {
    await using busy = await JsonService.start(() => ({
      status: 503,
      headers: { 'retry-after': '60' },
      body: {},
    }))
    await server.call('POST', '/notifiers', { provider: 'WEBHOOK', name: 'busy', url: busy.url })
    await phones.bind('later', 'later', 'phone', 'busy')
    const answers: Record<string, number> = { sent: 200, refused: 403, unbound: 410 }
    phones.status = ({ token }) => answers[token]!
    assert.deepEqual(await metric(server, 'ringpost_push_attempts_total'), {})
    for (const user of ['sent', 'refused', 'unbound', 'sent']) await phones.send('alice', user, 'hi')
    await phones.settled()
    await phones.send('alice', 'later', 'hi')
    await until('a service was busy', async () => {
      const paused = await metric(server, 'ringpost_push_paused_certificates')
      return paused[''] === 1
    })
    assert.deepEqual(await metric(server, 'ringpost_push_attempts_total'), {
      'service="WEBHOOK",result="sent"': 2,
      'service="WEBHOOK",result="refused"': 1,
      'service="WEBHOOK",result="unbind"': 1,
      'service="WEBHOOK",result="later"': 1,
    })
    await until('nothing is under way', async () => {
      const underWay = await metric(server, 'ringpost_push_under_way')
      return underWay[''] === 0
    })
  })
})
