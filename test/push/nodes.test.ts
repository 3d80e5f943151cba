import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { NodeGroup } from '../cluster/node-group.ts'
import { RawClient } from '../gateway/raw-client.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { Phones, pushing } from './phones.ts'

const skip = withoutPostgres() || withoutNats()

test('on two nodes each message is pushed once, to who is online on neither', { skip }, async () => {
  const key = randomBytes(32).toString('base64')
  await using group = await NodeGroup.start(2, { ...pushing, RINGPOST_SECRET_KEY: key })
  const [a, b] = group.nodes as [TestServer, TestServer]
  await a.users('alice', 'bob', 'carol')
  await using phones = await Phones.start(a)
  for (const user of ['bob', 'carol']) await phones.bind(user)
  await using bob = await RawClient.login(b.wsUrl, {
    ...{ user: 'bob', resource: 'raw_1', token: await b.userToken('bob') },
  })
  const texts = Array.from({ length: 20 }, (_, i) => `${i}`)
  for (const [i, text] of texts.entries()) {
    const message = { from: 'alice', to: ['bob', 'carol'], type: 'txt', body: { msg: text } }
    const ext = { em_push_ext: { title: 't', content: text } }
    await [a, b][i % 2]!.call('POST', '/messages/users', { ...message, ext })
    await until(`${text} is shown`, () => phones.shown.length > i)
  }
  assert.deepEqual(
    phones.shown.map(({ token, body }) => [token, body]),
    texts.map((text) => ['carol', text]),
  )
  assert.equal(bob.ended, undefined)
  await group.stopLast()
  const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'x' } }
  await a.call('POST', '/messages/users', message)
  await until('bob is notified', () => phones.shown.some(({ token }) => token === 'bob'))
})
