import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { Receiver } from './receiver.ts'
import { came, hook, say } from './rule-scene.ts'

test('of a message that many rules want, events are made once; a rule for something else misses nothing', async () => {
  await using receiver = await Receiver.start()
  const server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
  await server.users('alice', 'bob')
  const { core } = server.running
  const { logs } = core.stores
  /** Messages read for webhooks. */
  let read = 0
  const { findMany } = logs
  logs.findMany = (app, ids) => {
    if (/fact-events/.test(new Error().stack ?? '')) read += ids.length
    return findMany(app, ids)
  }
  for (let i = 0; i < 8; i++) await hook(server, receiver.url)
  const sent = [await say(server, 'bob'), await say(server, 'bob')]
  await came(receiver, [...sent, ...Array.from({ length: 7 }, () => sent[1]!)])
  const { facts } = await core.stores.facts.read({}, 500)
  const messages = facts.filter(({ kind }) => kind === 'message.sent')
  const families = async () =>
    (await core.webhookEvents.of(server.app, messages)).map((events) => events.map(({ family }) => family))
  assert.deepEqual(await families(), [['chat'], ['chat']])
  const before = read
  assert.deepEqual(await families(), [['chat'], ['chat']])
  assert.equal(read, before, 'they are still there')
  assert.ok(read < 2 * 8, `2 messages were read ${read} times for 8 rules`)
  await hook(server, receiver.url, { events: ['chat_offline'] })
  assert.deepEqual(await families(), [
    ['chat', 'chat_offline'],
    ['chat', 'chat_offline'],
  ])
  await server.close()
})
