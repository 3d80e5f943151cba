import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestClock } from '../../packages/server/src/kernel/test-clock.ts'
import { freePort } from '../harness/free-port.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { Receiver } from './receiver.ts'
import { came, hook, say } from './rule-scene.ts'

test('[webhooks.create] a receiver that dies and stays away gets all that happened, in order, and the same once more', async () => {
  const clock = new TestClock()
  const server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' }, undefined, { clock })
  await server.users('alice', 'bob', 'carol')
  const port = await freePort()
  // Dies with one request unanswered.
  const first = await Receiver.start(({ body }) => (body.to === 'carol' ? undefined : {}), port)
  await hook(server, first.url)
  const sent = [await say(server, 'bob')]
  await came(first, sent)
  const unanswered = await say(server, 'carol')
  await came(first, [unanswered])
  await first[Symbol.asyncDispose]()
  for (let i = 0; i < 6; i++) {
    sent.push(await say(server, 'bob'))
    await clock.advance(180_000)
  }
  await using second = await Receiver.start(() => ({}), port)
  const missing = () => [...sent.slice(1), unanswered].filter((id) => !second.ids.includes(id))
  await until(
    () => `all have come; ${missing().length} have not`,
    async () => {
      // It is asked again after a while only.
      if (missing().length > 0) await clock.advance(60_000)
      return missing().length === 0
    },
  )
  const toBob = second.received.filter(({ body }) => body.to === 'bob')
  assert.deepEqual([...new Set(toBob.map(({ body }) => body.msg_id))], sent.slice(1))
  const again = [...first.received, ...second.received].filter(({ body }) => body.to === 'carol')
  assert.ok(again.length >= 2)
  assert.equal(new Set(again.map(({ text }) => text)).size, 1, 'with the same id, and the same body')
  await server.close()
})
